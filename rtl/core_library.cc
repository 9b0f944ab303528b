// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/core_library.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/error.h"
#include "rtl/package_text.h"

namespace octet {
namespace {
namespace fs = std::filesystem;

// Options of both tools; part of the hash.
constexpr std::string_view kVerilate =
    "--cc -O3 --x-assign fast --x-initial fast --assert -Wall --unroll-stmts 200000 --output-split 12000 --prefix "
    "Vcore "
    "--top-module core";
constexpr std::string_view kCompile = "-std=c++17 -O2 -fPIC -w -DVL_USER_FATAL -DVL_USER_STOP";

std::string environment(const char* name, const std::string& fallback) {
  const char* value = std::getenv(name);
  return value && *value ? value : fallback;
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(ErrorKind::kUsage, "{}: cannot be read", path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

// A path for a shell command.
std::string quoted(const fs::path& path) {
  std::string text = "'";
  for (const char c : path.string()) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

bool runs(const std::string& program) { return std::system((program + " --version >/dev/null 2>&1").c_str()) == 0; }

struct Tools {
  std::string verilator = environment("VERILATOR", "verilator");
  std::string compiler = environment("CXX", "c++");
  void check() const {
    const std::string packages = "on Debian: apt install verilator g++ make";
    if (!runs(verilator))
      fail(ErrorKind::kUsage, "the rtl backend needs {}, which does not run; {}", verilator, packages);
    if (!runs(compiler))
      fail(ErrorKind::kUsage, "the rtl backend needs {}, which does not run; {}", compiler, packages);
  }
};

// Where the SystemVerilog and the shim lie: the source tree's rtl folder, or where it was installed.
fs::path rtl_directory() { return environment("OCTET_RTL_DIR", OCTET_RTL_SOURCES); }

std::vector<fs::path> sources() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(rtl_directory())) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".sv" || extension == ".svh" || extension == ".vlt") files.push_back(entry.path());
  }
  for (const char* file : {"simulator/core_abi.h", "simulator/core_shim.cc", "verilated/port_bits.h"}) {
    files.push_back(rtl_directory() / file);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string key_of(const std::string& package, const Tools& tools) {
  std::string all = package + std::string(kVerilate) + std::string(kCompile) + tools.verilator + tools.compiler;
  for (const fs::path& file : sources()) all += file.filename().string() + '\n' + content_of(file);
  const XXH128_hash_t hash = XXH3_128bits(all.data(), all.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

void run_tool(const std::string& command, const fs::path& log, const std::string& what) {
  if (std::system((command + " >" + quoted(log) + " 2>&1").c_str()) == 0) return;
  const std::string text = content_of(log);
  fail(ErrorKind::kUsage, "{} of the RTL core failed:\n{}", what, text.substr(0, 4000));
}

// Held while a simulator is built: other processes that want the same one wait for it.
class BuildLock {
 public:
  explicit BuildLock(const fs::path& library)
      : file_(open((library.string() + ".lock").c_str(), O_CREAT | O_RDWR, 0666)) {
    if (file_ < 0) fail(ErrorKind::kUsage, "{}: cannot be written", library.parent_path().string());
    flock(file_, LOCK_EX);
  }
  ~BuildLock() { close(file_); }
  BuildLock(const BuildLock&) = delete;
  BuildLock& operator=(const BuildLock&) = delete;

 private:
  int file_;
};

// Builds in a directory beside it and moves the library to its place.
void build(const Machine& machine, const std::string& package, const Tools& tools, const fs::path& library) {
  tools.check();
  const fs::path work = library.parent_path() / fmt::format("{}.{}", library.stem().string(), getpid());
  fs::create_directories(work);
  std::ofstream(work / "octet_pkg.sv") << package;
  const std::string rtl = quoted(rtl_directory());
  run_tool(fmt::format("{} {} --unroll-count {} --Mdir {} -I{} {} {} {}", tools.verilator, kVerilate,
                       unroll_count(machine), quoted(work), rtl, quoted(rtl_directory() / "core.vlt"),
                       quoted(work / "octet_pkg.sv"), quoted(rtl_directory() / "core.sv")),
           work / "verilator.log", "verilating");
  run_tool(fmt::format("root=$({} --getenv VERILATOR_ROOT) && cd {} && ls *.cpp | xargs -n 1 -P 2 {} {} -c "
                       "-I$root/include -I$root/include/vltstd && {} {} -shared -o core.so *.o {} "
                       "$root/include/verilated.cpp $root/include/verilated_threads.cpp -I. -I{}/.. "
                       "-I$root/include -I$root/include/vltstd -pthread",
                       tools.verilator, quoted(work), tools.compiler, kCompile, tools.compiler, kCompile,
                       quoted(rtl_directory() / "simulator/core_shim.cc"), rtl),
           work / "compiler.log", "compiling");
  fs::rename(work / "core.so", library);
  fs::remove_all(work);
}

}  // namespace

std::string cache_directory() {
  const std::string home = environment("HOME", fs::temp_directory_path().string());
  return environment("OCTET_CACHE", environment("XDG_CACHE_HOME", home + "/.cache") + "/octet");
}

CoreLibrary::CoreLibrary(const Machine& machine) {
  const std::string package = package_text(machine);
  const Tools tools;
  const fs::path library = fs::path(cache_directory()) / "rtl" / (key_of(package, tools) + ".so");
  if (!fs::exists(library)) {
    fs::create_directories(library.parent_path());
    const BuildLock lock(library);
    if (!fs::exists(library)) build(machine, package, tools, library);
  }
  handle_ = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  OCTET_CHECK(handle_, "{}", dlerror());
  const auto find = [this](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(handle_, name));
    OCTET_CHECK(function, "{} has no {}", "the simulator", name);
  };
  find(make, "octet_core_new");
  find(destroy, "octet_core_delete");
  find(settle, "octet_core_settle");
  find(clock, "octet_core_clock");
}

CoreLibrary::~CoreLibrary() { dlclose(handle_); }

}  // namespace octet
