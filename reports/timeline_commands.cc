// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/timeline_commands.h"

#include <fmt/format.h>

#include <algorithm>

#include "arch/command_fields.h"
#include "base/error.h"

namespace octet {
namespace {

std::string pixels(int rows, int columns, std::int64_t channels) {
  return fmt::format("{}x{} pixels x {} channels", rows, columns, channels);
}
std::string window(const Window& w) {
  return fmt::format("{}x{} taps from input row {}, column {}", w.kernel_h, w.kernel_w, w.y0, w.x0);
}
std::string transfer(const Transfer& t) {
  return fmt::format("{} bytes: {}x{} runs of {}, {} from byte {}", t.bytes(), t.outer, t.inner, t.run_bytes,
                     kBaseNames[static_cast<std::size_t>(t.base)], t.dram_offset);
}

struct Tile {
  std::string operator()(const LoadCommand& c) const { return transfer(c.t); }
  std::string operator()(const StoreCommand& c) const { return transfer(c.t); }
  std::string operator()(const ArrayCommand& c) const {
    return fmt::format("{}, k {}, {}{}", pixels(c.in.out_h, c.in.out_w, c.n), c.k(), window(c.in),
                       c.accumulate ? ", added to what is there" : "");
  }
  std::string operator()(const RequantizeCommand& c) const { return pixels(c.out_h, c.out_w, c.n); }
  std::string operator()(const DepthwiseCommand& c) const {
    const std::int64_t channels = std::int64_t{c.in.channels} * c.depth_multiplier;
    return fmt::format("{}, {}", pixels(c.in.out_h, c.in.out_w, channels), window(c.in));
  }
  std::string operator()(const PoolCommand& c) const {
    return fmt::format("{}, {}", pixels(c.in.out_h, c.in.out_w, c.in.channels), window(c.in));
  }
  std::string operator()(const BinaryCommand& c) const { return pixels(c.out_h, c.out_w, c.channels); }
  std::string operator()(const MoveCommand& c) const { return pixels(c.out_h, c.out_w, c.channels); }
  std::string operator()(const SoftmaxCommand& c) const { return pixels(c.out_h, c.out_w, c.channels); }
};

const Command& command_at(const Program& program, std::int32_t command) {
  return program.commands.at(static_cast<std::size_t>(command));
}

}  // namespace

std::string tile_text(const Command& command) { return std::visit(Tile{}, command.op); }

void CommandStates::begin_segment() {
  lanes_ = {};
  counters_ = {};
  under_way_.clear();
}

CommandStates::Lanes& CommandStates::lanes_of(std::int32_t command) {
  return lanes_[static_cast<std::size_t>(queue_of(command_at(*program_, command)))];
}

void CommandStates::dispatched(std::int64_t cycle, std::int32_t command) {
  under_way_[command].dispatched = cycle;
  Lanes& lanes = lanes_of(command);
  lanes.waiting.push_back(command);
  if (lanes.waiting.size() == 1) look(cycle, lanes);
}

// The head of a queue: since when it is that, and since when all its tokens are there.
void CommandStates::look(std::int64_t cycle, Lanes& lanes) {
  if (lanes.waiting.empty()) return;
  CommandState& state = under_way_.at(lanes.waiting.front());
  if (state.head < 0) state.head = cycle;
  const auto& wait = command_at(*program_, lanes.waiting.front()).tokens.wait;
  const bool there = std::all_of(wait.begin(), wait.end(),
                                 [&](std::uint8_t token) { return token == kNoToken || counters_[token] > 0; });
  if (!there)
    state.tokens = -1;
  else if (state.tokens < 0)
    state.tokens = cycle;
}

void CommandStates::visible(std::int64_t cycle, std::int32_t command) {
  for (const std::uint8_t token : command_at(*program_, command).tokens.signal)
    if (token != kNoToken) ++counters_[token];
  for (Lanes& lanes : lanes_) look(cycle, lanes);
}

const CommandState& CommandStates::started(std::int64_t cycle, std::int32_t command) {
  Lanes& lanes = lanes_of(command);
  OCTET_CHECK(!lanes.waiting.empty() && lanes.waiting.front() == command, "command {} starts out of turn", command);
  CommandState& state = under_way_.at(command);
  state.started = cycle;
  if (state.tokens < 0) state.tokens = cycle;
  lanes.waiting.pop_front();
  for (const std::uint8_t token : command_at(*program_, command).tokens.wait)
    if (token != kNoToken) --counters_[token];
  for (Lanes& other : lanes_) look(cycle, other);
  const auto free = std::find(lanes.occupied.begin(), lanes.occupied.end(), -1);
  state.lane = static_cast<int>(free - lanes.occupied.begin());
  if (free == lanes.occupied.end())
    lanes.occupied.push_back(command);
  else
    *free = command;
  return state;
}

CommandState CommandStates::done(std::int64_t cycle, std::int32_t command) {
  const auto found = under_way_.find(command);
  OCTET_CHECK(found != under_way_.end(), "command {} is done and was not under way", command);
  CommandState state = found->second;
  state.done = cycle;
  lanes_of(command).occupied[static_cast<std::size_t>(state.lane)] = -1;
  under_way_.erase(found);
  return state;
}

std::int64_t CommandStates::oldest_start(std::int64_t otherwise) const {
  std::int64_t oldest = otherwise;
  for (const auto& [command, state] : under_way_)
    if (state.started >= 0) oldest = std::min(oldest, state.started);
  return oldest;
}

}  // namespace octet
