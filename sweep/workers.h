// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Tasks in child processes: what crashes one task takes nothing else with it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace octet {

// Thrown by a task that no other task could do better: a full disk.
class TaskFatal : public Error {
 public:
  using Error::Error;
};

struct WorkerLimits {
  int processes = 1;
  std::uint64_t address_space_bytes = 0;  // of each; 0: no limit
  double task_seconds = 0;                // then its process is killed; 0: no limit
};

// Runs every task of every group, a group in one process as far as nothing crashes, groups in this order. `work` runs
// in a child. `ended` is called here: the task, and why it failed, or "". A task whose process dies is tried once more.
// `tick` is called about ten times a second and returns false to stop: the processes are killed, run_tasks returns
// false. Throws the Error of a TaskFatal.
bool run_tasks(const WorkerLimits& limits, const std::vector<std::vector<std::size_t>>& groups,
               const std::function<void(std::size_t)>& work,
               const std::function<void(std::size_t, const std::string&)>& ended, const std::function<bool()>& tick);

}  // namespace octet
