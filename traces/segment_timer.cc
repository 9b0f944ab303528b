// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "traces/segment_timer.h"

#include <algorithm>

#include "base/error.h"

namespace octet {
namespace {

bool is_settled(const DramState& state) {
  return state.bus_free_tick == 0 &&
         std::all_of(state.banks.begin(), state.banks.end(), [](const auto& bank) { return bank.free_tick == 0; });
}

// The state `cycles` later, if no burst comes.
DramState aged(DramState state, std::int64_t cycles) {
  const auto age = [cycles](std::int64_t& tick) {
    tick = cycles > tick / Dram::kTicksPerCycle ? 0 : tick - cycles * Dram::kTicksPerCycle;
  };
  age(state.bus_free_tick);
  for (DramState::Bank& bank : state.banks) age(bank.free_tick);
  return state;
}

}  // namespace

std::size_t SegmentTimer::KeyHash::operator()(const Key& key) const {
  const std::size_t place = std::hash<const Program*>()(key.program) * 31 + key.first_command;
  return place * 1000003 + key.state;
}

SegmentTimer::SegmentTimer(Backend& backend, const std::vector<Program>& programs, bool remembers)
    : remembers_(remembers && backend.kind() == BackendKind::kFast) {
  OCTET_CHECK(!programs.empty(), "no programs to time");
  RunOptions options;
  options.data = false;
  core_ = backend.make_core(programs.front(), options);
  if (remembers_) {
    const auto state = core_->dram_state(0);
    OCTET_CHECK(state.has_value(), "the fast backend tells its DRAM's state");
    state_ = state_number(*state);
    settled_ = is_settled(*state);
  }
}

std::uint32_t SegmentTimer::state_number(const DramState& state) {
  const auto [found, is_new] = numbers_.emplace(state, static_cast<std::uint32_t>(states_.size()));
  if (is_new) states_.push_back(state);
  return found->second;
}

std::uint32_t SegmentTimer::state_at(std::int64_t cycle) {
  if (settled_ || cycle == since_) return state_;
  return state_number(aged(states_[state_], cycle - since_));
}

SegmentRun SegmentTimer::simulate(const Program& program, const Segment& segment, std::int64_t start) {
  ++simulated_;
  RunResult result;
  core_->enter(program);
  const std::int64_t end = core_->run_segment(segment, start, nullptr, result);
  if (result.condition != Condition::kOk)
    fail(ErrorKind::kCheck, "the machine halted: {} at cycle {}, command {} (model {})", name_of(result.condition),
         result.condition_cycle, result.condition_command, program.model_name);
  SegmentRun run{end - start, result.actions, result.dram_read_bytes, result.dram_write_bytes, {}};
  for (int q = 0; q < kQueues; ++q) run.busy[q] = result.engines[q].busy;
  return run;
}

const SegmentRun& SegmentTimer::run(const Program& program, const Segment& segment, std::int64_t start) {
  if (!remembers_) return last_ = simulate(program, segment, start);
  const std::uint32_t state = state_at(start);
  const Key key{&program, segment.first_command, state};
  auto found = known_.find(key);
  if (found == known_.end()) {
    core_->set_dram_state(states_[state], start);
    Known known{simulate(program, segment, start), 0, false};
    const auto behind = core_->dram_state(start + known.run.cycles);
    known.state_behind = state_number(*behind);
    known.settled = is_settled(*behind);
    found = known_.emplace(key, known).first;
  } else {
    ++remembered_;
  }
  state_ = found->second.state_behind;
  settled_ = found->second.settled;
  since_ = start + found->second.run.cycles;
  return found->second.run;
}

}  // namespace octet
