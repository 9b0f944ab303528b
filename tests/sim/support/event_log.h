// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A recorder that keeps what it is told, as lines that two backends can be compared by.
#pragma once
#include <fmt/format.h>

#include <string>
#include <tuple>
#include <vector>

#include "arch/recorder.h"

namespace octet::testing {

struct EventLog : Recorder {
  std::vector<std::string> lines;
  std::vector<std::tuple<std::int64_t, int, std::int32_t>> order;  // cycle, place in the cycle, command
  std::vector<Event> events;
  std::vector<DramBurst> bursts;
  std::int64_t bytes = 0;

  void inference_begins(const Program& program, std::int64_t cycle) override {
    events.assign(program.commands.size(), {});
    lines.push_back(fmt::format("inference {}", cycle));
  }
  void inference_ends(std::int64_t cycle, const RunResult&) override { lines.push_back(fmt::format("end {}", cycle)); }
  void segment_begins(const Program&, const Segment& segment, std::int64_t cycle) override {
    lines.push_back(fmt::format("segment {} at {}", segment.first_command, cycle));
  }
  void segment_ends(const Program&, const Segment& segment, std::int64_t cycle) override {
    lines.push_back(fmt::format("segment {} ends at {}", segment.first_command, cycle));
    order.clear();  // the next one may begin before the last tokens of this one are visible
  }
  void host_runs(const Program&, const Segment& segment, std::int64_t cycle, double seconds) override {
    lines.push_back(fmt::format("host {} at {} for {}", segment.host.op, cycle, seconds));
  }
  void answered(const DramBurst& burst) override { add(burst.answered, 0, burst.command); }
  void visible(std::int64_t cycle, std::int32_t command) override { add(cycle, 1, command).visible = cycle; }
  void done(std::int64_t cycle, std::int32_t command) override { add(cycle, 2, command).done = cycle; }
  void started(std::int64_t cycle, std::int32_t command) override { add(cycle, 3, command).started = cycle; }
  void granted(const DramBurst& b) override {
    add(b.granted, 4, b.command);
    bursts.push_back(b);
    bytes += b.bytes;
    lines.push_back(fmt::format("burst {} {} {} {} {} {:#x} {} {}", static_cast<int>(b.requester), b.command,
                                b.answered, b.bus_begin, b.bus_end, b.address, b.bytes, b.write));
  }
  void dispatched(std::int64_t cycle, std::int32_t command) override { add(cycle, 5, command).dispatched = cycle; }
  void halted(Condition condition, std::int64_t cycle, std::int32_t command) override {
    lines.push_back(fmt::format("{} at {} in {}", name_of(condition), cycle, command));
  }

  bool in_order = true;  // that of arch/recorder.h

 private:
  Event& add(std::int64_t cycle, int place, std::int32_t command) {
    lines.push_back(fmt::format("{} {} {}", cycle, place, command));
    if (!order.empty() && order.back() > std::tuple(cycle, place, command)) in_order = false;
    order.emplace_back(cycle, place, command);
    return events.at(static_cast<std::size_t>(command));
  }
};

}  // namespace octet::testing
