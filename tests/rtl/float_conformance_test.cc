// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The RTL of fp32 and bf16 machines: random programs of all commands, softmax over the whole range and networks give
// the reference's bits, in systemc's cycles.
#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <cstring>

#include "arch/float_record.h"
#include "compiler/compile.h"
#include "models/dequantized.h"
#include "models/model_inputs.h"
#include "rtl/backend.h"
#include "rtl/block_engine.h"
#include "rtl/test_machine.h"
#include "sim/fast.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/rtl/support/equal_runs.h"
#include "tests/sim/support/test_network.h"
#include "verify/random_program.h"
#include "verify/streaming.h"

namespace octet {
namespace {

using testing::expect_equal_timing;
using testing::Outcome;
using testing::run_on;

constexpr Dataflow kPasses = Dataflow::kWeightStationary, kStays = Dataflow::kOutputStationary;

bool full() {
  const char* value = std::getenv("OCTET_TEST_FULL");
  return value && *value == '1';
}

Machine small_machine(PeKind kind, Dataflow dataflow) {
  Machine m = rtl_machine();
  m.array_pe = kind;
  m.array_dataflow = dataflow;
  return m;
}
Machine odd_machine(PeKind kind, Dataflow dataflow) {
  Machine m = small_machine(kind, dataflow);
  m.array_rows = 3;
  m.array_cols = m.vector_lanes = 5;
  m.vector_macs_per_lane = 3;
  m.scratchpad_bytes *= 4;
  return m;
}

// Elements near 1 in the regions that programs read.
MemoryImage filled(const Program& program, std::uint64_t seed) {
  const Machine& m = program.machine;
  MemoryImage memory = make_memory(program);
  for (const Base base : {Base::kIo, Base::kWorkspace}) {
    auto& bytes = memory.region[static_cast<std::size_t>(base)];
    const auto element = static_cast<std::size_t>(m.element_bytes());
    for (std::size_t i = 0; i + element <= bytes.size(); i += element) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      const auto bits = static_cast<std::uint32_t>(seed >> 32);
      const std::uint32_t near = ((bits & 0x807fffff) | (120 + bits % 14) << 23) >> (32 - 8 * element);
      std::memcpy(&bytes[i], &near, element);
    }
  }
  return memory;
}

Outcome expect_agreement(const Program& program, const MemoryImage& memory, bool values) {
  const Outcome fast = run_on(*make_fast_backend(), program, memory);
  const Outcome systemc = run_on(*make_systemc_backend(), program, memory);
  Outcome rtl = run_on(*make_rtl_backend(), program, memory);
  expect_equal_timing(program, fast.result, systemc.result);
  expect_equal_timing(program, fast.result, rtl.result);
  if (!values) return rtl;
  const Outcome reference = run_on(*make_reference_backend(), program, memory);
  EXPECT_TRUE(reference.memory.region == systemc.memory.region);
  EXPECT_TRUE(reference.memory.region == rtl.memory.region);
  return rtl;
}

void expect_agreement_on(const Machine& machine) {
  const std::uint64_t programs = full() ? 400 : 60;
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    SCOPED_TRACE(seed);
    RandomProgramOptions options;
    options.machine = machine;
    options.streams = seed % 4 != 3;
    options.rare = seed % 4 == 2;
    options.max_commands = seed % 2 ? 40 : 160;
    const Program program = random_program(seed, options);
    expect_agreement(program, filled(program, seed), streams(program));
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(RtlFloats, Fp32TwoByTwoAgrees) { expect_agreement_on(small_machine(PeKind::kFp32, kPasses)); }
TEST(RtlFloats, Bf16TwoByTwoAgrees) { expect_agreement_on(small_machine(PeKind::kBf16, kPasses)); }
TEST(RtlFloats, Fp32ThreeByFiveAgreesWhereOutputsStay) { expect_agreement_on(odd_machine(PeKind::kFp32, kStays)); }
TEST(RtlFloats, Bf16ThreeByFiveAgreesWhereOutputsStay) { expect_agreement_on(odd_machine(PeKind::kBf16, kStays)); }

// Rows of differences from 0 to -120 with all roundings of their exponentials, a row of one element, one of no number.
void expect_softmax(PeKind kind) {
  constexpr std::uint16_t kChannels = 100, kRows = 4;
  Program p;
  p.machine = small_machine(kind, kPasses);
  const auto element = static_cast<std::uint32_t>(p.machine.element_bytes()), pitch = kChannels * element;
  const auto records = encode(FloatRecord{.scale = 0.75f});
  p.constants.assign(records.begin(), records.end());
  p.constants_bytes = static_cast<std::int64_t>(p.constants.size());
  p.io_bytes = 2 * kRows * pitch;
  const auto transfer = [](Base base, std::uint32_t bytes, std::uint32_t offset, std::uint32_t local) {
    Transfer t;
    t.base = base;
    t.run_bytes = bytes;
    t.dram_offset = offset;
    t.local = local;
    return t;
  };
  SoftmaxCommand softmax;
  softmax.out_h = 2;
  softmax.out_w = kRows / 2;
  softmax.channels = kChannels;
  softmax.in = {.address = 0, .row_pitch = 2 * pitch, .pixel_pitch = pitch};
  softmax.out = {.address = 2048, .row_pitch = 2 * pitch, .pixel_pitch = pitch};
  p.commands = {{{}, LoadCommand{LoadTarget::kParameters, transfer(Base::kConstants, 16, 0, 0)}},
                {{}, LoadCommand{LoadTarget::kScratchpad, transfer(Base::kIo, kRows * pitch, 0, 0)}},
                {{}, softmax},
                {{}, StoreCommand{transfer(Base::kIo, kRows * pitch, kRows * pitch, 2048)}}};
  synchronize(p.commands, p.machine);
  p.layers.resize(1);
  p.layer_of_command.assign(p.commands.size(), 0);
  p.traffic_of_command.assign(p.commands.size(), DramTraffic::kActivation);
  p.segments.resize(1);
  p.segments[0].commands = static_cast<std::uint32_t>(p.commands.size());
  p.has_values = true;
  for (std::uint64_t seed = 0; seed < (full() ? 1000u : 50u); ++seed) {
    MemoryImage memory = make_memory(p);
    auto& io = memory.region[static_cast<std::size_t>(Base::kIo)];
    std::uint64_t state = seed;
    for (std::uint32_t i = 0; i < kRows * kChannels; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      float x = -160.0f * static_cast<float>(state >> 40) * 0x1p-24f;
      if (seed % 8 == 7) x = std::bit_cast<float>(static_cast<std::uint32_t>(state >> 32));
      const std::uint32_t bits = std::bit_cast<std::uint32_t>(x) >> (32 - 8 * element);
      std::memcpy(&io[i * element], &bits, element);
    }
    expect_agreement(p, memory, true);
  }
}
TEST(RtlFloats, SoftmaxOfFp32IsTheReferences) { expect_softmax(PeKind::kFp32); }
TEST(RtlFloats, SoftmaxOfBf16IsTheReferences) { expect_softmax(PeKind::kBf16); }

MemoryImage with_inputs(const Graph& graph, const Program& program) {
  MemoryImage memory = make_memory(program);
  const auto inputs = dequantized_inputs(graph, random_inputs(graph, 3));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TensorPort& port = program.inputs.at(i);
    std::uint8_t* to = memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
    const auto element = static_cast<std::size_t>(program.machine.element_bytes());
    for (std::size_t e = 0; 4 * e < inputs[i].size(); ++e)
      std::memcpy(to + e * element, &inputs[i][4 * e + 4 - element], element);  // the upper half: any bf16 will do
  }
  return memory;
}

// Cold and warm.
void expect_network(const testing::TestNetwork& network, const Machine& machine) {
  SCOPED_TRACE(::testing::Message() << network.name << " on " << machine.name);
  const Graph graph = network.load();
  const Program program = compile(graph, machine, {.float_values = true});
  ASSERT_TRUE(program.has_values);
  const MemoryImage memory = with_inputs(graph, program);
  const Outcome reference = run_on(*make_reference_backend(), program, memory, 2);
  const Outcome systemc = run_on(*make_systemc_backend(), program, memory, 2);
  const Outcome rtl = run_on(*make_rtl_backend(), program, memory, 2);
  ASSERT_EQ(rtl.result.condition, Condition::kOk) << rtl.result.condition_text;
  EXPECT_NE(rtl.memory.region, memory.region);
  EXPECT_TRUE(reference.memory.region == rtl.memory.region);
  expect_equal_timing(program, systemc.result, rtl.result);
}
TEST(RtlFloats, ZooOnFp32IsTheReferences) {
  for (const auto& network : testing::kTestNetworks)
    if (network.in_zoo) expect_network(network, load_machine("tiny-8-fp32"));
}
TEST(RtlFloats, ZooOnBf16IsTheReferences) {
  for (const auto& network : testing::kTestNetworks)
    if (network.in_zoo) expect_network(network, load_machine("tiny-8-bf16", {"array.dataflow=output-stationary"}));
}

// systemc with its array, its vector unit or both as Verilated blocks.
void expect_cosimulation(const Machine& machine) {
  const Graph graph = testing::kTestNetworks[0].load();
  const Program program = compile(graph, machine, {.float_values = true});
  const MemoryImage memory = with_inputs(graph, program);
  const Outcome plain = run_on(*make_systemc_backend(), program, memory, 2);
  for (const RtlBlocks& blocks : {RtlBlocks{true, false}, RtlBlocks{false, true}, RtlBlocks{true, true}}) {
    SCOPED_TRACE(::testing::Message() << "array " << blocks.array << ", vector " << blocks.vector);
    const Outcome found = run_on(*make_systemc_backend(make_block_factory(blocks, {})), program, memory, 2);
    testing::expect_equal_outputs(plain, found);
    expect_equal_timing(program, plain.result, found.result);
  }
}
TEST(RtlFloats, Fp32BlocksInSystemcEqualPlainSystemc) { expect_cosimulation(load_machine("tiny-8-fp32")); }
TEST(RtlFloats, Bf16BlocksInSystemcEqualPlainSystemc) {
  expect_cosimulation(load_machine("tiny-8-bf16", {"array.dataflow=output-stationary"}));
}

}  // namespace
}  // namespace octet
