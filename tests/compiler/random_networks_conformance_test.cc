// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random networks through the whole path, on random machines: the layer-wise reference, the program on
// reference and systemc give the same bytes, fast and systemc the same events; a network that is too big for
// its machine is refused by name. OCTET_TEST_FULL=1 takes 2,000 networks; OCTET_TEST_SEED=n replays one.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "compiler/compile.h"
#include "models/layerwise.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "tests/models/support/probes.h"

namespace octet {
namespace {

struct Seeds {
  std::uint64_t begin = 0, end = 0;
};
Seeds seeds(std::uint64_t usual, std::uint64_t full) {
  if (const char* seed = std::getenv("OCTET_TEST_SEED")) {
    const std::uint64_t n = std::strtoull(seed, nullptr, 10);
    return {n, n + 1};
  }
  return {0, std::getenv("OCTET_TEST_FULL") ? full : usual};
}

struct Count {
  int run = 0, refused = 0;
};

// False: the machine is too small, said in terms of a key that could be raised.
bool runs_everywhere(const testing::RandomNetwork& network, const Machine& machine) {
  const Graph graph = import_tflite_bytes(network.file, "random");
  require_supported(graph);
  std::vector<Recorded> recorded;
  for (const auto& inputs : network.inputs)
    recorded.push_back({"inputs " + std::to_string(recorded.size()), inputs, run_layerwise(graph, inputs)});
  Program program;
  try {
    program = compile_timed(graph, machine);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture) << error.what();
    const std::string text = error.what();
    EXPECT_TRUE(text.find("scratchpad.") != std::string::npos || text.find("parameters.") != std::string::npos) << text;
    return false;
  }
  EXPECT_EQ(serialize(program), serialize(compile_timed(graph, machine))) << "compiled twice";
  expect_everywhere(program, recorded);
  return true;
}

template <class Make>
Count run_all(Seeds range, Make&& make) {
  Count count;
  for (std::uint64_t seed = range.begin; seed < range.end && !::testing::Test::HasFailure(); ++seed) {
    const testing::RandomNetwork network = make(seed);
    const Machine machine = testing::random_small_machine(seed);
    SCOPED_TRACE("OCTET_TEST_SEED=" + std::to_string(seed) + " " + network.text + "\n" + to_toml(machine));
    try {
      ++(runs_everywhere(network, machine) ? count.run : count.refused);
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
  }
  return count;
}

void expect_mostly_run(const Count& count) {
  std::printf("%d networks run, %d refused\n", count.run, count.refused);
  if (std::getenv("OCTET_TEST_SEED")) return;
  EXPECT_GT(count.run, 2 * count.refused);
}

TEST(RandomNetworks, AreTheSameEverywhere) {
  expect_mostly_run(run_all(seeds(300, 2000), [](std::uint64_t seed) {
    return testing::random_network(seed, 1 + static_cast<int>(seed % 12));
  }));
}

// The points where a rounding mistake shows (the oracle agrees with the layer-wise reference on them).
void expect_probe_everywhere(const test::OracleCase& probe, const Machine& machine) {
  SCOPED_TRACE(probe.text);
  const Graph graph = import_tflite_bytes(probe.file, "probe");
  const auto& inputs = probe.inputs.at(0);
  expect_everywhere(compile(graph, machine), {{"probe", inputs, run_layerwise(graph, inputs)}});
}

class Probes : public ::testing::TestWithParam<tflite::TensorType> {};

// A 40-bit multiplier is the oracle's double only for accumulators of some 24 bits (docs/numerics.md).
TEST_P(Probes, TiesRoundTheSameEverywhere) {
  for (std::uint64_t seed = 0; seed < 30; ++seed)
    for (const auto op : {test::Weighted::kConv, test::Weighted::kDepthwise, test::Weighted::kFullyConnected})
      expect_probe_everywhere(test::near_ties(op, GetParam(), seed, -16), load_machine("edge-16"));
}

TEST_P(Probes, AllCodesAndPairsAreTheSameEverywhere) {
  const Machine machine = load_machine("edge-16");
  expect_probe_everywhere(test::all_means(GetParam()), machine);
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    expect_probe_everywhere(test::all_sums(GetParam(), seed), machine);
    for (const auto to : {tflite::TensorType::INT8, tflite::TensorType::UINT8})
      expect_probe_everywhere(test::all_codes(GetParam(), to, seed), machine);
  }
}

INSTANTIATE_TEST_SUITE_P(Types, Probes, ::testing::Values(tflite::TensorType::INT8, tflite::TensorType::UINT8),
                         [](const auto& info) { return std::string(tflite::EnumNameTensorType(info.param)); });

TEST(RandomOperators, AreTheSameEverywhere) { expect_mostly_run(run_all(seeds(200, 1000), testing::random_operator)); }

}  // namespace
}  // namespace octet
