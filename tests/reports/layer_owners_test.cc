// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Owners and occupancy on commands small enough for a calculation by hand, then on a network.
#include "reports/layer_owners.h"

#include <gtest/gtest.h>

#include "cli/compile_checked.h"
#include "cli/simulate.h"
#include "models/graph.h"

namespace octet {
namespace {

Command load(std::uint32_t at, std::uint32_t bytes) {
  LoadCommand c;
  c.t.local = at;
  c.t.run_bytes = bytes;
  return {{}, c};
}
Command store(std::uint32_t at, std::uint32_t bytes) {
  StoreCommand c;
  c.t.local = at;
  c.t.run_bytes = bytes;
  return {{}, c};
}
// `pixels` pixels of 16 channels at `in` by weights at `weights`, to 16 channels from row `row` on.
Command array(std::uint32_t in, std::uint16_t pixels, std::uint32_t weights, std::uint32_t row, bool accumulate) {
  ArrayCommand c;
  c.in.address = in;
  c.in.pixel_pitch = 16;
  c.in.channels = 16;
  c.in.width = c.in.out_w = pixels;
  c.n = 16;
  c.weights = weights;
  c.acc_row = row;
  c.accumulate = accumulate;
  return {{}, c};
}
Command requantize(std::uint32_t row, std::uint16_t pixels, std::uint32_t out) {
  RequantizeCommand c;
  c.acc_row = row;
  c.out_w = pixels;
  c.n = 16;
  c.out = {out, 0, 16};
  return {{}, c};
}

Program program_of(std::vector<Command> commands, std::vector<std::int32_t> layers) {
  Program p;
  p.machine = load_machine("edge-16");
  p.commands = std::move(commands);
  p.layer_of_command = std::move(layers);
  p.layers.resize(static_cast<std::size_t>(p.layer_of_command.back()) + 1);
  Segment segment;
  segment.commands = static_cast<std::uint32_t>(p.commands.size());
  p.segments = {segment};
  return p;
}

TEST(LayerOccupancy, CountsWhatIsReadLater) {
  // 10 pixels of 160 bytes and 256 of weights; 10 rows; 160 bytes out, stored.
  const Program p = program_of(
      {load(0, 160), load(1000, 256), array(0, 10, 1000, 0, false), requantize(0, 10, 2000), store(2000, 160)},
      {0, 0, 0, 1, 1});
  const auto most = layer_occupancy(p);
  ASSERT_EQ(most.size(), 2u);
  EXPECT_EQ(most[0].scratchpad_bytes, 160 + 256);
  EXPECT_EQ(most[0].accumulator_rows, 10);
  EXPECT_EQ(most[1].scratchpad_bytes, 160);
  EXPECT_EQ(most[1].accumulator_rows, 10);
}

TEST(LayerOccupancy, WhatIsWrittenAnewIsNotLiveBefore) {
  // The second load overwrites half of the first, which nobody reads: of the first, 50 bytes are live.
  const Program p = program_of({load(0, 100), load(0, 50), store(0, 100)}, {0, 1, 2});
  const auto most = layer_occupancy(p);
  EXPECT_EQ(most[0].scratchpad_bytes, 100);  // the command itself writes all of them
  EXPECT_EQ(most[1].scratchpad_bytes, 100);
  const Program q =
      program_of({load(0, 100), load(500, 7), load(0, 50), store(0, 100), store(500, 7)}, {0, 1, 2, 3, 4});
  EXPECT_EQ(layer_occupancy(q)[1].scratchpad_bytes, 50 + 7);
  EXPECT_EQ(layer_occupancy(q)[4].scratchpad_bytes, 7);
}

TEST(LayerOccupancy, AccumulatedRowsStayLive) {
  const Program p = program_of({array(0, 10, 1000, 0, false), array(0, 10, 1000, 100, false),
                                array(0, 10, 1000, 0, true), requantize(0, 10, 2000)},
                               {0, 1, 2, 3});
  EXPECT_EQ(layer_occupancy(p)[1].accumulator_rows, 20);  // those of the first are added to
  EXPECT_EQ(layer_occupancy(p)[2].accumulator_rows, 10);  // nobody reads those of the second
}

TEST(LayerOccupancy, KeptBytesAreAlwaysThere) {
  Program p = program_of({load(5000, 64), load(0, 100), store(0, 100)}, {0, 1, 1});
  p.scratchpad = {4096, 5000, 5064};
  p.segments = {p.segments[0], p.segments[0]};
  p.segments[0].once = true;
  p.segments[0].commands = 1;
  p.segments[1].first_command = 1;
  p.segments[1].commands = 2;
  EXPECT_EQ(layer_occupancy(p)[1].scratchpad_bytes, 64 + 100);
  EXPECT_EQ(layer_occupancy(p)[0].scratchpad_bytes, 0);  // nothing of it runs in a warm inference
}

TEST(LayerOwners, EachCycleHasTheFirstThatWorks) {
  const Program p =
      program_of({load(0, 160), array(0, 10, 1000, 0, false), requantize(0, 10, 2000), store(2000, 160)}, {0, 0, 1, 1});
  RunResult r;
  r.timed = true;
  r.layers.resize(2);
  r.layers[0].last_done = 140;
  r.layers[1].last_done = 200;
  // From 100 on: waits 5, load 105..125, array 120..140 | vector 135..160, waits 10, store 170..200.
  r.events = {{0, 105, 125, -1}, {0, 120, 140, -1}, {0, 135, 160, -1}, {0, 170, 200, -1}};
  const auto owners = layer_owners(p, r, 100);
  EXPECT_EQ(owners[0].waiting, 5);
  EXPECT_EQ(owners[0].load, 15);
  EXPECT_EQ(owners[0].array, 20);
  EXPECT_EQ(owners[0].vector + owners[0].store, 0);
  EXPECT_EQ(owners[1].vector, 20);
  EXPECT_EQ(owners[1].waiting, 10);
  EXPECT_EQ(owners[1].store, 30);
  EXPECT_EQ(owners[1].array + owners[1].load, 0);
}

TEST(LayerOwners, OfANetworkSumToItsCyclesAlikeInBothBackends) {
  for (const char* name : {"/models/zoo/separable.tflite", "/models/zoo/digits.tflite"}) {
    const Program p = compile_checked(import_model(std::string(OCTET_SOURCE_DIR) + name), load_machine("tiny-8"), {});
    std::vector<std::vector<LayerOwners>> found;
    RunOptions options;
    options.data = false;
    options.record_events = true;
    for (const BackendKind kind : {BackendKind::kFast, BackendKind::kSystemc}) {
      const Simulation s = simulate(p, *make_backend(kind), {}, options);
      found.push_back(layer_owners(p, s.warm, s.cold.cycles));
      for (std::size_t l = 0; l < p.layers.size(); ++l) {
        const LayerOwners& o = found.back()[l];
        EXPECT_EQ(o.array + o.vector + o.load + o.store + o.waiting, s.warm.layers[l].cycles) << p.layers[l].name;
        EXPECT_EQ(o.array, found.front()[l].array);
        EXPECT_EQ(o.load, found.front()[l].load);
      }
    }
    std::int64_t most = 0;
    for (const LayerOccupancy& o : layer_occupancy(p)) most = std::max(most, o.scratchpad_bytes);
    EXPECT_GT(most, 0);
    EXPECT_LE(most, p.scratchpad_peak_bytes);
  }
}

}  // namespace
}  // namespace octet
