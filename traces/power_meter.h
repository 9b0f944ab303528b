// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Energy over time: what is spent evenly between two cycles, added up in windows of equal length.
#pragma once
#include <cstdint>
#include <vector>

namespace octet {

class PowerMeter {
 public:
  // Windows of 1 ms, or longer ones where a trace would have more than 100,000.
  PowerMeter(double clock_hz, double seconds);
  // `uj` between two cycles; all in one window if they are equal.
  void spend(std::int64_t begin, std::int64_t end, double uj);
  // `mw` all the time.
  void set_base(double mw) { base_mw_ = mw; }

  double window_ms() const;
  double peak_mw() const;
  // Mean power of up to `slots` stretches of equal length, up to cycle `end`; their length is in `slot_ms`.
  std::vector<double> series(std::size_t slots, std::int64_t end, double& slot_ms) const;

 private:
  const double clock_hz_;
  double window_cycles_;
  double base_mw_ = 0;
  std::vector<double> uj_;  // by window
};

}  // namespace octet
