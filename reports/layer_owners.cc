// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Owners by a sweep over the starts and ends of all commands; occupancy by liveness, from the last command back.
#include "reports/layer_owners.h"

#include <algorithm>
#include <array>
#include <map>

#include "arch/access.h"
#include "base/error.h"

namespace octet {
namespace {

// Disjoint half-open ranges and how much they hold together.
class RangeSet {
 public:
  std::int64_t total() const { return total_; }
  void add(std::int64_t begin, std::int64_t end) {
    auto at = first_reaching(begin);
    while (at != ranges_.end() && at->first <= end) {
      begin = std::min(begin, at->first);
      end = std::max(end, at->second);
      total_ -= at->second - at->first;
      at = ranges_.erase(at);
    }
    ranges_.emplace(begin, end);
    total_ += end - begin;
  }
  void remove(std::int64_t begin, std::int64_t end) {
    auto at = first_reaching(begin);
    while (at != ranges_.end() && at->first < end) {
      const auto [from, to] = *at;
      total_ -= to - from;
      at = ranges_.erase(at);
      keep(from, std::min(to, begin));
      keep(std::max(from, end), to);
    }
  }

 private:
  void keep(std::int64_t begin, std::int64_t end) {
    if (begin >= end) return;
    ranges_.emplace(begin, end);
    total_ += end - begin;
  }
  // The first range that ends at `begin` or behind it.
  std::map<std::int64_t, std::int64_t>::iterator first_reaching(std::int64_t begin) {
    auto at = ranges_.upper_bound(begin);
    if (at != ranges_.begin() && std::prev(at)->second >= begin) --at;
    return at;
  }
  std::map<std::int64_t, std::int64_t> ranges_;
  std::int64_t total_ = 0;
};

struct Live {
  RangeSet scratchpad, accumulator;
  RangeSet* of(Space space) {
    if (space == Space::kScratchpad) return &scratchpad;
    return space == Space::kAccumulator ? &accumulator : nullptr;
  }
};

// `live` is what is live behind the command, and becomes what is live before it.
void step_back(const Command& command, const Machine& machine, Live& live, LayerOccupancy& most) {
  const std::vector<Access> list = exact_accesses(command, machine);
  for (const Access& a : list)
    if (RangeSet* set = live.of(a.space)) set->add(a.begin, a.end);
  most.scratchpad_bytes = std::max(most.scratchpad_bytes, live.scratchpad.total());
  most.accumulator_rows = std::max(most.accumulator_rows, live.accumulator.total());
  for (const bool write : {true, false})
    for (const Access& a : list)
      if (RangeSet* set = live.of(a.space); set && a.write == write)
        write ? set->remove(a.begin, a.end) : set->add(a.begin, a.end);
}

// The absolute cycles at which layers end, ascending, and which: what derive_layer_cycles in arch/runner.cc counts.
std::vector<std::pair<std::int64_t, std::size_t>> layer_ends(const Program& program, const RunResult& run) {
  std::vector<std::pair<std::int64_t, std::size_t>> ends;
  for (std::size_t l = 0; l < run.layers.size(); ++l)
    if (!program.layers[l].on_host && run.layers[l].last_done >= 0 &&
        (ends.empty() || run.layers[l].last_done > ends.back().first))
      ends.emplace_back(run.layers[l].last_done, l);
  return ends;
}

struct Change {
  std::int64_t cycle;
  std::size_t queue;
  int by;  // commands of the queue under way
};

std::vector<Change> changes_of(const Program& program, const RunResult& run) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < run.events.size(); ++i) {
    const Event& event = run.events[i];
    if (event.started < 0 || event.done <= event.started) continue;
    const auto queue = static_cast<std::size_t>(queue_of(program.commands[i]));
    changes.push_back({event.started, queue, 1});
    changes.push_back({event.done, queue, -1});
  }
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.cycle < b.cycle; });
  return changes;
}

std::int64_t& owner_of(LayerOwners& owners, const std::array<int, kQueues>& busy) {
  if (busy[static_cast<std::size_t>(Queue::kArray)]) return owners.array;
  if (busy[static_cast<std::size_t>(Queue::kVector)]) return owners.vector;
  if (busy[static_cast<std::size_t>(Queue::kLoad)]) return owners.load;
  return busy[static_cast<std::size_t>(Queue::kStore)] ? owners.store : owners.waiting;
}

}  // namespace

std::vector<LayerOwners> layer_owners(const Program& program, const RunResult& run, std::int64_t start) {
  std::vector<LayerOwners> owners(program.layers.size());
  const std::vector<Change> changes = changes_of(program, run);
  std::array<int, kQueues> busy{};
  std::size_t next = 0;
  std::int64_t now = start;
  for (const auto& [end, layer] : layer_ends(program, run)) {
    while (now < end) {
      for (; next < changes.size() && changes[next].cycle <= now; ++next) busy[changes[next].queue] += changes[next].by;
      const std::int64_t until = next < changes.size() ? std::min(end, changes[next].cycle) : end;
      owner_of(owners[layer], busy) += until - now;
      now = until;
    }
  }
  return owners;
}

std::vector<LayerOccupancy> layer_occupancy(const Program& program) {
  std::vector<LayerOccupancy> occupancy(program.layers.size());
  Live live;
  if (program.scratchpad.keeps()) live.scratchpad.add(program.scratchpad.kept_begin, program.scratchpad.kept_end);
  for (auto segment = program.segments.rbegin(); segment != program.segments.rend(); ++segment) {
    if (segment->on_host || segment->once) continue;
    for (std::size_t i = segment->first_command + segment->commands; i-- > segment->first_command;) {
      LayerOccupancy unowned;
      const std::int32_t layer = program.layer_of_command[i];
      step_back(program.commands[i], program.machine, live,
                layer < 0 ? unowned : occupancy[static_cast<std::size_t>(layer)]);
    }
  }
  return occupancy;
}

void add_layer_details(Report& report, const Program& program, const RunResult& cold, const RunResult& warm) {
  const std::vector<LayerOccupancy> occupancy = layer_occupancy(program);
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    if (program.layers[l].on_host) continue;
    report.layers[l].scratchpad_live_bytes = occupancy[l].scratchpad_bytes;
    report.layers[l].accumulator_live_rows = occupancy[l].accumulator_rows;
  }
  if (!warm.timed || warm.events.empty()) return;
  const std::vector<LayerOwners> owners = layer_owners(program, warm, cold.cycles);
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    if (program.layers[l].on_host) continue;
    LayerReport& layer = report.layers[l];
    layer.owned_by_array_cycles = owners[l].array;
    layer.owned_by_vector_cycles = owners[l].vector;
    layer.owned_by_load_cycles = owners[l].load;
    layer.owned_by_store_cycles = owners[l].store;
    layer.waiting_cycles = owners[l].waiting;
  }
}

}  // namespace octet
