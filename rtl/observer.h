// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What is recorded of a running simulator: its waveform in a window of cycles, its coverage data.
#pragma once
#include <cstdint>

#include "rtl/core_library.h"

namespace octet {

// Cycle t lasts from 10*t, where the clock rises, to 10*(t+1); its inputs change with the falling edge in the middle.
inline constexpr std::int64_t kTimePerCycle = 10;

// Throws Error(kUsage) if a file of the options cannot be written.
void check_writable(const RtlOptions& options);

class Observer {
 public:
  // Begins the waveform. The library must outlive the observer.
  Observer(const SimulatorLibrary& library, void* model, const RtlOptions& options);
  // The inputs of cycle t are applied and the clock is low; the clock edge that ends cycle t has passed.
  void settled(std::int64_t t) { dump(t, kTimePerCycle / 2); }
  void clocked(std::int64_t t) { dump(t, kTimePerCycle); }
  // Everything so far is in the files. Throws Error(kUsage) if it is not.
  void save();

 private:
  void dump(std::int64_t t, std::int64_t time) {
    if (!waveform_) return;
    const std::int64_t origin = options_.waveform_origin ? *options_.waveform_origin : 0;
    t -= origin;
    if (origin >= 0 && t >= from_ && t <= to_)
      library_.dump(model_, static_cast<std::uint64_t>(kTimePerCycle * t + time));
  }

  const SimulatorLibrary& library_;
  void* model_;
  const RtlOptions options_;
  const bool waveform_;
  const std::int64_t from_, to_;
};

}  // namespace octet
