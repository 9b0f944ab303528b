// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The energy of a trace. Every cycle of it is charged once, to an inference or to what the machine does without one;
// the sum is the same by stream and state as by action.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/cost_ledger.h"
#include "traces/power_meter.h"
#include "traces/segment_timer.h"
#include "traces/trace_result.h"

namespace octet {

class TraceEnergy {
 public:
  TraceEnergy(const Machine& machine, const CostTable& table, const Scenario& scenario);

  // A segment of an inference; returns uJ.
  double segment(std::size_t stream, std::int64_t begin, const SegmentRun& run);
  // Host work for an inference. The machine's part of that time is charged with wait() or what else it does.
  double host(std::size_t stream, std::int64_t begin, std::int64_t end, double instructions);
  // The machine waits for its inference's host step: its clock stands, as in a run of one network.
  double wait(std::size_t stream, std::int64_t begin, std::int64_t end);
  // Nothing runs; the last work ended at `since`.
  void idle(std::int64_t since, std::int64_t begin, std::int64_t end);
  void wake(std::int64_t begin, std::int64_t end, bool from_off);

  // Power state after idling from `since` to `now`.
  enum class State { kRunning, kGated, kOff };
  State state(std::int64_t since, std::int64_t now) const;
  std::int64_t wake_cycles(State state) const;

  // Writes energy, power, parts and ledger.
  void finish(std::int64_t end, TraceResult& result) const;

 private:
  enum Part { kIdleRunning, kIdleGated, kOff, kWake, kParts };
  std::int64_t cycles_of_us(double us) const;
  double seconds(std::int64_t cycles) const { return static_cast<double>(cycles) / clock_hz_; }
  double leak(std::int64_t cycles);  // charges the counts with powered time; returns uJ
  double clock(std::int64_t cycles);
  void charge(Part part, std::int64_t begin, std::int64_t end, double uj);

  const Scenario& scenario_;
  const double clock_hz_;
  const std::vector<EnergyPrice> prices_;
  double leak_mw_ = 0, clock_pj_ = 0, host_pj_ = 0;
  std::int64_t gate_after_, off_after_;  // cycles; the largest number: never
  EnergyCounts counts_;                  // of everything
  std::int64_t powered_cycles_ = 0, clocked_cycles_ = 0;
  double dram_bytes_ = 0;
  std::int64_t wakes_from_off_ = 0;
  std::vector<EnergyPart> streams_;
  std::vector<EnergyPart> parts_;
  PowerMeter meter_;
};

}  // namespace octet
