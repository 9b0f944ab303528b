// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/rtl/support/yosys.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace octet::testing {
namespace {
namespace fs = std::filesystem;

const fs::path kRtl = fs::path(OCTET_SOURCE_DIR) / "rtl";

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every module but the form of the array that only simulation runs.
std::string modules() {
  std::string files;
  for (const auto& entry : fs::directory_iterator(kRtl)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".sv" && path.filename() != "array.sv") (files += ' ') += path.string();
  }
  return files;
}

// A z3 that shares terms, before the real one.
const fs::path kSolver = fs::path(OCTET_SOURCE_DIR) / "tests/rtl/support/solver";

}  // namespace

Yosys::Yosys(const std::string& package) {
  static std::atomic<int> count = 0;
  work_ = fs::temp_directory_path() / fmt::format("octet_yosys.{}.{}", getpid(), count++);
  fs::create_directories(work_);
  std::ofstream(work_ / "octet_pkg.sv") << package;
}

Yosys::~Yosys() {
  std::error_code ignored;  // a solver that was stopped may still leave something behind
  fs::remove_all(work_, ignored);
}

Ran Yosys::run(const std::string& program, const std::string& arguments) const {
  const std::string found = fmt::format("command -v {} >/dev/null", program);
  if (std::system(found.c_str()) != 0) {
    const std::string package = program == "z3" ? "z3" : "yosys";
    return {false, fmt::format("{} is missing; on Debian: apt install {}", program, package)};
  }
  const fs::path log = work_ / "log";
  const std::string command = fmt::format("cd {} && PATH={}:$PATH {} {} >{} 2>&1", work_.string(), kSolver.string(),
                                          program, arguments, log.string());
  const bool succeeded = std::system(command.c_str()) == 0;
  std::string text = text_of(log);
  if (text.size() > 4000) text = text.substr(text.size() - 4000);
  return {succeeded, text};
}

Ran Yosys::elaborate(const std::string& top) const {
  std::ofstream(work_ / "script.ys") << fmt::format(
      "read_verilog -sv -defer -D SYNTHESIS -I{} octet_pkg.sv{}\n"
      "hierarchy -check -top {}\nproc\n"
      "select -assert-none t:$dlatch t:$adlatch t:$dlatchsr t:$_DLATCH*\n"
      "check -assert\n",
      kRtl.string(), modules(), top);
  return run("yosys", "-q -e 'Resizing cell port' -s script.ys");
}

fs::path Yosys::source(const std::string& file, const std::vector<Seed>& seeds) const {
  std::string text = text_of(kRtl / file);
  for (const Seed& seed : seeds) {
    if (seed.file != file) continue;
    const std::size_t at = text.find(seed.from);
    EXPECT_TRUE(at != std::string::npos && text.find(seed.from, at + 1) == std::string::npos)
        << file << " must contain exactly once: " << seed.from;
    if (at != std::string::npos) text.replace(at, seed.from.size(), seed.to);
  }
  const fs::path copy = work_ / fs::path(file).filename();
  std::ofstream(copy) << text;
  return copy;
}

Ran Yosys::prove(const std::string& top, const std::vector<std::string>& sources, int steps, bool induction,
                 const std::vector<std::string>& cuts, const std::vector<Seed>& seeds) const {
  std::string files = source("formal/" + top + ".sv", seeds).string();
  for (const std::string& file : sources) (files += ' ') += source(file, seeds).string();
  std::string cut;
  for (const std::string& wire : cuts) cut += fmt::format("cutpoint {}\n", wire);
  std::ofstream(work_ / "script.ys") << fmt::format(
      "read_verilog -formal -sv -mem2reg -defer -I{} octet_pkg.sv {}\n"
      "hierarchy -check -top {}\nproc\n{}flatten\nopt -keepdc\nasync2sync\ndffunmap\nopt_clean\ncheck -assert\n"
      "write_smt2 -wires design.smt2\n",
      kRtl.string(), files, top, cut);
  Ran ran = run("yosys", "-q script.ys");
  if (!ran.succeeded) return ran;
  ran = run("z3", "--version");
  if (!ran.succeeded) return ran;
  const std::string options = "--noprogress --unroll --noincr --logic QF_BV -s z3";
  ran = run("yosys-smtbmc", fmt::format("{} -t {} design.smt2", options, steps));
  if (!ran.succeeded || !induction) return ran;
  return run("yosys-smtbmc", fmt::format("{} -i -t {} design.smt2", options, steps));
}

}  // namespace octet::testing
