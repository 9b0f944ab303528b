// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "traces/power_meter.h"

#include <algorithm>
#include <cmath>

namespace octet {
namespace {

constexpr double kShortestSeconds = 1e-3;
constexpr double kMostWindows = 1e5;

}  // namespace

PowerMeter::PowerMeter(double clock_hz, double seconds)
    : clock_hz_(clock_hz), window_cycles_(std::max(kShortestSeconds, seconds / kMostWindows) * clock_hz) {}

void PowerMeter::spend(std::int64_t begin, std::int64_t end, double uj) {
  if (uj == 0) return;
  const double b = static_cast<double>(begin), e = static_cast<double>(end);
  const auto first = static_cast<std::size_t>(b / window_cycles_);
  const auto last = std::max(first, static_cast<std::size_t>(e / window_cycles_));
  if (uj_.size() <= last) uj_.resize(last + 1);
  if (first == last) {
    uj_[first] += uj;
    return;
  }
  for (std::size_t w = first; w <= last; ++w) {
    const double from = std::max(b, static_cast<double>(w) * window_cycles_);
    const double to = std::min(e, static_cast<double>(w + 1) * window_cycles_);
    if (to > from) uj_[w] += uj * (to - from) / (e - b);
  }
}

double PowerMeter::window_ms() const { return window_cycles_ / clock_hz_ * 1e3; }

// uJ in ms are mW.
double PowerMeter::peak_mw() const {
  const double most = uj_.empty() ? 0 : *std::max_element(uj_.begin(), uj_.end());
  return base_mw_ + most / window_ms();
}

std::vector<double> PowerMeter::series(std::size_t slots, std::int64_t end, double& slot_ms) const {
  const auto windows =
      std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(static_cast<double>(end) / window_cycles_)));
  const std::size_t together = (windows + slots - 1) / slots;
  slot_ms = window_ms() * static_cast<double>(together);
  std::vector<double> series;
  for (std::size_t from = 0; from < windows; from += together) {
    double uj = 0;
    for (std::size_t w = from; w < std::min(from + together, uj_.size()); ++w) uj += uj_[w];
    // The last stretch may be cut short by the trace's end.
    const double begin_ms = static_cast<double>(from) * window_ms();
    const double length = std::min(slot_ms, static_cast<double>(end) / clock_hz_ * 1e3 - begin_ms);
    series.push_back(base_mw_ + (length > 0 ? uj / length : 0));
  }
  return series;
}

}  // namespace octet
