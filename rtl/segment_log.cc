// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/segment_log.h"

#include <algorithm>

#include "arch/access.h"
#include "arch/timing.h"
#include "base/error.h"

namespace octet {
namespace {
constexpr std::array<std::uint8_t, 3> kNoTokens{kNoToken, kNoToken, kNoToken};

const Transfer* transfer_of(const Command& command) {
  if (const auto* load = std::get_if<LoadCommand>(&command.op)) return &load->t;
  if (const auto* store = std::get_if<StoreCommand>(&command.op)) return &store->t;
  return nullptr;
}
}  // namespace

SegmentLog::SegmentLog(const Program& program, const Segment& segment, std::int64_t start, const RunOptions& options,
                       RunResult& result)
    : program_(program),
      first_(segment.first_command),
      commands_(segment.commands),
      result_(result),
      events_(nullptr),
      finished_(segment.commands),
      last_event_(start),
      end_(start) {
  result.timed = true;
  if (result.layers.size() < program.layers.size()) result.layers.resize(program.layers.size());
  if (options.recorder && segment.commands > 0) order_.emplace(*options.recorder, program, segment, start);
  if (options.record_events) {
    result.events.resize(program.commands.size());
    events_ = result.events.data();
  }
}

LayerCounters& SegmentLog::layer_of(std::uint32_t command) {
  const std::int32_t layer = command < program_.layer_of_command.size() ? program_.layer_of_command[command] : -1;
  return layer < 0 ? outside_ : result_.layers.at(static_cast<std::size_t>(layer));
}

void SegmentLog::event(std::int64_t t) {
  last_event_ = t;
  event_now_ = true;
}

void SegmentLog::require_known(std::uint32_t command) const {
  OCTET_CHECK(command - first_ < commands_, "an event of command {}, the segment's are {}..{}", command, first_,
              first_ + commands_ - 1);
}

void SegmentLog::visible(std::int64_t t, std::uint32_t command) {
  require_known(command);
  event(t);
  if (events_) events_[command].visible = t;
  if (order_) order_->visible(t, static_cast<std::int32_t>(command));
}

void SegmentLog::done(std::int64_t t, std::uint32_t command) {
  require_known(command);
  OCTET_CHECK(!finished_[command - first_], "command {} is done for a second time", command);
  event(t);
  if (events_) events_[command].done = t;
  if (order_) order_->done(t, static_cast<std::int32_t>(command));
  layer_of(command).last_done = t;
  finished_[command - first_] = true;
  if (program_.commands[command].tokens.signal != kNoTokens) pending_visible_.push_back(command);
  if (++done_ < commands_) return;
  end_ = t;
  ended_ = true;
  // Increments due after the end have their event and no effect.
  for (const std::uint32_t late : pending_visible_) {
    if (events_) events_[late].visible = t + 1;
    if (order_) order_->visible(t + 1, static_cast<std::int32_t>(late));
  }
}

void SegmentLog::started(std::int64_t t, std::uint32_t command) {
  require_known(command);
  event(t);
  ++started_;
  if (events_) events_[command].started = t;
  if (order_) order_->started(t, static_cast<std::int32_t>(command));
  count_start(command);
}

void SegmentLog::count_start(std::uint32_t command) {
  const Command& c = program_.commands[command];
  LayerCounters& layer = layer_of(command);
  const Actions counted = actions(c, program_.machine);
  result_.actions += counted;
  layer.actions += counted;
  if (queue_of(c) == Queue::kArray) layer.compute_cycles += timing(c, program_.machine).occupancy;
  if (queue_of(c) == Queue::kVector) layer.vector_cycles += timing(c, program_.machine).duration;
  if (const Transfer* t = transfer_of(c)) {
    const DramTraffic traffic =
        command < program_.traffic_of_command.size() ? program_.traffic_of_command[command] : DramTraffic::kActivation;
    layer.dram_bytes[static_cast<std::size_t>(traffic)] += t->bytes();
  }
}

void SegmentLog::dispatched(std::int64_t t, std::uint32_t command) {
  require_known(command);
  event(t);
  if (events_) events_[command].dispatched = t;
  if (order_) order_->dispatched(t, static_cast<std::int32_t>(command));
  layer_of(command).dram_bytes[static_cast<std::size_t>(DramTraffic::kInstruction)] += kCommandBytes;
}

void SegmentLog::halt(Condition condition, std::int64_t t, std::uint32_t command) {
  require_known(command);
  result_.condition = condition;
  result_.condition_cycle = end_ = t;
  result_.condition_command = static_cast<std::int32_t>(command);
  if (condition == Condition::kTokenOverflow) {
    result_.condition_text = fmt::format("a token counter exceeds {}", kTokenMax);
  } else {
    const std::int64_t sizes[kBases] = {program_.code_bytes(), program_.constants_bytes, program_.io_bytes,
                                        program_.workspace_bytes};
    const Command& c = program_.commands[command];
    result_.condition_text = illegal(c, program_.machine, sizes);
  }
  ended_ = true;
}

void SegmentLog::end_early(Condition condition, std::int64_t t, std::string text) {
  result_.condition = condition;
  result_.condition_cycle = end_ = t;
  const auto oldest = std::find(finished_.begin(), finished_.end(), false) - finished_.begin();
  result_.condition_command = static_cast<std::int32_t>(first_ + oldest);
  result_.condition_text = std::move(text);
  since_ = {};
  ended_ = true;
}

void SegmentLog::deadlock() {
  end_early(Condition::kDeadlock, last_event_ + 1, "commands remain and nothing can happen");
}

void SegmentLog::hang() {
  end_early(Condition::kHang, last_event_ + 1, "the core goes on without an event, longer than any command can last");
}

void SegmentLog::fault(std::int64_t t, const std::string& what) { end_early(Condition::kFault, t, what); }

void SegmentLog::owners(unsigned engines, unsigned sequencer) {
  if (ended_) return report_owners();
  for (int q = 0; q < kQueues; ++q) ++since_.engines[q][engines >> (2 * q) & 3];
  ++since_.sequencer[sequencer & 3];
  pending_visible_.clear();
  if (!event_now_) return;
  event_now_ = false;
  for (int q = 0; q < kQueues; ++q) {
    for (int o = 0; o < 4; ++o) sure_.engines[q][o] += since_.engines[q][o];
  }
  for (int o = 0; o < 4; ++o) sure_.sequencer[o] += since_.sequencer[o];
  since_ = {};
}

// Owners cover [start, end): the cycle of the end itself is never counted.
void SegmentLog::report_owners() {
  for (int q = 0; q < kQueues; ++q) {
    EngineCycles& e = result_.engines[q];
    const auto cycles = [&](int owner) { return sure_.engines[q][owner] + since_.engines[q][owner]; };
    e.busy += cycles(0);
    e.token += cycles(1);
    e.bank += cycles(2);
    e.idle += cycles(3);
  }
  const auto cycles = [&](int owner) { return sure_.sequencer[owner] + since_.sequencer[owner]; };
  result_.sequencer.dispatch += cycles(0);
  result_.sequencer.fetch += cycles(1);
  result_.sequencer.queue += cycles(2);
  result_.sequencer.idle += cycles(3);
}

}  // namespace octet
