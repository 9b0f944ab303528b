// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Batches through the whole path: a program of N images gives the bytes of N single images on reference and systemc,
// with fast's timing. Random networks on random machines, and the project's own. OCTET_TEST_FULL=1 takes more;
// OCTET_TEST_SEED=n replays one.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "compiler/compile.h"
#include "models/batch.h"
#include "models/layerwise.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "tests/models/support/batches.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

struct Count {
  int run = 0, too_big = 0, mixing = 0;
};

void run_batch(const testing::RandomNetwork& network, std::uint64_t seed, Count& count) {
  const Graph one = import_tflite_bytes(network.file, "random");
  const std::int64_t images = 2 + static_cast<std::int64_t>(seed % 2);
  Graph all;
  try {
    all = batched(one, images);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel) << error.what();
    ++count.mixing;
    return;
  }
  const std::optional<Program> program = compile_if_it_fits(all, testing::random_small_machine(seed));
  if (!program) {
    ++count.too_big;
    return;
  }
  std::vector<std::vector<std::vector<std::uint8_t>>> inputs, outputs;
  for (std::int64_t i = 0; i < images; ++i) {
    inputs.push_back(network.inputs.at(static_cast<std::size_t>(i % 2)));
    outputs.push_back(run_layerwise(one, inputs.back()));
  }
  expect_everywhere(*program, {{"the batch", test::joined(inputs), test::joined(outputs)}});
  ++count.run;
}

template <class Make>
void expect_batches(std::uint64_t cases, int least, Make&& make) {
  const char* replayed = std::getenv("OCTET_TEST_SEED");
  const std::uint64_t first = replayed ? std::strtoull(replayed, nullptr, 10) : 0;
  const std::uint64_t last = replayed ? first + 1 : cases;
  Count count;
  for (std::uint64_t seed = first; seed < last && !::testing::Test::HasFailure(); ++seed) {
    const testing::RandomNetwork network = make(seed);
    SCOPED_TRACE("OCTET_TEST_SEED=" + std::to_string(seed) + " " + network.text);
    try {
      run_batch(network, seed, count);
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
  }
  std::printf("%d run, %d too big, %d mix images\n", count.run, count.too_big, count.mixing);
  EXPECT_TRUE(replayed || count.run >= least);
}

std::uint64_t cases(std::uint64_t usual, std::uint64_t full) { return std::getenv("OCTET_TEST_FULL") ? full : usual; }

TEST(RandomBatches, OfOneOperatorAreTheSameEverywhere) {
  expect_batches(cases(150, 1000), 60, testing::random_operator);
}

TEST(RandomBatches, OfNetworksAreTheSameEverywhere) {
  expect_batches(cases(150, 1000), 30,
                 [](std::uint64_t seed) { return testing::random_network(seed, 1 + static_cast<int>(seed % 6)); });
}

class ZooBatches : public ::testing::TestWithParam<const char*> {
 protected:
  void on(const Machine& machine) {
    const std::vector<std::string> files = zoo_recorded(GetParam());
    ASSERT_EQ(files.size(), 12u);
    const Graph graph = import_model(zoo_file(GetParam() + std::string(".tflite")));
    expect_recorded_batch_everywhere(graph, machine, files);
    expect_recorded_batch_everywhere(graph, machine, {files[3], files[1]});
  }
};

TEST_P(ZooBatches, EqualTheOracleOnTiny8) { on(load_machine("tiny-8")); }
TEST_P(ZooBatches, EqualTheOracleOnEdge16) { on(load_machine("edge-16")); }
TEST_P(ZooBatches, EqualTheOracleOnFiveByTwelve) { on(odd_machine()); }

INSTANTIATE_TEST_SUITE_P(Networks, ZooBatches, ::testing::ValuesIn(kZooNetworks),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace octet
