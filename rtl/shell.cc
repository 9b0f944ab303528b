// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/shell.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::size_t kMessageBytes = 4000;  // of a tool's output

bool runs(const std::string& program) { return std::system((program + " --version >/dev/null 2>&1").c_str()) == 0; }

}  // namespace

std::string environment(const char* name, const std::string& fallback) {
  const char* value = std::getenv(name);
  return value && *value ? value : fallback;
}

std::string found(const char* program, const char* fallback) {
  std::istringstream path(environment("PATH", ""));
  for (std::string folder; std::getline(path, folder, ':');)
    if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return program;
  return fallback;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file || file.bad()) fail(ErrorKind::kUsage, "{}: cannot be read", path.string());
  return text;
}

std::string quoted(const std::filesystem::path& path) {
  std::string text = "'";
  for (const char c : path.string()) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

void Tools::check() const {
  for (const std::string& tool : {verilator, compiler, std::string("xargs")})
    if (!runs(tool))
      fail(ErrorKind::kUsage, "simulating RTL needs {}, which does not run; on Debian: apt install verilator g++",
           tool);
}

void run_tool(const std::string& command, const std::filesystem::path& log, const std::string& what) {
  const int status = std::system(("(" + command + ") >" + quoted(log) + " 2>&1").c_str());
  if (status == 0) return;
  std::error_code unreadable;
  std::string text = std::filesystem::exists(log, unreadable) ? content_of(log).substr(0, kMessageBytes) : "";
  if (WIFSIGNALED(status)) text += fmt::format("ended by signal {}", WTERMSIG(status));
  if (text.empty()) {
    const auto space = std::filesystem::space(log.parent_path(), unreadable);
    text = fmt::format("it printed nothing; {} bytes are free in {}", unreadable ? 0 : space.available,
                       log.parent_path().string());
  }
  fail(ErrorKind::kUsage, "{} failed:\n{}", what, text);
}

}  // namespace octet
