// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Two networks that preempt each other at safe points on the RTL: the outputs that each gives alone, in systemc's
// cycles.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "rtl/backend.h"
#include "rtl/test_machine.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/compiler/support/interleaved.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"

namespace octet {
namespace {

struct Small {
  Program program;
  std::vector<testing::Bytes> inputs;
};
// The first random network from `seed` on that fits the machine and has something to save.
Small small_network(std::uint64_t& seed) {
  CompileOptions options;
  options.safe_points = SafePoints::kLayers;
  for (;; ++seed) {
    const testing::RandomNetwork network = testing::random_network(seed, 4);
    try {
      Program program = compile_timed(import_tflite_bytes(network.file, "random"), rtl_machine(), options);
      const bool saves = std::any_of(program.safe_points.begin(), program.safe_points.end(),
                                     [](const SafePoint& point) { return point.save.commands > 0; });
      if (saves && program.commands.size() < 400) return {std::move(program), network.inputs};
    } catch (const Error&) {  // does not fit
    }
  }
}

TEST(PreemptionOnHardware, GivesTheOutputsOfEachAloneInSystemcsCycles) {
  const auto reference = make_reference_backend(), systemc = make_systemc_backend(), rtl = make_rtl_backend();
  int saves = 0;
  std::uint64_t seed = 0;
  for (int pair = 0; pair < 4; ++pair) {
    SCOPED_TRACE(pair);
    Small a = small_network(seed), b = small_network(++seed);
    ++seed;
    place_in_turn({&a.program, &b.program});
    const std::vector<testing::Guest> guests{{&a.program, a.inputs}, {&b.program, b.inputs}};
    const testing::Interleaved on_rtl = interleave(*rtl, guests, seed, 70, true);
    testing::expect_outputs(on_rtl, {alone(*reference, guests[0]), alone(*reference, guests[1])});
    testing::expect_equal_time(on_rtl, interleave(*systemc, guests, seed, 70, true));
    saves += on_rtl.saves;
  }
  EXPECT_GT(saves, 3);
}

}  // namespace
}  // namespace octet
