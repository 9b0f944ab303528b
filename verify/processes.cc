// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// fork, an anonymous file for the answer, a pidfd to wait on. Each process leads a group, so that what it started
// ends with it.
#include "verify/processes.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/error.h"

namespace octet {
namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t interrupted = 0;
void on_signal(int) { interrupted = 1; }

// Catches SIGINT and SIGTERM while it lives.
class SignalGuard {
 public:
  SignalGuard() {
    interrupted = 0;
    struct sigaction action {};
    action.sa_handler = on_signal;
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &action, &before_[i]);
  }
  ~SignalGuard() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
  }
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

 private:
  static constexpr std::array<int, 2> kSignals{SIGINT, SIGTERM};
  std::array<struct sigaction, 2> before_{};
};

void write_all(int file, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = ::write(file, text.data() + at, text.size() - at);
    if (written <= 0) ::_exit(3);
    at += static_cast<std::size_t>(written);
  }
}

// In the child. Its answer begins with '+' for a text, '-' for what went wrong.
[[noreturn]] void work_and_exit(int file, pid_t parent, const std::function<std::string()>& work) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(3);  // it died before the line above
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  char kind = '+';
  std::string answer;
  try {
    answer = work();
  } catch (const std::exception& error) {
    kind = '-';
    answer = error.what();
  }
  write_all(file, std::string(1, kind));
  write_all(file, answer);
  std::fflush(nullptr);
  ::_exit(0);
}

class Process {
 public:
  Process(std::int64_t index, const std::function<std::string(std::int64_t)>& work)
      : index_(index), start_(Clock::now()) {
    file_ = ::memfd_create("octet-case", MFD_CLOEXEC);
    OCTET_CHECK(file_ >= 0, "memfd_create: {}", std::strerror(errno));
    const pid_t parent = ::getpid();
    std::fflush(nullptr);
    pid_ = ::fork();
    OCTET_CHECK(pid_ >= 0, "fork: {}", std::strerror(errno));
    if (pid_ == 0) work_and_exit(file_, parent, [&] { return work(index); });
    ::setpgid(pid_, pid_);
    handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    OCTET_CHECK(handle_ >= 0, "pidfd_open: {}", std::strerror(errno));
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    kill();
    if (!waited_) ::waitpid(pid_, nullptr, 0);
    ::close(handle_);
    ::close(file_);
  }
  int handle() const { return handle_; }
  void kill() const { ::kill(-pid_, SIGKILL); }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  void time_out() {
    timed_out_ = true;
    kill();
  }
  WorkEnd end() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    waited_ = true;
    WorkEnd e{index_, "", ""};
    const std::string answer = answer_text();
    if (timed_out_)
      e.failure = fmt::format("killed after {:.0f} seconds", seconds());
    else if (WIFSIGNALED(status))
      e.failure = fmt::format("ended by signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
    else if (answer.empty())
      e.failure = fmt::format("ended with status {} and no answer", WEXITSTATUS(status));
    else
      (answer[0] == '+' ? e.text : e.failure) = answer.substr(1);
    return e;
  }

 private:
  std::string answer_text() const {
    std::string text;
    std::array<char, 65536> chunk{};
    for (off_t at = 0;;) {
      const ssize_t got = ::pread(file_, chunk.data(), chunk.size(), at);
      if (got <= 0) return text;
      text.append(chunk.data(), static_cast<std::size_t>(got));
      at += got;
    }
  }

  std::int64_t index_;
  Clock::time_point start_;
  int file_ = -1, handle_ = -1;
  pid_t pid_ = -1;
  bool timed_out_ = false, waited_ = false;
};

}  // namespace

void run_processes(std::int64_t count, int jobs, double seconds, const std::function<std::string(std::int64_t)>& work,
                   const std::function<void(const WorkEnd&, const Progress&)>& ended) {
  constexpr int kPollMilliseconds = 200;
  const SignalGuard guard;
  const auto start = Clock::now();
  Progress progress{0, count, 0};
  std::vector<std::unique_ptr<Process>> running;
  for (std::int64_t next = 0; progress.done < count;) {
    while (next < count && static_cast<int>(running.size()) < jobs && !interrupted)
      running.push_back(std::make_unique<Process>(next++, work));
    std::vector<pollfd> handles;
    for (const auto& process : running) handles.push_back({process->handle(), POLLIN, 0});
    ::poll(handles.data(), handles.size(), kPollMilliseconds);
    if (interrupted) throw Interrupted{};
    for (std::size_t i = handles.size(); i-- > 0;) {
      if (seconds > 0 && running[i]->seconds() > seconds) running[i]->time_out();
      if (!(handles[i].revents & POLLIN)) continue;
      const WorkEnd e = running[i]->end();
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      ++progress.done;
      progress.seconds = std::chrono::duration<double>(Clock::now() - start).count();
      ended(e, progress);
    }
  }
}

}  // namespace octet
