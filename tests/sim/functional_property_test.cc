// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random commands of every kind: the kernels equal the spelled-out meaning, compute and commit equal
// execute, and every choice of vector instructions gives the same bits.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/array_kernel.h"
#include "sim/functional.h"
#include "sim/vector_kernel.h"
#include "tests/sim/functional_naive.h"
#include "tests/sim/functional_random.h"

namespace octet {
namespace {

namespace fr = functional_random;

struct Case {
  int rows, columns;
  Opcode opcode;
};

class FunctionalProperty : public ::testing::TestWithParam<Case> {
 protected:
  static constexpr unsigned kSeeds = 25;
  Machine machine_ = fr::machine_of(GetParam().rows, GetParam().columns);

  // Runs `check(command, state, source)` for every seed, naming seed and command when it fails.
  template <class Check>
  void for_each_seed(Check&& check) {
    for (unsigned seed = 0; seed < kSeeds && !HasFailure(); ++seed) {
      fr::Source source(seed * 977 + static_cast<unsigned>(GetParam().opcode));
      fr::State state(machine_, source);
      const Command command = fr::command(GetParam().opcode, machine_, source, state.chip);
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + disassemble(command));
      check(command, state);
    }
  }
};

void expect_equal(const fr::State& a, const fr::State& b) {
  EXPECT_TRUE(a.chip.scratchpad == b.chip.scratchpad) << "scratchpad differs";
  EXPECT_TRUE(a.chip.accumulator == b.chip.accumulator) << "accumulator differs";
  EXPECT_TRUE(a.chip.sums == b.chip.sums) << "sum column differs";
  EXPECT_TRUE(a.chip.parameters == b.chip.parameters) << "parameters differ";
  EXPECT_TRUE(a.memory.region == b.memory.region) << "DRAM differs";
}

TEST_P(FunctionalProperty, ExecuteMeansWhatTheCommandSetSays) {
  for_each_seed([&](const Command& command, const fr::State& state) {
    fr::State expected = state, actual = state;
    naive::execute(machine_, command, expected.chip, expected.memory);
    execute(machine_, command, actual.chip, actual.memory);
    expect_equal(expected, actual);
  });
}

TEST_P(FunctionalProperty, ComputeThenCommitEqualsExecute) {
  for_each_seed([&](const Command& command, const fr::State& state) {
    fr::State direct = state, split = state;
    execute(machine_, command, direct.chip, direct.memory);
    Effect effect = compute(machine_, command, split.chip, split.memory);
    expect_equal(state, split);  // nothing visible yet
    commit(machine_, command, std::move(effect), split.chip, split.memory);
    expect_equal(direct, split);
  });
}

// The results of one kernel with the given instructions, as bytes and accumulator words.
struct KernelResult {
  std::vector<std::uint8_t> bytes;
  std::vector<std::int32_t> words, sums;
  bool operator==(const KernelResult&) const = default;
};

KernelResult kernel_result(const Machine& machine, const Command& command, const OnChip& chip, Simd simd) {
  KernelResult r;
  r.bytes.resize(64 * 1024);
  auto dense = [&](std::int64_t width, std::int64_t channels) {
    return OutputPlace{r.bytes.data(), width * channels, channels};
  };
  if (const auto* c = std::get_if<ArrayCommand>(&command.op)) {
    r.words.resize(static_cast<std::size_t>(machine.accumulator_rows * machine.array_cols), 7);
    r.sums.resize(static_cast<std::size_t>(c->in.pixels()));
    multiply(*c, machine.array_cols, chip.scratchpad, r.words.data(), r.sums.data(), c->accumulate, simd);
  } else if (const auto* c = std::get_if<RequantizeCommand>(&command.op)) {
    requantize(*c, machine.array_cols, chip, dense(c->out_w, c->n * c->parts(1)), simd);
  } else if (const auto* c = std::get_if<DepthwiseCommand>(&command.op)) {
    depthwise(*c, chip, dense(c->in.out_w, std::int64_t{c->in.channels} * c->depth_multiplier), simd);
  } else if (const auto* c = std::get_if<BinaryCommand>(&command.op)) {
    binary(*c, chip, dense(c->out_w, c->channels), simd);
  }
  return r;
}

void expect_equal_instructions(const Machine& machine, const Command& command, const OnChip& chip) {
  const KernelResult expected = kernel_result(machine, command, chip, Simd::kPortable);
  for (Simd simd : available_simd())
    EXPECT_TRUE(kernel_result(machine, command, chip, simd) == expected) << "instructions " << static_cast<int>(simd);
}

TEST_P(FunctionalProperty, VectorInstructionsChangeNoBit) {
  for_each_seed([&](const Command& command, const fr::State& state) {
    expect_equal_instructions(machine_, command, state.chip);
  });
}

TEST_P(FunctionalProperty, PoisonedParametersChangeNoBitBetweenInstructions) {
  for_each_seed([&](const Command& command, fr::State& state) {
    fr::Source source(1);
    for (auto& byte : state.chip.parameters) byte = static_cast<std::uint8_t>(source.bits());
    expect_equal_instructions(machine_, command, state.chip);
  });
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (auto [rows, columns] : {std::pair{2, 2}, {3, 5}, {8, 8}, {16, 16}, {5, 12}, {16, 32}})
    for (Opcode opcode : {Opcode::kLoad, Opcode::kStore, Opcode::kArray, Opcode::kRequantize, Opcode::kDepthwise,
                          Opcode::kPool, Opcode::kBinary, Opcode::kMove, Opcode::kSoftmax})
      all.push_back({rows, columns, opcode});
  return all;
}
INSTANTIATE_TEST_SUITE_P(Machines, FunctionalProperty, ::testing::ValuesIn(cases()), [](const auto& info) {
  std::string name(name_of(info.param.opcode));
  std::replace(name.begin(), name.end(), '-', '_');
  return name + "_" + std::to_string(info.param.rows) + "x" + std::to_string(info.param.columns);
});

}  // namespace
}  // namespace octet
