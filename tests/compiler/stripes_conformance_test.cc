// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Stripes: the rows of a group are made once each and are there when they are read; and random chains on machines with
// little memory, many of which run in stripes, give the layer-wise reference's bytes on every backend.
// OCTET_TEST_FULL=1 takes more of both; OCTET_TEST_SEED=n replays one chain.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "compiler/stripes.h"
#include "models/layerwise.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"

namespace octet {
namespace {

// A chain of windows of random heights; now and then a layer also reads the value before the last.
Network random_chain_of_layers(std::mt19937_64& random) {
  Network network;
  std::int64_t height = static_cast<std::int64_t>(random() % 40) + 8;
  const int layers = static_cast<int>(random() % 5) + 2;
  auto add_value = [&](int producer) {
    Value v;
    v.producer = producer;
    network.values.push_back(v);
  };
  add_value(-1);
  for (int l = 0; l < layers; ++l) {
    Layer layer;
    layer.kind = LayerKind::kDepthwise;
    layer.in.push_back(View::dense(l, 1, height, 1, 1));
    if (l > 0 && random() % 3 == 0 && network.layers.back().out.h == network.layers.back().in[0].h) {
      layer.kind = LayerKind::kBinary;
      layer.in.push_back(View::dense(l - 1, 1, height, 1, 1));
    } else {
      layer.kernel_h = static_cast<std::int64_t>(random() % 5) + 1;
      layer.stride_h = random() % 4 == 0 ? 2 : 1;
      layer.pad_top = layer.kernel_h / 2;
      height = (height + layer.stride_h - 1) / layer.stride_h;
    }
    layer.out = View::dense(l + 1, 1, height, 1, 1);
    add_value(l);
    network.layers.push_back(layer);
  }
  return network;
}

// What the rows that `layer` makes read of operand `in`.
bool is_there(const Layer& layer, const View& in, const StripeRows& made, const StripeRows& operand) {
  return operand.keep <= first_input_row(layer, made.begin, in.h) &&
         last_input_row(layer, made.end, in.h) <= operand.end;
}

TEST(StripeWalk, MakesEveryRowOnceAndKeepsWhatIsRead) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 500; ++round) {
    const Network network = random_chain_of_layers(random);
    const int last = static_cast<int>(network.layers.size()) - 1;
    const std::int64_t height = network.layers.back().out.h;
    std::vector<StripeRows> stripe, before(network.layers.size());
    StripeWalk walk(network, 0, last, static_cast<std::int64_t>(random() % 8) + 1);
    while (walk.next(stripe)) {
      for (std::size_t l = 0; l < stripe.size(); ++l) {
        const Layer& layer = network.layers[l];
        ASSERT_EQ(stripe[l].begin, before[l].end);
        ASSERT_LE(stripe[l].end, layer.out.h);
        ASSERT_GE(stripe[l].keep, before[l].keep) << "a row that was let go";
        if (stripe[l].end == stripe[l].begin) continue;
        for (const View& in : layer.in) {
          if (in.value == 0) continue;
          ASSERT_TRUE(is_there(layer, in, stripe[l], stripe[static_cast<std::size_t>(in.value - 1)])) << l;
        }
      }
      before = stripe;
    }
    ASSERT_EQ(stripe.back().end, height);
  }
}

// A machine whose scratchpad holds a part of the chain's tensors.
Machine short_of_memory(std::uint64_t seed) {
  Machine m = testing::random_small_machine(seed);
  std::mt19937_64 random(seed);
  m.scratchpad_banks = 6 + static_cast<std::int64_t>(random() % 6);
  const std::int64_t word = m.word_bytes() * Machine::kSubBanks;
  m.scratchpad_bytes = m.scratchpad_banks * word * std::max<std::int64_t>(1, (512 << random() % 3) / word);
  m.dram_unlimited = false;
  m.dram_bandwidth_gb_per_s = 0.5;
  m.parameters_channels = std::max<std::int64_t>(m.parameters_channels, 64);
  return m;
}

TEST(Stripes, ChainsAreTheSameEverywhere) {
  const char* seed_text = std::getenv("OCTET_TEST_SEED");
  const std::uint64_t first = seed_text ? std::strtoull(seed_text, nullptr, 10) : 0;
  const std::uint64_t count = seed_text ? 1 : std::getenv("OCTET_TEST_FULL") ? 1500 : 300;
  int run = 0, striped = 0;
  for (std::uint64_t seed = first; seed < first + count && !HasFailure(); ++seed) {
    const testing::RandomNetwork network = testing::random_chain(seed);
    const Machine machine = short_of_memory(seed);
    SCOPED_TRACE("OCTET_TEST_SEED=" + std::to_string(seed) + " " + network.text + "\n" + to_toml(machine));
    const Graph graph = import_tflite_bytes(network.file, "chain");
    const auto program = compile_if_it_fits(graph, machine);
    if (!program) continue;
    ++run;
    striped += std::any_of(program->layers.begin(), program->layers.end(), [](const LayerInfo& layer) {
      return layer.choice.find("in stripes of") != std::string::npos;
    });
    std::vector<Recorded> recorded;
    for (const auto& inputs : network.inputs) recorded.push_back({"inputs", inputs, run_layerwise(graph, inputs)});
    expect_everywhere(*program, recorded);
  }
  std::printf("%d chains run, %d of them in stripes\n", run, striped);
  EXPECT_TRUE(seed_text || 8 * striped > run);
}

}  // namespace
}  // namespace octet
