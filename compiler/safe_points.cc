// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Liveness, backwards over the stream; then one store and one load for each range, or each row of equal ranges.
#include "compiler/safe_points.h"

#include <algorithm>
#include <array>
#include <limits>

#include "arch/access.h"
#include "base/error.h"
#include "base/units.h"
#include "compiler/range_set.h"

namespace octet {
namespace {

constexpr int kChipSpaces = 3;  // scratchpad, accumulator, parameters: the first of Space
using ChipSets = std::array<RangeSet, kChipSpaces>;

// Writes come last: a command reads before it writes what it reads and writes.
template <class Visit>
void each_access(const Program& program, std::uint32_t command, bool write, Visit&& visit) {
  for (const Access& a : exact_accesses(program.commands[command], program.machine))
    if (a.write == write) visit(static_cast<std::size_t>(a.space), a.begin, a.end);
}

// What each border finds written before, kept ranges left out.
std::vector<ChipSets> written_before(const Program& program) {
  std::vector<ChipSets> borders;
  ChipSets written;
  for (const Segment& segment : program.segments) {
    borders.push_back(written);
    for (std::uint32_t i = 0; i < segment.commands && !segment.on_host && !segment.once; ++i)
      each_access(program, segment.first_command + i, true,
                  [&](std::size_t space, std::int64_t begin, std::int64_t end) { written[space].add(begin, end); });
  }
  return borders;
}

class StateMover {
 public:
  explicit StateMover(Program& program)
      : p_(program), begin_(ceil_div<std::int64_t>(program.workspace_bytes, 64) * 64) {
    end_ = begin_;
  }
  std::int64_t workspace_bytes() const { return end_ > begin_ ? end_ : p_.workspace_bytes; }

  SafePoint point(const LiveState& state) {
    SafePoint point;
    point.segment = state.segment;
    point.scratchpad = state.scratchpad;
    point.parameters = state.parameters;
    OCTET_CHECK(state.accumulator.empty(), "accumulator row {} is live before segment {}", state.accumulator[0].begin,
                state.segment);
    std::vector<Command> save, restore;
    for (const Transfer& t : transfers(state.scratchpad)) {
      save.push_back({{}, StoreCommand{t}});
      restore.push_back({{}, LoadCommand{LoadTarget::kScratchpad, t}});
    }
    const std::vector<Command> records = reloads(state);
    restore.insert(restore.end(), records.begin(), records.end());
    const bool as_before = !p_.safe_points.empty() && p_.safe_points.back().scratchpad == state.scratchpad &&
                           same_commands(p_.safe_points.back().restore, restore);
    point.save = as_before ? p_.safe_points.back().save : append(save);
    point.restore = as_before ? p_.safe_points.back().restore : append(restore);
    return point;
  }

 private:
  // Moves gaps along that take less than another pair of commands does.
  static std::vector<LiveRange> joined(const std::vector<LiveRange>& ranges) {
    std::vector<LiveRange> list;
    for (const LiveRange& r : ranges) {
      if (!list.empty() && r.begin - list.back().end < kCommandBytes)
        list.back().end = r.end;
      else
        list.push_back(r);
    }
    return list;
  }

  // Ranges of one length at one distance are one transfer.
  std::vector<Transfer> transfers(const std::vector<LiveRange>& live) {
    const std::vector<LiveRange> ranges = joined(live);
    std::vector<Transfer> list;
    std::int64_t at = begin_;
    for (std::size_t i = 0; i < ranges.size();) {
      const std::int64_t bytes = ranges[i].end - ranges[i].begin;
      const std::int64_t pitch = i + 1 < ranges.size() ? ranges[i + 1].begin - ranges[i].begin : bytes;
      std::size_t count = 1;
      while (i + count < ranges.size() && count < std::numeric_limits<std::uint16_t>::max() &&
             ranges[i + count].begin - ranges[i + count - 1].begin == pitch &&
             ranges[i + count].end - ranges[i + count].begin == bytes)
        ++count;
      Transfer t;
      t.base = Base::kWorkspace;
      t.local = static_cast<std::uint32_t>(ranges[i].begin);
      t.dram_offset = static_cast<std::uint32_t>(at);
      t.run_bytes = static_cast<std::uint32_t>(bytes);
      t.inner = static_cast<std::uint16_t>(count);
      if (count > 1) {
        t.dram_inner_pitch = t.run_bytes;
        t.local_inner_pitch = static_cast<std::uint32_t>(pitch);
      }
      at += ceil_div<std::int64_t>(bytes * static_cast<std::int64_t>(count), 64) * 64;
      list.push_back(t);
      i += count;
    }
    if (at > std::int64_t{0xffffffff})
      fail(ErrorKind::kModel, "{}: what is live at safe points does not fit a workspace of 4 GiB", p_.model_name);
    end_ = std::max(end_, at);
    return list;
  }

  // The loads that wrote the live records, in order: constants, which are there still.
  std::vector<Command> reloads(const LiveState& state) const {
    RangeSet missing;
    for (const LiveRange& r : state.parameters) missing.add(r.begin, r.end);
    std::vector<Command> list;
    for (std::uint32_t s = state.segment; s-- > 0 && !missing.empty();) {
      const Segment& segment = p_.segments[s];
      for (std::uint32_t i = segment.commands; i-- > 0 && !segment.on_host && !segment.once;) {
        const std::uint32_t command = segment.first_command + i;
        bool needed = false;
        each_access(p_, command, true, [&](std::size_t space, std::int64_t begin, std::int64_t end) {
          if (space != static_cast<std::size_t>(Space::kParameters)) return;
          needed = needed || missing.meets(begin, end);
          missing.remove(begin, end);
        });
        if (!needed) continue;
        const auto& load = std::get<LoadCommand>(p_.commands[command].op);
        OCTET_CHECK(load.t.base == Base::kConstants, "command {} loads records that are no constants", command);
        list.push_back({{}, load});
      }
    }
    std::reverse(list.begin(), list.end());
    return list;
  }

  bool same_commands(const Segment& segment, const std::vector<Command>& commands) const {
    return std::equal(commands.begin(), commands.end(), p_.commands.begin() + segment.first_command,
                      p_.commands.begin() + segment.first_command + segment.commands);
  }

  Segment append(const std::vector<Command>& commands) {
    Segment segment;
    segment.first_command = static_cast<std::uint32_t>(p_.commands.size());
    segment.commands = static_cast<std::uint32_t>(commands.size());
    for (const Command& c : commands) {
      const auto* load = std::get_if<LoadCommand>(&c.op);
      const bool records = load && load->target == LoadTarget::kParameters;
      p_.traffic_of_command.push_back(records ? DramTraffic::kParameter : DramTraffic::kActivation);
      p_.layer_of_command.push_back(-1);
      p_.commands.push_back(c);
    }
    return segment;
  }

  Program& p_;
  std::int64_t begin_, end_;  // of the states in the workspace; each begins at begin_
};

}  // namespace

std::vector<LiveState> live_states(const Program& program) {
  const std::vector<ChipSets> written = written_before(program);
  std::vector<LiveState> states;
  ChipSets live;
  const auto common = [&](std::size_t segment, Space space) {
    const auto s = static_cast<std::size_t>(space);
    return live[s].common(written[segment][s]);
  };
  for (std::size_t s = program.segments.size(); s-- > 1 && !program.segments[s - 1].once;) {
    const Segment& segment = program.segments[s];
    for (std::uint32_t i = segment.commands; i-- > 0 && !segment.on_host;) {
      const std::uint32_t command = segment.first_command + i;
      each_access(program, command, true,
                  [&](std::size_t space, std::int64_t begin, std::int64_t end) { live[space].remove(begin, end); });
      each_access(program, command, false,
                  [&](std::size_t space, std::int64_t begin, std::int64_t end) { live[space].add(begin, end); });
    }
    states.push_back({static_cast<std::uint32_t>(s), common(s, Space::kScratchpad), common(s, Space::kParameters),
                      common(s, Space::kAccumulator)});
  }
  std::reverse(states.begin(), states.end());
  return states;
}

void add_safe_points(Program& program) {
  StateMover mover(program);
  for (const LiveState& state : live_states(program)) program.safe_points.push_back(mover.point(state));
  program.workspace_bytes = mover.workspace_bytes();
}

}  // namespace octet
