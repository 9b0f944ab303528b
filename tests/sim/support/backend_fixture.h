// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A test of the timing rules that both sequential backends must pass: TEST_P over fast and systemc.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/fast.h"
#include "sim/systemc.h"
#include "tests/sim/support/small_program.h"

namespace octet::testing {

class TimingRules : public ::testing::TestWithParam<BackendKind> {
 protected:
  RunResult run(const Program& program, std::int64_t start = 0) { return run_once(*backend_, program, start); }
  RunResult run(const Machine& machine, std::vector<Command> commands) {
    return run(program_of(machine, std::move(commands)));
  }

 private:
  std::unique_ptr<Backend> backend_ = GetParam() == BackendKind::kFast ? make_fast_backend() : make_systemc_backend();
};

inline std::string backend_label(const ::testing::TestParamInfo<BackendKind>& info) {
  return std::string(name_of(info.param));
}

}  // namespace octet::testing
