// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A worker is forked, reads tasks from one pipe and answers each on another; its death is the answer to the task at
// hand.
#include "sweep/workers.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <new>
#include <unordered_set>
#include <utility>

namespace octet {
namespace {

using Clock = std::chrono::steady_clock;
using Group = std::deque<std::size_t>;

constexpr int kTickMilliseconds = 100;
enum class Answer : char { kDone = 'd', kFailed = 'f', kFatal = 'x' };

// False at the end of the pipe.
bool read_all(int pipe, void* to, std::size_t bytes) {
  auto* at = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t got = ::read(pipe, at, bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    bytes -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_all(int pipe, const void* from, std::size_t bytes) {
  const auto* at = static_cast<const char*>(from);
  while (bytes > 0) {
    const ssize_t put = ::write(pipe, at, bytes);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    at += put;
    bytes -= static_cast<std::size_t>(put);
  }
  return true;
}

bool write_answer(int pipe, Answer answer, const std::string& text) {
  std::string message(1, static_cast<char>(answer));
  const auto length = static_cast<std::uint32_t>(text.size());
  message.append(reinterpret_cast<const char*>(&length), sizeof length);
  message += text;
  return write_all(pipe, message.data(), message.size());
}

// The life of a worker.
[[noreturn]] void serve(int tasks, int answers, const WorkerLimits& limits,
                        const std::function<void(std::size_t)>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGINT, SIG_IGN);  // the parent hears it too, and decides
  ::signal(SIGTERM, SIG_DFL);
  ::signal(SIGPIPE, SIG_IGN);
  // The pipes of others must close with their owners, and the lock with the parent.
  const long most = ::sysconf(_SC_OPEN_MAX);
  for (int descriptor = 3; descriptor < (most > 0 ? std::min(most, 65536L) : 1024L); ++descriptor)
    if (descriptor != tasks && descriptor != answers) ::close(descriptor);
  if (limits.address_space_bytes > 0) {
    const rlimit limit{limits.address_space_bytes, limits.address_space_bytes};
    ::setrlimit(RLIMIT_AS, &limit);
  }
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  bool alive = true;
  for (std::size_t task; alive && read_all(tasks, &task, sizeof task);) {
    try {
      work(task);
      alive = write_answer(answers, Answer::kDone, "");
    } catch (const TaskFatal& error) {
      write_answer(answers, Answer::kFatal, error.what());
      alive = false;
    } catch (const Error& error) {
      alive = write_answer(answers, Answer::kFailed, error.what());
    } catch (const std::bad_alloc&) {
      alive = write_answer(answers, Answer::kFailed, "out of memory");
    } catch (const std::exception& error) {
      alive = write_answer(answers, Answer::kFailed, fmt::format("internal error, please report it: {}", error.what()));
    }
  }
  ::_exit(0);
}

struct Worker {
  pid_t process = -1;
  int tasks = -1, answers = -1;  // ends of the pipes
  Group group;                   // the first of it is at work
  Clock::time_point since;

  bool running() const { return process > 0; }
};

class Pool {
 public:
  Pool(const WorkerLimits& limits, const std::function<void(std::size_t)>& work,
       const std::function<void(std::size_t, const std::string&)>& ended)
      : limits_(limits), work_(work), ended_(ended), workers_(static_cast<std::size_t>(limits.processes)) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    for (Worker& worker : workers_) {
      if (worker.running()) ::kill(worker.process, SIGKILL);
      bury(worker);
    }
  }

  bool run(const std::vector<std::vector<std::size_t>>& groups, const std::function<bool()>& tick) {
    for (const auto& group : groups)
      if (!group.empty()) waiting_.emplace_back(group.begin(), group.end());
    while (hand_out()) {
      if (!tick()) return false;
      listen();
      enforce_time();
    }
    return true;
  }

 private:
  // Gives groups to idle workers; whether any is at work.
  bool hand_out() {
    bool busy = false;
    for (Worker& worker : workers_) {
      if (worker.group.empty() && !waiting_.empty()) {
        worker.group = std::move(waiting_.front());
        waiting_.pop_front();
        if (!worker.running()) start(worker);
        give(worker);
      }
      busy = busy || !worker.group.empty();
    }
    return busy;
  }

  void start(Worker& worker) {
    int tasks[2], answers[2];
    if (::pipe(tasks) != 0 || ::pipe(answers) != 0) fail(ErrorKind::kUsage, "no pipe: {}", std::strerror(errno));
    worker.process = ::fork();
    if (worker.process < 0) fail(ErrorKind::kUsage, "no process: {}", std::strerror(errno));
    if (worker.process == 0) serve(tasks[0], answers[1], limits_, work_);
    ::close(tasks[0]);
    ::close(answers[1]);
    worker.tasks = tasks[1];
    worker.answers = answers[0];
  }

  // A worker that cannot take it is dead; its end of the other pipe will say so.
  void give(Worker& worker) {
    worker.since = Clock::now();
    write_all(worker.tasks, &worker.group.front(), sizeof(std::size_t));
  }

  void listen() {
    std::vector<pollfd> ready;
    std::vector<Worker*> owners;
    for (Worker& worker : workers_) {
      if (!worker.running()) continue;
      ready.push_back({worker.answers, POLLIN, 0});
      owners.push_back(&worker);
    }
    if (::poll(ready.data(), ready.size(), kTickMilliseconds) <= 0) return;
    for (std::size_t i = 0; i < ready.size(); ++i)
      if (ready[i].revents != 0) hear(*owners[i]);
  }

  void hear(Worker& worker) {
    char kind = 0;
    std::uint32_t length = 0;
    std::string text;
    bool whole = read_all(worker.answers, &kind, 1) && read_all(worker.answers, &length, sizeof length);
    if (whole) {
      text.resize(length);
      whole = read_all(worker.answers, text.data(), length);
    }
    if (!whole) return died(worker);
    if (static_cast<Answer>(kind) == Answer::kFatal) throw Error(ErrorKind::kUsage, text);
    finish(worker, static_cast<Answer>(kind) == Answer::kDone ? "" : text);
    if (!worker.group.empty()) give(worker);
  }

  void finish(Worker& worker, const std::string& error) {
    const std::size_t task = worker.group.front();
    worker.group.pop_front();
    ended_(task, error);
  }

  void died(Worker& worker) {
    const std::string how = bury(worker);
    if (worker.group.empty()) return;  // it was idle
    const std::size_t task = worker.group.front();
    const bool late = late_ == worker.group.front();
    if (late || !died_before_.insert(task).second)
      finish(worker, late ? fmt::format("took more than {} s", limits_.task_seconds) : how);
    late_ = kNone;
    if (!worker.group.empty()) waiting_.push_front(std::move(worker.group));
    worker.group.clear();
  }

  // Waits for the process; how it ended.
  std::string bury(Worker& worker) {
    if (!worker.running()) return "";
    ::close(worker.tasks);
    ::close(worker.answers);
    int status = 0;
    while (::waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {}
    worker.process = -1;
    if (WIFSIGNALED(status))
      return fmt::format("its process was ended twice by signal {} ({}{})", WTERMSIG(status),
                         ::strsignal(WTERMSIG(status)), WTERMSIG(status) == SIGKILL ? "; out of memory?" : "");
    return fmt::format("its process ended twice, with exit code {}", WEXITSTATUS(status));
  }

  void enforce_time() {
    if (limits_.task_seconds <= 0) return;
    for (Worker& worker : workers_) {
      if (!worker.running() || worker.group.empty()) continue;
      if (std::chrono::duration<double>(Clock::now() - worker.since).count() < limits_.task_seconds) continue;
      late_ = worker.group.front();
      ::kill(worker.process, SIGKILL);
      hear(worker);  // an answer that came at the last moment counts
    }
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  const WorkerLimits& limits_;
  const std::function<void(std::size_t)>& work_;
  const std::function<void(std::size_t, const std::string&)>& ended_;
  std::vector<Worker> workers_;
  std::deque<Group> waiting_;
  std::unordered_set<std::size_t> died_before_;
  std::size_t late_ = kNone;
};

}  // namespace

bool run_tasks(const WorkerLimits& limits, const std::vector<std::vector<std::size_t>>& groups,
               const std::function<void(std::size_t)>& work,
               const std::function<void(std::size_t, const std::string&)>& ended, const std::function<bool()>& tick) {
  struct IgnorePipes {  // a worker may die while it is given a task
    struct sigaction before {};
    IgnorePipes() {
      struct sigaction ignore {};
      ignore.sa_handler = SIG_IGN;
      ::sigaction(SIGPIPE, &ignore, &before);
    }
    ~IgnorePipes() { ::sigaction(SIGPIPE, &before, nullptr); }
  } ignore_pipes;
  return Pool(limits, work, ended).run(groups, tick);
}

}  // namespace octet
