// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The waveform of one inference as a value change dump, from what a core tells while it runs (docs/waveforms.md).
// Names, hierarchy, widths and times are those of the RTL's waveforms.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "arch/recorder.h"
#include "reports/machine_cycle.h"
#include "reports/vcd.h"

namespace octet {

// Time units of a cycle, in every waveform: cycle t lasts from 10*t, where the clock rises, to 10*(t+1).
inline constexpr std::int64_t kWaveformTimePerCycle = 10;

// Widths of signals that are the same on every machine.
inline constexpr int kWaveformIndexBits = 32, kWaveformAddressBits = 40, kWaveformOutstandingBits = 5;

// The modules that signals lie in.
inline constexpr const char* kWaveformTop = "TOP";
inline constexpr const char* kWaveformCore = "TOP.core_bench.u_octet.u_core";

// Cycles of the inference.
struct CycleWindow {
  std::int64_t from = 0, to = std::numeric_limits<std::int64_t>::max();
  bool contains(std::int64_t cycle) const { return from <= cycle && cycle <= to; }
};

// Bits of a queue's count and of a burst's bytes.
int waveform_count_bits(const Machine& machine);
int waveform_burst_bits(const Machine& machine);

// One line on the time of a cycle: "machine edge-16: a cycle is 10 units, 2 ns at 500 MHz".
std::string cycle_time_text(const Machine& machine);

// Of one inference: one recorder each.
class VcdRecorder : public Recorder {
 public:
  VcdRecorder(CycleWindow window, TextSink sink);
  ~VcdRecorder() override;

  void inference_begins(const Program& program, std::int64_t cycle) override;
  void inference_ends(std::int64_t cycle, const RunResult& result) override;
  void segment_begins(const Program& program, const Segment& segment, std::int64_t cycle) override;
  void answered(const DramBurst& burst) override;
  void done(std::int64_t cycle, std::int32_t command) override;
  void started(std::int64_t cycle, std::int32_t command) override;
  void granted(const DramBurst& burst) override;
  void dispatched(std::int64_t cycle, std::int32_t command) override;

 private:
  struct Signals;
  void at(std::int64_t cycle);
  void write_cycle(bool changed);
  void write_clock();

  const CycleWindow window_;
  VcdWriter vcd_;
  std::unique_ptr<Signals> signals_;
  std::unique_ptr<MachineCycle> machine_;
  std::int64_t origin_ = 0, now_ = 0;
  bool begun_ = false;
};

}  // namespace octet
