// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "traces/trace_energy.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace octet {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kSlots = 400;

EnergyCounts counts_of(const SegmentRun& run) {
  EnergyCounts counts;
  counts.actions = run.actions;
  counts.dram_bytes = static_cast<double>(run.dram_read_bytes + run.dram_write_bytes);
  counts.cycles = static_cast<double>(run.cycles);
  return counts;
}

}  // namespace

TraceEnergy::TraceEnergy(const Machine& machine, const CostTable& table, const Scenario& scenario)
    : scenario_(scenario),
      clock_hz_(machine.clock_mhz * 1e6),
      prices_(energy_prices(machine, table)),
      meter_(clock_hz_, scenario.duration_s) {
  EnergyCounts one;
  one.nanoseconds = 1;
  leak_mw_ = octet::energy_uj(prices_, one) * 1e6;  // pJ in a ns are mW
  one = {};
  one.cycles = 1;
  clock_pj_ = octet::energy_uj(prices_, one) * 1e6;
  one = {};
  one.host_instructions = 1;
  host_pj_ = octet::energy_uj(prices_, one) * 1e6;
  const PowerStates& power = scenario.power;
  gate_after_ = power.gate_after_us ? cycles_of_us(*power.gate_after_us) : kNever;
  off_after_ = power.off_after_us ? cycles_of_us(*power.off_after_us) : kNever;
  for (const Stream& stream : scenario.streams) streams_.push_back({stream.name, 0, 0});
  parts_ = {{"idle", 0, 0}, {"idle, gated", 0, 0}, {"off", 0, 0}, {"waking", 0, 0}};
  meter_.set_base(power.base_mw);
}

std::int64_t TraceEnergy::cycles_of_us(double us) const {
  return static_cast<std::int64_t>(std::llround(us * 1e-6 * clock_hz_));
}

double TraceEnergy::leak(std::int64_t cycles) {
  powered_cycles_ += cycles;
  return leak_mw_ * seconds(cycles) * 1e3;
}

double TraceEnergy::clock(std::int64_t cycles) {
  clocked_cycles_ += cycles;
  return clock_pj_ * static_cast<double>(cycles) * 1e-6;
}

void TraceEnergy::charge(Part part, std::int64_t begin, std::int64_t end, double uj) {
  parts_[part].seconds += seconds(end - begin);
  parts_[part].energy_uj += uj;
  meter_.spend(begin, end, uj);
}

double TraceEnergy::segment(std::size_t stream, std::int64_t begin, const SegmentRun& run) {
  const EnergyCounts own = counts_of(run);
  counts_.actions += own.actions;
  dram_bytes_ += own.dram_bytes;
  clocked_cycles_ += run.cycles;
  const double uj = octet::energy_uj(prices_, own) + leak(run.cycles);
  streams_[stream].seconds += seconds(run.cycles);
  streams_[stream].energy_uj += uj;
  meter_.spend(begin, begin + run.cycles, uj);
  return uj;
}

double TraceEnergy::host(std::size_t stream, std::int64_t begin, std::int64_t end, double instructions) {
  counts_.host_instructions += instructions;
  const double uj = instructions * host_pj_ * 1e-6;
  streams_[stream].energy_uj += uj;
  meter_.spend(begin, end, uj);
  return uj;
}

double TraceEnergy::wait(std::size_t stream, std::int64_t begin, std::int64_t end) {
  const double uj = leak(end - begin);
  streams_[stream].seconds += seconds(end - begin);
  streams_[stream].energy_uj += uj;
  meter_.spend(begin, end, uj);
  return uj;
}

TraceEnergy::State TraceEnergy::state(std::int64_t since, std::int64_t now) const {
  if (now - since > off_after_) return State::kOff;
  return now - since > gate_after_ ? State::kGated : State::kRunning;
}

std::int64_t TraceEnergy::wake_cycles(State state) const {
  if (state == State::kOff) return cycles_of_us(scenario_.power.off_wake_us);
  return state == State::kGated ? cycles_of_us(scenario_.power.gate_wake_us) : 0;
}

void TraceEnergy::idle(std::int64_t since, std::int64_t begin, std::int64_t end) {
  const auto until = [&](std::int64_t after) { return after == kNever ? end : std::clamp(since + after, begin, end); };
  const std::int64_t off = until(off_after_), gated = std::min(until(gate_after_), off);
  if (begin < gated) charge(kIdleRunning, begin, gated, leak(gated - begin) + clock(gated - begin));
  if (gated < off) charge(kIdleGated, gated, off, leak(off - gated));
  if (off < end) charge(kOff, off, end, scenario_.power.off_mw * seconds(end - off) * 1e3);
}

void TraceEnergy::wake(std::int64_t begin, std::int64_t end, bool from_off) {
  const double extra = from_off ? scenario_.power.off_wake_uj : 0;
  wakes_from_off_ += from_off;
  charge(kWake, begin, end, leak(end - begin) + clock(end - begin) + extra);
}

void TraceEnergy::finish(std::int64_t end, TraceResult& result) const {
  result.parts = streams_;
  for (const EnergyPart& part : parts_)
    if (part.seconds > 0 || part.energy_uj > 0) result.parts.push_back(part);
  const double base_uj = scenario_.power.base_mw * seconds(end) * 1e3;
  if (base_uj > 0) result.parts.push_back({"base", seconds(end), base_uj});
  for (const EnergyPart& part : result.parts) result.energy_uj += part.energy_uj;

  EnergyCounts counts = counts_;
  counts.dram_bytes = dram_bytes_;
  counts.cycles = static_cast<double>(clocked_cycles_);
  counts.nanoseconds = seconds(powered_cycles_) * 1e9;
  result.energy_ledger = octet::energy_ledger(prices_, counts).rows;
  const auto row = [&](const char* action, double count, const char* unit, double pj) {
    if (count > 0 && pj > 0)
      result.energy_ledger.push_back(
          {action, count, unit, pj, pj, pj, count * pj * 1e-6, Confidence::kEstimated, "scenario, [power]"});
  };
  row("power off", parts_[kOff].seconds * 1e9, "ns", scenario_.power.off_mw);
  row("waking from off", static_cast<double>(wakes_from_off_), "times", scenario_.power.off_wake_uj * 1e6);
  row("base", seconds(end) * 1e9, "ns", scenario_.power.base_mw);

  result.mean_mw = result.energy_uj / seconds(end) * 1e-3;
  result.peak_mw = meter_.peak_mw();
  result.peak_window_ms = meter_.window_ms();
  result.power_mw = meter_.series(kSlots, end, result.power_slot_ms);
}

}  // namespace octet
