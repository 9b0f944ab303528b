// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The core's AXI4 port under random back-pressure, latencies and interleaving: outputs are the reference's, the
// monitor and the RTL's assertions find nothing, no VALID follows a READY of its cycle. Errors are conditions.
#include <gtest/gtest.h>

#include <cstdlib>

#include "rtl/core_model.h"
#include "rtl/test_machine.h"
#include "sim/reference.h"
#include "tests/rtl/support/equal_runs.h"
#include "tests/rtl/support/stress_memory.h"
#include "tests/rtl/support/tile_program.h"

namespace octet {
namespace {

using testing::Outcome;
using testing::StressCounts;
using testing::StressMemory;
using testing::StressOptions;
using testing::TileProgram;

int programs() {
  const char* full = std::getenv("OCTET_TEST_FULL");
  return full && *full == '1' ? 200 : 40;
}

class StressBackend : public Backend {
 public:
  StressBackend(const StressOptions& options, StressCounts& counts) : options_(options), counts_(counts) {}
  BackendKind kind() const override { return BackendKind::kRtl; }
  std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) override {
    return make_core_model(program, options, {}, [this](const Program& p, Dram&, MemoryImage& memory) {
      return std::make_unique<StressMemory>(p, memory, options_, counts_);
    });
  }

 private:
  StressOptions options_;
  StressCounts& counts_;
};

// Its latency only makes the test bench as patient as the memory is slow.
Machine slow(Machine machine) {
  machine.dram_latency_ns = 1e5;
  return machine;
}

TileProgram random_tiles(std::uint64_t seed) {
  TileProgram tiles(seed);
  const int jobs = 1 + static_cast<int>(seed % 8);
  for (int i = 0; i < jobs; ++i) tiles.add(tiles.random_job());
  return tiles;
}

Program slow_program(TileProgram& tiles) {
  Program program = tiles.finish();
  program.machine = slow(program.machine);
  return program;
}

TEST(AxiManager, OutputsAreTheReferencesUnderRandomBackPressure) {
  StressCounts counts;
  for (int i = 0; i < programs(); ++i) {
    const auto seed = static_cast<std::uint64_t>(i);
    SCOPED_TRACE(seed);
    TileProgram tiles = random_tiles(seed);
    const Program program = slow_program(tiles);
    const MemoryImage memory = tiles.memory();
    StressOptions options;
    options.seed = seed;
    options.ready = i % 4 == 0 ? 1.0 : i % 4 == 1 ? 0.9 : i % 4 == 2 ? 0.5 : 0.2;
    options.data_after_valid = i % 5 == 4;
    options.longest_wait = i % 3 == 0 ? 3 : i % 3 == 1 ? 40 : 400;
    StressBackend backend(options, counts);
    const Outcome rtl = testing::run_on(backend, program, memory, 1 + i % 2);
    const Outcome reference = testing::run_on(*make_reference_backend(), program, memory, 1 + i % 2);
    ASSERT_EQ(rtl.result.condition, Condition::kOk) << rtl.result.condition_text;
    testing::expect_equal_outputs(reference, rtl);
  }
  EXPECT_EQ(counts.most_outstanding, 16) << "all that may be outstanding at once";
  EXPECT_GT(counts.interleaved, 100);
  EXPECT_GT(counts.address_waits, 1000);
  EXPECT_GT(counts.data_waits, 100);
  EXPECT_GT(counts.data_before_address, 0) << "write data may pass their address";
}

// Runs a program whose burst `failing` is answered with an error.
Outcome failing_run(int failing, std::uint8_t error, StressCounts& counts) {
  TileProgram tiles = random_tiles(7);
  StressOptions options;
  options.seed = static_cast<std::uint64_t>(failing);
  options.failing = failing;
  options.error = error;
  StressBackend backend(options, counts);
  const Program program = slow_program(tiles);
  return testing::run_on(backend, program, tiles.memory());
}

TEST(AxiManager, AnErrorAnswerIsAConditionWhateverItsSource) {
  StressCounts counts;
  TileProgram tiles = random_tiles(7);
  const Program program = slow_program(tiles);
  for (int failing = 0; failing < 200; ++failing) {
    SCOPED_TRACE(failing);
    const auto failed = counts.failed;
    const std::uint8_t error = failing % 2 ? 2 : 3;  // SLVERR, DECERR
    const Outcome run = failing_run(failing, error, counts);
    if (counts.failed == failed) break;  // the program has no more bursts
    ASSERT_EQ(run.result.condition, Condition::kBusError) << run.result.condition_text;
    const auto at = static_cast<std::size_t>(run.result.condition_command);
    ASSERT_LT(at, program.commands.size());
    if (counts.failed[0] > failed[0]) {
      EXPECT_TRUE(std::holds_alternative<LoadCommand>(program.commands[at].op));
    } else if (counts.failed[1] > failed[1]) {
      EXPECT_TRUE(std::holds_alternative<StoreCommand>(program.commands[at].op));
    }
  }
  for (int source = 0; source < 3; ++source) EXPECT_GT(counts.failed[static_cast<std::size_t>(source)], 0) << source;
}

TEST(AxiManager, ExclusiveOkayIsNoError) {
  StressCounts counts;
  EXPECT_EQ(failing_run(0, 1, counts).result.condition, Condition::kOk);
}

}  // namespace
}  // namespace octet
