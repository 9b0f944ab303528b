// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "arch/dram.h"
#include "base/error.h"

namespace octet {
namespace {

// The first lane of each; those of a queue follow in the order of Queue.
constexpr int kLayerTrack = 1, kHostTrack = 2, kFetchTrack = 100, kQueueTrack = 200, kLanes = 100, kBusTrack = 700;

constexpr std::array<std::string_view, kDramTraffics> kTrafficNames{"instruction", "parameter", "weight", "activation"};

std::int64_t bytes_of(const Command& command) {
  const Transfer* t = nullptr;
  if (const auto* load = std::get_if<LoadCommand>(&command.op)) t = &load->t;
  if (const auto* store = std::get_if<StoreCommand>(&command.op)) t = &store->t;
  return t ? t->bytes() : 0;
}

EnergyCounts dram_counts(double bytes) {
  EnergyCounts counts;
  counts.dram_bytes = bytes;
  return counts;
}

// pJ, which are mW times ns.
double picojoules(const std::vector<EnergyPrice>& prices, const EnergyCounts& counts) {
  return energy_uj(prices, counts) * 1e6;
}

std::string whole(std::int64_t value) { return value < 0 ? "null" : fmt::format("{}", value); }

}  // namespace

Timeline::Timeline(const CostTable& table, const TimelineOptions& options, TextSink sink)
    : table_(table), options_(options), sink_(std::move(sink)) {}

double Timeline::ticks_ns(std::int64_t tick) const {
  const double cycles = static_cast<double>(tick - origin_ * Dram::kTicksPerCycle) / Dram::kTicksPerCycle;
  return cycles * 1e3 / program_->machine.clock_mhz + host_ns_;
}

double Timeline::ns_before(std::int64_t cycle, bool stops_in_it) const {
  double host = 0;
  for (const HostStop& stop : stops_)
    if (stop.cycle < cycle || (stops_in_it && stop.cycle == cycle)) host += stop.ns;
  return ns(cycle) - host_ns_ + host;
}

bool Timeline::shown(std::int64_t begin, std::int64_t end, std::int32_t layer) const {
  return (options_.layer < 0 || options_.layer == layer) && begin - origin_ <= options_.to &&
         end - origin_ >= options_.from;
}

std::int32_t Timeline::layer_of(std::int32_t command) const {
  return program_->layer_of_command.empty() ? -1 : program_->layer_of_command.at(static_cast<std::size_t>(command));
}

std::string Timeline::layer_name(std::int32_t layer) const {
  return layer < 0 ? "" : program_->layers.at(static_cast<std::size_t>(layer)).name;
}

int Timeline::lane(int track, std::string_view name, int lane) {
  if (!std::exchange(named_[{track, lane}], true))
    events_->track(track + lane, lane == 0 ? std::string(name) : fmt::format("{} {}", name, lane + 1));
  return track + lane;
}

// Rounding keeps the order, so what does not overlap in cycles does not in nanoseconds.
void Timeline::slice(int track, std::string_view kind, std::string_view name, double begin_ns, double end_ns,
                     const std::string& arguments) {
  events_->slice(track, kind, name.empty() ? kind : name, std::llround(begin_ns), std::llround(end_ns), arguments);
}

void Timeline::inference_begins(const Program& program, std::int64_t cycle) {
  OCTET_CHECK(!program_, "a timeline is of one inference");
  program_ = &program;
  origin_ = passed_ = cycle;
  if (options_.from == 0) from_ns_ = 0;
  prices_ = energy_prices(program.machine, table_);
  EnergyCounts nanosecond;
  nanosecond.nanoseconds = 1;
  leakage_mw_ = picojoules(prices_, nanosecond);
  commands_.emplace(program);
  parts_.assign(program.layers.size(), {});
  const std::string other = fmt::format(
      R"({{"model":{},"model_hash":"{:016x}","machine":{},"clock_mhz":{},"begin_cycle":{},"window_cycles":{}}})",
      json_string(program.model_name), program.model_hash, json_string(program.machine.name), program.machine.clock_mhz,
      cycle, kTimelineWindowCycles);
  events_.emplace(sink_, fmt::format("{} on {}", program.model_name, program.machine.name), other);
  const double window = static_cast<double>(kTimelineWindowCycles) * 1e3 / program.machine.clock_mhz;
  power_.emplace(window, [this](double begin, double end, double pj) {
    if (end > begin) count(power_mw_, begin, end, pj / (end - begin) + leakage_mw_);
  });
  bandwidth_.emplace(window, [this](double begin, double end, double bytes) {
    if (end > begin) count(gigabytes_, begin, end, bytes / (end - begin));
  });
  lane(kLayerTrack, "layers", 0);
}

void Timeline::count(Counter& counter, double begin_ns, double end_ns, double value) {
  if (!from_ns_ || end_ns <= *from_ns_ || (to_ns_ && begin_ns > *to_ns_)) return;
  events_->counter(counter.name, std::llround(begin_ns), value);
  counter.end_ns = end_ns;
}

// The machine has run up to `cycle`.
void Timeline::pass(std::int64_t cycle) {
  if (cycle <= passed_) return;
  EnergyCounts clock;
  clock.cycles = static_cast<double>(cycle - passed_);
  power_->spend(ns(passed_), ns(cycle), picojoules(prices_, clock));
  passed_ = cycle;
  if (!from_ns_ && cycle - origin_ >= options_.from) from_ns_ = ns(origin_ + options_.from);
  if (!to_ns_ && cycle - origin_ >= options_.to) to_ns_ = ns(origin_ + options_.to);
  const double settled = ns(commands_->oldest_start(cycle));
  power_->close_until(settled);
  bandwidth_->close_until(settled);
}

void Timeline::segment_begins(const Program& program, const Segment& segment, std::int64_t) {
  commands_->begin_segment();
  for (std::uint32_t c = segment.first_command; c < segment.first_command + segment.commands; ++c)
    if (const std::int32_t layer = layer_of(static_cast<std::int32_t>(c)); layer >= 0)
      ++parts_[static_cast<std::size_t>(layer)][opcode_of(program.commands[c])].second;
}

void Timeline::segment_ends(const Program&, const Segment&, std::int64_t cycle) {
  pass(cycle);
  end_bus_use();
}

void Timeline::host_runs(const Program&, const Segment& segment, std::int64_t cycle, double seconds) {
  pass(cycle);
  const double begin = ns(cycle), length = seconds * 1e9;
  EnergyCounts counts;
  counts.host_instructions = static_cast<double>(host_cost(segment.host).instructions);
  power_->spend(begin, begin + length, picojoules(prices_, counts));
  stops_.push_back({cycle, segment.layer, begin, length});
  host_ns_ += length;
  if (!shown(cycle, cycle, segment.layer)) return;
  const std::string arguments =
      fmt::format(R"({{"layer":{},"operator":{},"cycle":{},"host_instructions":{}}})", whole(segment.layer),
                  json_string(segment.host.op), cycle - origin_, host_cost(segment.host).instructions);
  const int track = lane(kHostTrack, "host", 0);
  slice(track, "host", layer_name(segment.layer), begin, begin + length, arguments);
}

void Timeline::dispatched(std::int64_t cycle, std::int32_t command) {
  pass(cycle);
  commands_->dispatched(cycle, command);
  if (program_->machine.dram_unlimited) spend_dram(ns(cycle), ns(cycle), kCommandBytes);
}

void Timeline::visible(std::int64_t cycle, std::int32_t command) { commands_->visible(cycle, command); }

void Timeline::started(std::int64_t cycle, std::int32_t command) {
  pass(cycle);
  commands_->started(cycle, command);
}

void Timeline::done(std::int64_t cycle, std::int32_t command) {
  pass(cycle);
  const Command& c = program_->commands.at(static_cast<std::size_t>(command));
  const CommandState state = commands_->done(cycle, command);
  EnergyCounts counts;
  counts.actions = actions(c, program_->machine);
  counts.activity = options_.activity;
  power_->spend(ns(state.started), ns(cycle), picojoules(prices_, counts));
  if (program_->machine.dram_unlimited) spend_dram(ns(state.started), ns(cycle), bytes_of(c));
  const std::int32_t layer = layer_of(command);
  std::string part = "null";
  if (layer >= 0) {
    auto& [nth, of] = parts_[static_cast<std::size_t>(layer)][opcode_of(c)];
    part = fmt::format(R"("{} of {}")", ++nth, of);
  }
  if (!shown(state.started, cycle, layer)) return;
  std::string moves;
  if (bytes_of(c) > 0 && !program_->traffic_of_command.empty())
    moves = fmt::format(
        R"("traffic":"{}",)",
        kTrafficNames[static_cast<std::size_t>(program_->traffic_of_command[static_cast<std::size_t>(command)])]);
  const bool signals = c.tokens.signal != Tokens{}.signal;
  const std::string arguments = fmt::format(
      R"({{"layer":{},"command":{},"part":{},"tile":{},{}"dispatched":{},"started":{},"done":{},"visible":{},)"
      R"("queue_cycles":{},"token_cycles":{},"bank_or_engine_cycles":{},"text":{}}})",
      whole(layer), command, part, json_string(tile_text(c)), moves, state.dispatched - origin_,
      state.started - origin_, cycle - origin_, whole(signals ? cycle + 1 - origin_ : -1), state.queue_cycles(),
      state.token_cycles(), state.bank_or_engine_cycles(), json_string(disassemble(c)));
  const Queue queue = queue_of(c);
  const int track = lane(kQueueTrack + kLanes * static_cast<int>(queue), name_of(queue), state.lane);
  slice(track, name_of(opcode_of(c)), layer_name(layer), ns(state.started), ns(cycle), arguments);
}

void Timeline::granted(const DramBurst& burst) {
  pass(burst.granted);
  spend_dram(ticks_ns(burst.bus_begin), ticks_ns(burst.bus_end), burst.bytes);
  if (burst.requester == Requester::kFetch) fetch(burst);
  bus(burst);
}

void Timeline::spend_dram(double begin_ns, double end_ns, std::int64_t bytes) {
  bandwidth_->spend(begin_ns, end_ns, static_cast<double>(bytes));
  power_->spend(begin_ns, end_ns, picojoules(prices_, dram_counts(static_cast<double>(bytes))));
}

void Timeline::fetch(const DramBurst& burst) {
  auto free = std::find_if(fetches_.begin(), fetches_.end(), [&](std::int64_t t) { return t <= burst.granted; });
  if (free == fetches_.end()) free = fetches_.insert(free, 0);
  *free = burst.answered;
  const std::int32_t layer = layer_of(burst.command);
  if (!shown(burst.granted, burst.answered, layer)) return;
  const std::string arguments = fmt::format(R"({{"layer":{},"command":{},"granted":{},"answered":{}}})", whole(layer),
                                            burst.command, burst.granted - origin_, burst.answered - origin_);
  const int track = lane(kFetchTrack, "fetch", static_cast<int>(free - fetches_.begin()));
  slice(track, "fetch", layer_name(layer), ns(burst.granted), ns(burst.answered), arguments);
}

void Timeline::bus(const DramBurst& burst) {
  if (bus_use_ && (bus_use_->first.command != burst.command || bus_use_->first.requester != burst.requester ||
                   bus_use_->bus_end != burst.bus_begin))
    end_bus_use();
  if (!bus_use_) bus_use_ = BusUse{burst, 0, 0, 0};
  bus_use_->bus_end = burst.bus_end;
  bus_use_->bytes += burst.bytes;
  ++bus_use_->bursts;
}

void Timeline::end_bus_use() {
  if (!bus_use_) return;
  const BusUse use = *std::exchange(bus_use_, std::nullopt);
  const std::int32_t layer = layer_of(use.first.command);
  constexpr std::int64_t kTicks = Dram::kTicksPerCycle;
  if (!shown(use.first.bus_begin / kTicks, use.bus_end / kTicks, layer)) return;
  constexpr std::array<std::string_view, kRequesters> kNames{"fetch", "store", "load"};
  const std::string arguments =
      fmt::format(R"({{"layer":{},"command":{},"bytes":{},"bursts":{},"write":{},"address":"{:#x}","begin_tick":{},)"
                  R"("end_tick":{}}})",
                  whole(layer), use.first.command, use.bytes, use.bursts, use.first.write, use.first.address,
                  use.first.bus_begin - origin_ * kTicks, use.bus_end - origin_ * kTicks);
  slice(lane(kBusTrack, "DRAM bus", 0), kNames[static_cast<std::size_t>(use.first.requester)], layer_name(layer),
        ticks_ns(use.first.bus_begin), ticks_ns(use.bus_end), arguments);
}

void Timeline::halted(Condition condition, std::int64_t cycle, std::int32_t command) {
  events_->instant(kLayerTrack, name_of(condition), std::llround(ns(cycle)),
                   fmt::format(R"({{"command":{}}})", command));
}

// From the previous layer's last done to its own: what the result counts as the layer's cycles.
void Timeline::write_layers(const RunResult& result) {
  std::int64_t previous = origin_;
  for (std::size_t i = 0; i < result.layers.size(); ++i) {
    const LayerInfo& info = program_->layers[i];
    const auto layer = static_cast<std::int32_t>(i);
    const LayerCounters& counted = result.layers[i];
    const std::string arguments = fmt::format(R"({{"layer":{},"operator":{},"cycles":{},"macs":{}}})", i,
                                              json_string(info.op), counted.cycles, info.macs);
    if (info.on_host) {
      for (const HostStop& stop : stops_)
        if (stop.layer == layer && shown(stop.cycle, stop.cycle, layer))
          slice(kLayerTrack, info.op, info.name, stop.begin_ns, stop.begin_ns + stop.ns, arguments);
    } else if (counted.last_done > previous) {
      const std::int64_t begin = std::exchange(previous, counted.last_done);
      if (shown(begin, previous, layer))
        slice(kLayerTrack, info.op, info.name, ns_before(begin, true), ns_before(previous, false), arguments);
    }
  }
}

void Timeline::inference_ends(std::int64_t cycle, const RunResult& result) {
  pass(cycle);
  end_bus_use();
  write_layers(result);
  power_->finish(ns(cycle));
  bandwidth_->finish(ns(cycle));
  for (const Counter& counter : {power_mw_, gigabytes_})
    events_->counter(counter.name, std::llround(counter.end_ns), 0);
  events_->finish();
}

}  // namespace octet
