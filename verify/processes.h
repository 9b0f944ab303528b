// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Work in processes of its own: a crash is an answer like any other, and an interrupt leaves nobody behind.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace octet {

// What became of one piece of work: its text, or why there is none.
struct WorkEnd {
  std::int64_t index = 0;
  std::string text;     // what work() returned
  std::string failure;  // "ended by signal 11 (Segmentation fault)"; empty: text counts
};

struct Progress {
  std::int64_t done = 0, of = 0;
  double seconds = 0;  // since the first
};

// Thrown when SIGINT or SIGTERM came; all processes have ended by then.
struct Interrupted {};

// Runs work(0) ... work(count - 1) as processes, `jobs` at a time, and calls ended() in the order in which they end.
// The child of a child that dies is killed with it. A process that takes longer than `seconds` is killed; 0: never.
// What an exception in work says is its failure.
void run_processes(std::int64_t count, int jobs, double seconds, const std::function<std::string(std::int64_t)>& work,
                   const std::function<void(const WorkEnd&, const Progress&)>& ended);

}  // namespace octet
