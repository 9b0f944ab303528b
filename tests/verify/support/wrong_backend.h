// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A backend that is wrong on purpose, and benches with it.
#pragma once
#include <functional>

#include "verify/bench.h"

namespace octet::testing {

// systemc on another program than it was given, and with another result than it had.
struct Wrong {
  std::function<void(Command&)> command;                   // changes every command
  std::function<void(const Segment&, RunResult&)> result;  // changes the result after every segment
  std::function<void()> run;                               // called before every segment: throws, ends the process
  BackendKind kind = BackendKind::kSystemc;                // what it says it is
  bool forgets = false;                                    // every inference begins with empty memories on chip
};

// Compared with reference and fast, values watched.
Bench bench_with(Wrong wrong);

}  // namespace octet::testing
