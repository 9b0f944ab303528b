// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/simulator_build.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <xxhash.h>

#include <fstream>

#include "base/error.h"
#include "rtl/package_text.h"
#include "rtl/shell.h"

namespace octet {
namespace {
namespace fs = std::filesystem;

// Options of both tools; part of the hash.
constexpr std::string_view kVerilate =
    "--cc -O3 --x-assign fast --x-initial unique --assert --unroll-stmts 200000 --output-split 12000";
constexpr std::string_view kCompile =
    "-std=c++17 -fPIC -w $unique -DVL_USER_FATAL -DVL_USER_STOP -DVL_USER_FINISH "
    "-DVL_PRINTF=octet_simulator_print";

// Toggles of wider signals are not counted: each bit of each is code, and address buses have thousands.
constexpr std::string_view kCoverage = " --coverage-line --coverage-toggle --coverage-max-width 16";

// Compiles one file; what Verilator calls slow runs once, its runtime rarely. $unique is how a compiler that makes
// names unique in a process, so that no simulator could be unloaded, is kept from it.
constexpr std::string_view kScript =
    "case $1 in slow.cpp) level=-O0 ;; verilated*) level=-O1 ;; *) level=-O3 ;; esac\nexec {} $level -c \"$1\"\n";

// What Verilator writes in many files, in few: most of the time to compile a small one goes into its headers.
constexpr std::string_view kJoin =
    "cat *__Slow.cpp >slow.cpp && rm *__Slow.cpp && n=0 && "
    "for f in Vtop__*.cpp; do n=$(((n+1)%4)); cat $f >>fast$n.cpp; rm $f; done";

// Instructions of this processor; a cache shared with another one holds the simulators of both.
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("flags")) return line;
  return "";
}

// What differs between the variants of a simulator.
struct Variant {
  std::string verilate, compile, runtime, libraries;
  Variant(const SimulatorSources& sources, const RtlOptions& options) {
    // Style is the user's own; what verilator calls lint (widths, open ports, latches) is an error in both.
    verilate = sources.user.empty() ? " -Wall" : "";
    if (!options.waveform.empty()) {
      verilate += " --trace-fst --trace-structs --trace-max-width 4096";
      compile += " -DVM_TRACE=1 -DVM_TRACE_FST=1";
      runtime += " $root/include/verilated_fst_c.cpp";
      libraries += " -lz";
    }
    if (!options.coverage.empty()) {
      verilate += kCoverage;
      compile += " -DVM_COVERAGE=1";
      runtime += " $root/include/verilated_cov.cpp";
    }
  }
};

std::string key_of(const std::string& package, const SimulatorSources& sources, const Variant& variant,
                   const Tools& tools) {
  std::string all = package;
  for (const std::string& part :
       {std::string(kVerilate), std::string(kCompile), std::string(kScript), std::string(kJoin), processor(),
        variant.verilate, variant.compile, tools.verilator, tools.compiler, sources.module})
    all += part + '\n';
  // Coverage data names the files, so that they must be these.
  if (!variant.compile.empty()) all += sources.folder.string() + '\n' + sources.user.string() + '\n';
  for (const fs::path& file : sources.everything) {
    const std::string content = content_of(file);
    all += fmt::format("{} {} {}\n", file.parent_path() == sources.user ? "user" : "", file.filename().string(),
                       content.size());
    all += content;
  }
  const XXH128_hash_t hash = XXH3_128bits(all.data(), all.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

// Held while a simulator is built: other processes that want the same one wait for it. Tools that outlive a killed
// octet hold it too.
class BuildLock {
 public:
  explicit BuildLock(const fs::path& library)
      : file_(open((library.string() + ".lock").c_str(), O_CREAT | O_RDWR, 0666)) {
    if (file_ < 0)
      fail(ErrorKind::kUsage, "{}: cannot be written; OCTET_CACHE names another cache", library.parent_path().string());
    flock(file_, LOCK_EX);
  }
  ~BuildLock() { close(file_); }
  BuildLock(const BuildLock&) = delete;
  BuildLock& operator=(const BuildLock&) = delete;

 private:
  int file_;
};

// An empty directory, removed in the end; what a killed build left in it is removed first.
class WorkDirectory {
 public:
  explicit WorkDirectory(fs::path p) : path(std::move(p)) {
    std::error_code error;
    fs::remove_all(path, error);
    fs::create_directories(path, error);
    if (error) fail(ErrorKind::kUsage, "{}: {}; OCTET_CACHE names another cache", path.string(), error.message());
  }
  ~WorkDirectory() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;
  const fs::path path;
};

std::string all_quoted(const std::vector<fs::path>& files, const std::string& before = "") {
  std::string text;
  for (const fs::path& file : files) text += " " + before + quoted(file);
  return text;
}

std::string subject_of(const SimulatorSources& sources) {
  return sources.user.empty() ? "our RTL" : "the RTL with " + sources.user.string();
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path);
  if (!(file << text).flush()) fail(ErrorKind::kUsage, "{}: cannot be written", path.string());
}

// To simulator.so, with $root as the folder of Verilator's runtime.
void compile(const SimulatorSources& sources, const Variant& variant, const Tools& tools, const fs::path& work) {
  const std::string compiler =
      fmt::format("{} {}{}{} -include {} -I. -I{}/.. -I$root/include -I$root/include/vltstd", tools.compiler, kCompile,
                  processor().empty() ? "" : " -march=native", variant.compile,
                  quoted(sources.folder / "simulator/print.h"), quoted(sources.folder));
  write(work / "compile.sh", fmt::format(kScript, compiler));
  run_tool(
      fmt::format("unique=$({} -fno-gnu-unique -fsyntax-only -x c++ /dev/null 2>/dev/null && echo -fno-gnu-unique); "
                  "root=$({} --getenv VERILATOR_ROOT) && export root unique && cd {} && cp{} . && "
                  "cp $root/include/verilated.cpp $root/include/verilated_threads.cpp{} . && "
                  "{} && ls *.cpp *.cc | xargs -n 1 -P 2 sh compile.sh && "
                  "{} -shared -Wl,-Bsymbolic -o simulator.so *.o -pthread -latomic{}",
                  tools.compiler, tools.verilator, quoted(work), all_quoted(sources.cpp), variant.runtime, kJoin,
                  tools.compiler, variant.libraries),
      work / "compiler.log", "compiling " + subject_of(sources));
}

void build(const Machine& machine, const std::string& package, const SimulatorSources& sources, const Variant& variant,
           const Tools& tools, const fs::path& library) {
  tools.check();
  const WorkDirectory directory(fs::path(library).replace_extension("work"));
  const fs::path& work = directory.path;
  write(work / "octet_pkg.sv", package);
  run_tool(fmt::format("{} {}{} --prefix Vtop --top-module {} --unroll-count {} --Mdir {}{}{} {}{}", tools.verilator,
                       kVerilate, variant.verilate, sources.module, unroll_count(machine), quoted(work),
                       all_quoted(sources.includes, "-I"), all_quoted(sources.waivers), quoted(work / "octet_pkg.sv"),
                       all_quoted(sources.verilog)),
           work / "verilator.log", "verilating " + subject_of(sources));
  compile(sources, variant, tools, work);
  std::error_code error;
  fs::rename(work / "simulator.so", library, error);
  if (error) fail(ErrorKind::kUsage, "{}: {}", library.string(), error.message());
}

}  // namespace

std::string cache_directory() {
  const std::string home = environment("HOME", fs::temp_directory_path().string());
  return environment("OCTET_CACHE", environment("XDG_CACHE_HOME", home + "/.cache") + "/octet");
}

fs::path simulator_library(const Machine& machine, SimulatorTop top, const RtlOptions& options) {
  const std::string package = package_text(machine);
  const SimulatorSources sources(top, options);
  const Variant variant(sources, options);
  const Tools tools;
  const fs::path folder = fs::absolute(fs::path(cache_directory()) / "rtl");
  const fs::path library = folder / (key_of(package, sources, variant, tools) + ".so");
  if (fs::exists(library)) return library;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail(ErrorKind::kUsage, "{}: {}; OCTET_CACHE names another cache", folder.string(), error.message());
  const BuildLock lock(library);
  if (!fs::exists(library)) build(machine, package, sources, variant, tools, library);
  return library;
}

}  // namespace octet
