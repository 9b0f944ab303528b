// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/time_windows.h"

#include <algorithm>
#include <cmath>

namespace octet {

// What is spent a rounding error before the first open window belongs to it.
double& TimeWindows::sum_of(std::int64_t window) {
  const auto at = static_cast<std::size_t>(std::max<std::int64_t>(0, window - first_));
  if (sums_.size() <= at) sums_.resize(at + 1);
  return sums_[at];
}

void TimeWindows::spend(double begin_ns, double end_ns, double amount) {
  if (amount == 0) return;
  const auto first = static_cast<std::int64_t>(std::floor(begin_ns / window_));
  const auto last = static_cast<std::int64_t>(std::floor(end_ns / window_));
  if (first >= last) {
    sum_of(first) += amount;
    return;
  }
  double rest = amount;  // so that the parts add up
  for (std::int64_t w = first; w < last; ++w) {
    const double from = std::max(begin_ns, begin_of(w));
    const double part = amount * (begin_of(w + 1) - from) / (end_ns - begin_ns);
    sum_of(w) += part;
    rest -= part;
  }
  sum_of(last) += rest;
}

void TimeWindows::close_until(double ns) {
  while (begin_of(first_ + 1) <= ns) {
    const double sum = sums_.empty() ? 0 : sums_.front();
    closed_(begin_of(first_), begin_of(first_ + 1), sum);
    if (!sums_.empty()) sums_.pop_front();
    ++first_;
  }
}

void TimeWindows::finish(double ns) {
  close_until(ns);
  double rest = 0;
  for (const double sum : sums_) rest += sum;
  sums_.clear();
  if (ns > begin_of(first_) || rest != 0) closed_(begin_of(first_), ns, rest);
}

}  // namespace octet
