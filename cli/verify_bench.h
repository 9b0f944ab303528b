// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Backends for a regression, and the cases it runs, from the words of the command line.
#pragma once
#include <functional>

#include "cli/arguments.h"
#include "verify/bench.h"
#include "verify/case.h"

namespace octet {

// The backend under test: --against, else rtl where this build has it, else systemc. Throws Error(kUsage).
BackendKind verified_backend(const Arguments& arguments);
// Throws Error(kUsage) for --rtl-dir or --cycle-tolerance that cannot be.
Bench make_bench(const Arguments& arguments);

// What --random, a model or a program file says to run.
struct Subject {
  std::string name;
  Machine machine;
  std::int64_t cases = 1;
  std::function<Case(std::int64_t)> make;  // a pure function
};
Subject make_subject(const Arguments& arguments);

}  // namespace octet
