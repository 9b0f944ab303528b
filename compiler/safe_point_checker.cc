// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Safe points proven from the finished program: liveness anew, and what the commands of each save and bring back.
#include <fmt/format.h>

#include <algorithm>

#include "arch/access.h"
#include "compiler/range_set.h"
#include "compiler/safe_points.h"

namespace octet {
namespace {

class PointChecker {
 public:
  PointChecker(const Program& program, const SafePoint& point, std::vector<std::string>& problems)
      : program_(program), point_(point), problems_(problems) {}

  void run(const LiveState& live) {
    require_loads_of_stores();
    if (live.scratchpad != point_.scratchpad || live.parameters != point_.parameters)
      problem("states other ranges than those that live");
    for (const LiveRange& r : live.scratchpad)
      if (!back_.contains(r.begin, r.end))
        problem("bytes {} to {} of the scratchpad live and are not brought back", r.begin, r.end - 1);
    require_records(live.parameters);
    if (!live.accumulator.empty()) problem("accumulator row {} lives, and cannot be saved", live.accumulator[0].begin);
  }

 private:
  template <class... Args>
  void problem(fmt::format_string<Args...> format, Args&&... args) {
    problems_.push_back(fmt::format("safe point before segment {}: {}", point_.segment,
                                    fmt::format(format, std::forward<Args>(args)...)));
  }
  const Command& command(std::uint32_t i) const { return program_.commands[i]; }

  // Every load of `restore` is a store of `save` the other way round, or one of constant records.
  void require_loads_of_stores() {
    const auto end = [](const Segment& s) { return s.first_command + s.commands; };
    std::uint32_t stored = point_.save.first_command;
    for (std::uint32_t i = point_.restore.first_command; i < end(point_.restore); ++i) {
      const auto* load = std::get_if<LoadCommand>(&command(i).op);
      const auto* store = stored < end(point_.save) ? std::get_if<StoreCommand>(&command(stored).op) : nullptr;
      if (load && load->target == LoadTarget::kParameters && load->t.base == Base::kConstants) continue;
      if (load && store && load->target == LoadTarget::kScratchpad && load->t == store->t) {
        require_place_of_its_own(stored++);
        for (const Access& a : exact_accesses(command(i), program_.machine)) back_.add(a.begin, a.end);
      } else {
        problem("command {} brings back what was not saved", i);
      }
    }
    if (stored != end(point_.save)) problem("command {} saves what is not brought back", stored);
  }

  // Which load brought each record last, to begin with those before the border.
  using Loads = std::vector<const LoadCommand*>;
  void bring(const Segment& segment, Loads& loads) const {
    for (std::uint32_t i = segment.first_command; i < segment.first_command + segment.commands; ++i) {
      for (const Access& a : exact_accesses(command(i), program_.machine))
        if (a.write && a.space == Space::kParameters)
          std::fill(loads.begin() + a.begin, loads.begin() + a.end, std::get_if<LoadCommand>(&command(i).op));
    }
  }
  void require_records(const std::vector<LiveRange>& live) {
    if (live.empty()) return;
    Loads before(static_cast<std::size_t>(program_.machine.parameters_channels * Machine::kParameterHalves));
    Loads after = before;
    for (std::uint32_t s = 0; s < point_.segment; ++s)
      if (!program_.segments[s].on_host) bring(program_.segments[s], before);
    bring(point_.restore, after);
    for (const LiveRange& range : live) {
      for (auto r = static_cast<std::size_t>(range.begin); r < static_cast<std::size_t>(range.end); ++r) {
        if (after[r] && *after[r] == *before[r]) continue;
        return problem("record {} of the parameter memory lives and is not brought back", r);
      }
    }
  }

  void require_place_of_its_own(std::uint32_t store) {
    for (const Access& a : accesses(command(store), program_.machine)) {
      if (a.space == Space::kScratchpad) continue;
      if (a.space != Space::kDramWorkspace || saved_.meets(a.begin, a.end))
        problem("command {} saves over what was saved before, or outside the workspace", store);
      saved_.add(a.begin, a.end);
    }
  }

  const Program& program_;
  const SafePoint& point_;
  std::vector<std::string>& problems_;
  RangeSet saved_, back_;  // workspace bytes, scratchpad bytes
};

}  // namespace

void check_safe_points(const Program& program, std::vector<std::string>& problems) {
  if (program.safe_points.empty()) return;
  const std::vector<LiveState> states = live_states(program);
  for (const SafePoint& point : program.safe_points) {
    const auto live =
        std::find_if(states.begin(), states.end(), [&](const LiveState& s) { return s.segment == point.segment; });
    if (live == states.end())
      problems.push_back(fmt::format("safe point before segment {}: an inference has not begun there", point.segment));
    else
      PointChecker(program, point, problems).run(*live);
  }
}

}  // namespace octet
