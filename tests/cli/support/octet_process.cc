// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Output goes to unlinked files, so that no pipe can fill up; the child's end is waited for on a pidfd.
#include "tests/cli/support/octet_process.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/error.h"

namespace octet::test {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) { OCTET_CHECK(number >= 0, "cannot open: errno {}", errno); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  int number() const { return number_; }

 private:
  int number_;
};

int unlinked_file() {
  std::string name = (fs::temp_directory_path() / "octet-out-XXXXXX").string();
  const int number = ::mkostemp(name.data(), O_CLOEXEC);
  if (number >= 0) ::unlink(name.c_str());
  return number;
}

// The writing end of a pipe nobody reads.
int closed_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return -1;
  ::close(ends[0]);
  return ends[1];
}

int standard_output(Stdout kind) {
  switch (kind) {
    case Stdout::kKept:
      return unlinked_file();
    case Stdout::kDevFull:
      return ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    case Stdout::kClosedPipe:
      return closed_pipe();
  }
  return -1;
}

std::string contents(const Descriptor& file) {
  std::string text;
  std::array<char, 65536> chunk{};
  for (off_t at = 0;;) {
    const ssize_t got = ::pread(file.number(), chunk.data(), chunk.size(), at);
    if (got <= 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(got));
    at += got;
  }
}

// In the child, between fork and exec.
[[noreturn]] void become_octet(char* const* arguments, const Launch& launch, int out, int err) {
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, launch.dies_at_file_limit ? SIG_DFL : SIG_IGN);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  if (launch.most_file_bytes >= 0) {
    const auto bytes = static_cast<rlim_t>(launch.most_file_bytes);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (!launch.privileged)
    for (const int capability : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH}) ::prctl(PR_CAPBSET_DROP, capability);
  if (launch.columns.empty())
    ::unsetenv("COLUMNS");
  else
    ::setenv("COLUMNS", launch.columns.c_str(), 0);
  if (::chdir(launch.folder.c_str()) == 0) ::execv(arguments[0], arguments);
  ::_exit(127);
}

// Waits for the end of `child`, at most as long as `launch` allows.
void await(pid_t child, const Launch& launch, Outcome& outcome) {
  const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  pollfd ended{process.number(), POLLIN, 0};
  if (::poll(&ended, 1, launch.milliseconds) == 0) {
    outcome.timed_out = true;
    ::kill(child, SIGKILL);
  }
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  outcome.peak_kilobytes = usage.ru_maxrss;
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "octet-test-XXXXXX").string();
  OCTET_CHECK(::mkdtemp(name.data()) != nullptr, "{}: errno {}", name, errno);
  folder_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  fs::remove_all(folder_, error);
}

std::string TemporaryFolder::write(const std::string& name, std::string_view contents) const {
  std::ofstream(path(name), std::ios::binary) << contents;
  return path(name);
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Outcome run_octet(const std::vector<std::string>& words, const Launch& launch) {
  std::vector<std::string> texts{OCTET_BINARY};
  texts.insert(texts.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  const Descriptor out(standard_output(launch.standard_output)), err(unlinked_file());
  const pid_t child = ::fork();
  OCTET_CHECK(child >= 0, "fork: errno {}", errno);
  if (child == 0) become_octet(arguments.data(), launch, out.number(), err.number());
  Outcome outcome;
  await(child, launch, outcome);
  if (launch.standard_output == Stdout::kKept) outcome.out = contents(out);
  outcome.err = contents(err);
  return outcome;
}

}  // namespace octet::test
