// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/slurm.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace octet {
namespace {

// What the process writes to the pipe, to its end.
std::string read_pipe(int pipe) {
  std::string text;
  char chunk[4096];
  for (;;) {
    const ssize_t got = ::read(pipe, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(chunk, static_cast<std::size_t>(got));
  }
}

}  // namespace

std::string shell_word(const std::string& text) {
  std::string word(1, '\'');
  for (const char c : text) {
    if (c == '\'')
      word += "'\\''";
    else
      word += c;
  }
  word += '\'';
  return word;
}

std::string index_ranges(const std::vector<std::size_t>& indices) {
  std::string text;
  for (std::size_t i = 0; i < indices.size();) {
    std::size_t last = i;
    while (last + 1 < indices.size() && indices[last + 1] == indices[last] + 1) ++last;
    if (!text.empty()) text += ',';
    text += last == i ? fmt::format("{}", indices[i]) : fmt::format("{}-{}", indices[i], indices[last]);
    i = last + 1;
  }
  return text;
}

std::string array_script(const ArrayJob& job) {
  std::string text = "#!/bin/sh\n#SBATCH --job-name=octet-sweep\n";
  text += fmt::format("#SBATCH --array={}", index_ranges(job.indices));
  if (job.at_once > 0) text += fmt::format("%{}", job.at_once);
  text += fmt::format("\n#SBATCH --cpus-per-task={}\n#SBATCH --output=slurm-%A_%a.log\n", job.processes);
  for (const std::string& setting : job.settings) text += fmt::format("#SBATCH {}\n", setting);
  text += fmt::format("cd -- {} || exit 1\n", shell_word(job.working_folder));
  text += fmt::format("exec {} sweep run-shard {} --shard \"$SLURM_ARRAY_TASK_ID/{}\" --jobs {}",
                      shell_word(job.program), shell_word(job.folder), job.shards, job.processes);
  for (const std::string& word : job.limits) text += fmt::format(" {}", shell_word(word));
  return text + "\n";
}

std::string submit_script(const std::string& folder, const std::string& name) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail(ErrorKind::kUsage, "no pipe: {}", std::strerror(errno));
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  std::string words[] = {"sbatch", "--parsable", name};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t process = -1;
  const int error = ::posix_spawnp(&process, "sbatch", &actions, nullptr, arguments, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  const std::string answer = error == 0 ? read_pipe(ends[0]) : "";
  ::close(ends[0]);
  if (error != 0)
    fail(ErrorKind::kUsage, "sbatch: {}; Slurm is needed here, or submit {}/{} where it is", std::strerror(error),
         folder, name);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {}
  // "12" or "12;cluster"
  const std::string number = answer.substr(0, answer.find_first_of(";\n"));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || number.empty())
    fail(ErrorKind::kUsage, "sbatch did not take {}/{} (exit status {})", folder, name,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return number;
}

}  // namespace octet
