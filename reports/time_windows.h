// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What is spent evenly over stretches of time, added up in windows of equal length that leave as soon as nothing can be
// added any more.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>

namespace octet {

class TimeWindows {
 public:
  // `closed`: begin and end of a window in ns, and the sum.
  using Closed = std::function<void(double begin_ns, double end_ns, double sum)>;
  TimeWindows(double window_ns, Closed closed) : window_(window_ns), closed_(std::move(closed)) {}

  // Of `amount`; all at once if the times are equal. No earlier than what was closed.
  void spend(double begin_ns, double end_ns, double amount);
  // Closes the windows that end by `ns`: nothing is spent before it any more.
  void close_until(double ns);
  // Closes all; the last one is cut at `ns`, where nothing is spent behind.
  void finish(double ns);

 private:
  double begin_of(std::int64_t window) const { return static_cast<double>(window) * window_; }
  double& sum_of(std::int64_t window);

  const double window_;
  Closed closed_;
  std::int64_t first_ = 0;   // window of sums_.front()
  std::deque<double> sums_;  // of windows that are open
};

}  // namespace octet
