// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Two programs in turn on one core of the RTL, and of systemc with Verilated blocks: what they keep on chip stays.
#include <gtest/gtest.h>

#include "rtl/backend.h"
#include "rtl/block_engine.h"
#include "rtl/test_machine.h"
#include "sim/systemc.h"
#include "tests/rtl/support/equal_runs.h"
#include "tests/sim/support/kept_program.h"

namespace octet {
namespace {

using testing::kept_program;
using testing::run_in_turn;
using testing::Turn;

TEST(KeptOnHardware, TwoProgramsInTurnFindWhatTheyKeep) {
  const Program a = kept_program(rtl_machine(), 1, 3, 5), b = kept_program(rtl_machine(), 2, 2, 20);
  const std::vector<const Program*> programs{&a, &b, &a, &b, &a};
  const std::vector<Turn> expected = run_in_turn(*make_systemc_backend(), programs);
  const auto rtl = make_rtl_backend(), blocks = make_systemc_backend(make_block_factory({true, true}, {}));
  for (Backend* backend : {rtl.get(), blocks.get()}) {
    const std::vector<Turn> found = run_in_turn(*backend, programs);
    for (std::size_t i = 0; i < programs.size(); ++i) {
      SCOPED_TRACE(i);
      testing::expect_equal_timing(*programs[i], expected[i].result, found[i].result);
      EXPECT_EQ(expected[i].output, found[i].output);
    }
  }
  EXPECT_EQ(expected[2].result.events[0], Event{});
}

}  // namespace
}  // namespace octet
