// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The backends against each other on random programs: fast and systemc in every cycle, systemc with
// data and the reference in every bit.
#include <gtest/gtest.h>

#include <map>

#include "tests/sim/systemc_outcome.h"
#include "verify/random_program.h"

namespace octet {
namespace {
using octet::testing::expect_equal_runs;
using octet::testing::run_fast;
using octet::testing::run_reference;
using octet::testing::run_systemc;

constexpr std::uint64_t kPrograms = 500;

TEST(Conformance, FastEqualsSystemcInEveryEventCounterAndOwner) {
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = random_program(seed);
    const auto fast = run_fast(program), systemc = run_systemc(program, false);
    EXPECT_EQ(name_of(systemc.result.condition), "ok");
    expect_equal_runs(fast, systemc);
    if (HasFailure()) return;
  }
}

// Otherwise the equality above shows little: every command, memory, stall and page misses must occur.
TEST(Conformance, TheRandomProgramsReachEveryCommandAndStall) {
  std::map<Opcode, int> commands;
  std::map<std::int64_t, int> rows, depths, dram_banks;
  int missing = 0, unlimited = 0, queue_full = 0, bank = 0, token = 0, segments = 0;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    const Program program = random_program(seed);
    const RunResult r = run_fast(program).result;
    for (const Command& command : program.commands) ++commands[opcode_of(command)];
    ++rows[program.machine.array_rows];
    ++depths[program.machine.queue_depth];
    ++dram_banks[program.machine.dram_banks];
    unlimited += program.machine.dram_unlimited;
    missing += r.dram_row_misses > 10 && program.machine.dram_miss_ns > 0;
    queue_full += r.sequencer.queue > 0;
    for (const EngineCycles& e : r.engines) bank += e.bank > 0, token += e.token > 0;
    segments += program.segments.size() > 1;
  }
  EXPECT_EQ(commands.size(), 9u);
  for (const auto& [opcode, count] : commands)
    EXPECT_GT(count, opcode == Opcode::kSoftmax ? 400 : 1000) << name_of(opcode);  // a slow one, so a rare one
  for (const auto& kinds : {rows, depths, dram_banks})
    for (const auto& [value, count] : kinds) EXPECT_GT(count, 50) << value;
  EXPECT_GT(unlimited, 50);
  for (const int reached : {missing, queue_full, bank, token, segments}) EXPECT_GT(reached, 200);
}

// A program of a float machine, which has no tables: their moves copy.
Program float_program(std::uint64_t seed, const Machine& machine) {
  octet::RandomProgramOptions options;
  options.machine = machine;
  Program program = random_program(seed, options);
  for (Command& command : program.commands)
    if (auto* move = std::get_if<MoveCommand>(&command.op))
      if (move->mode == MoveMode::kTable) move->mode = MoveMode::kCopy;
  return program;
}

TEST(Conformance, SystemcEqualsTheReferenceInEveryBitOnFloatMachines) {
  for (const char* name : {"tiny-8-fp32", "tiny-8-bf16", "edge-16-bf16"})
    for (const char* dataflow : {"weight-stationary", "output-stationary"}) {
      const Machine machine =
          load_machine(name, {std::string("array.dataflow=") + dataflow, "array.rows=3", "array.cols=5"});
      for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(::testing::Message() << name << " " << dataflow << " program " << seed);
        const Program program = float_program(seed, machine);
        const auto reference = run_reference(program), systemc = run_systemc(program, true);
        EXPECT_EQ(name_of(systemc.result.condition), "ok");
        EXPECT_EQ(reference.memory.region, systemc.memory.region);
        if (HasFailure()) return;
      }
    }
}

// The presets and their float twins, as they are and with a DRAM that misses its one page at every turn.
TEST(Conformance, FastEqualsSystemcOnEveryPreset) {
  for (const std::string& name : preset_names()) {
    const Machine preset = load_machine(name);
    Machine missing = preset;
    missing.dram_banks = 1;
    missing.dram_row_bytes = missing.dram_burst_bytes;
    missing.dram_miss_ns = 150;
    for (const Machine& machine : {preset, missing, fp32_twin(preset), float_twin(preset, PeKind::kBf16)}) {
      for (std::uint64_t seed = 1001; seed <= 1012; ++seed) {
        SCOPED_TRACE(::testing::Message()
                     << machine.name << ", miss " << machine.dram_miss_ns << " ns, program " << seed);
        octet::RandomProgramOptions options;
        options.machine = machine;
        const Program program = random_program(seed, options);
        const auto fast = run_fast(program), systemc = run_systemc(program, false);
        EXPECT_EQ(name_of(systemc.result.condition), "ok");
        EXPECT_GT(systemc.result.dram_row_misses, 0);
        expect_equal_runs(fast, systemc);
        if (HasFailure()) return;
      }
    }
  }
}

TEST(Conformance, SystemcWithDataEqualsTheReferenceInEveryBit) {
  int written = 0;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = random_program(seed);
    const auto systemc = run_systemc(program, true), reference = run_reference(program);
    ASSERT_EQ(name_of(systemc.result.condition), "ok");
    ASSERT_EQ(systemc.memory.region, reference.memory.region);
    written += systemc.memory.region != make_memory(program).region;
  }
  EXPECT_GT(written, static_cast<int>(kPrograms) / 2);  // otherwise equality shows little
}

TEST(Conformance, MovingDataCostsNoCycle) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = random_program(seed);
    expect_equal_runs(run_systemc(program, false), run_systemc(program, true));
    if (HasFailure()) return;
  }
}

TEST(Conformance, PermutedRegistrationAndNotificationChangeNothing) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Program program = random_program(seed);
    const auto plain = run_systemc(program, true);
    for (unsigned permutation = 1; permutation <= 6; ++permutation) {
      SCOPED_TRACE(::testing::Message() << "program " << seed << ", permutation " << permutation);
      const auto permuted = run_systemc(program, true, permutation);
      expect_equal_runs(plain, permuted);
      ASSERT_EQ(plain.memory.region, permuted.memory.region);
      if (HasFailure()) return;
    }
  }
}

// A later start of the same program shifts every event, so nothing depends on absolute time.
TEST(Conformance, AWarmRunOnTheSameCoreEqualsFast) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = random_program(seed);
    const RunOptions options{.record_events = true, .data = false};
    octet::testing::Outcome fast, systemc;
    const auto fast_core = make_fast_backend()->make_core(program, options);
    const auto systemc_core = make_systemc_backend()->make_core(program, options);
    std::int64_t start = 0;
    for (int pass = 0; pass < 3; ++pass) {
      fast.result = systemc.result = {};
      fast.end = run_program(program, *fast_core, nullptr, nullptr, start, fast.result);
      systemc.end = run_program(program, *systemc_core, nullptr, nullptr, start, systemc.result);
      expect_equal_runs(fast, systemc);
      if (HasFailure()) return;
      start = systemc.end;
    }
  }
}

}  // namespace
}  // namespace octet
