// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A larger scratchpad keeps more on chip: the bytes that the networks of the zoo move do not grow with it, but for two
// rows of the input: mappings are chosen by time, and one with another cut may read a border twice to be done sooner.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <limits>

#include "base/error.h"
#include "compiler/compile.h"
#include "sim/fast.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

// Bytes of a warm inference, without instructions, whose number follows the tiles; -1 if the machine is too small.
std::int64_t data_bytes(const Graph& graph, const Machine& machine) {
  Program program;
  try {
    program = compile(graph, machine);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture) << error.what();
    return -1;
  }
  const auto core = make_fast_backend()->make_core(program, {});
  RunResult cold, result;
  run_program(program, *core, nullptr, nullptr, run_program(program, *core, nullptr, nullptr, 0, cold), result);
  std::int64_t bytes = 0;
  for (const LayerCounters& layer : result.layers)
    for (const DramTraffic traffic : {DramTraffic::kParameter, DramTraffic::kWeight, DramTraffic::kActivation})
      bytes += layer.dram_bytes[static_cast<std::size_t>(traffic)];
  return bytes;
}

class Residency : public ::testing::TestWithParam<const char*> {};

TEST_P(Residency, MoreScratchpadNeverMovesMoreBytes) {
  const Graph graph = import_model(zoo_file(GetParam() + std::string(".tflite")));
  const std::vector<std::int64_t>& shape = graph.tensors[static_cast<std::size_t>(graph.inputs[0])].shape;
  const std::int64_t twice = 2 * shape[2] * shape[3];  // rows that two pieces of the input have in common
  for (const char* preset : {"tiny-8", "edge-16", "edge-32"}) {
    std::int64_t before = std::numeric_limits<std::int64_t>::max(), first = 0;
    for (std::int64_t kibibytes = 4; kibibytes <= 4096; kibibytes *= 2) {
      const std::int64_t bytes =
          data_bytes(graph, load_machine(preset, {"scratchpad.bytes=" + std::to_string(kibibytes) + "Ki"}));
      if (bytes < 0) continue;
      EXPECT_LE(bytes - twice, before) << preset << " with " << kibibytes << " KiB";
      before = std::min(before, bytes);
      if (first == 0) first = bytes;
    }
    std::printf("%s: %ld to %ld bytes\n", preset, static_cast<long>(first), static_cast<long>(before));
    EXPECT_TRUE(before < first || preset != std::string("tiny-8")) << "the scratchpad changes nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, Residency, ::testing::ValuesIn(kZooNetworks),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace octet
