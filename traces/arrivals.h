// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// When the frames of a stream arrive, in cycles of the machine.
#pragma once
#include <cstdint>
#include <optional>
#include <random>

#include "traces/scenario.h"

namespace octet {

// Arrivals of a stream, one after the other, ascending; the same for the same stream, seed and clock.
class ArrivalSource {
 public:
  ArrivalSource(const Stream& stream, double clock_hz, std::uint64_t seed);
  // The next arrival; none: the list has ended, or other streams and the stream's own ends make its arrivals.
  std::optional<std::int64_t> next();
  // Frames that a finished frame of the stream before sends on.
  std::int64_t frames_of_cascade();

 private:
  double uniform();  // in [0, 1)
  const Stream& stream_;
  const double clock_hz_;
  std::mt19937_64 random_;
  std::int64_t frame_ = 0;
  double seconds_ = 0;  // of the last Poisson arrival
  std::int64_t last_ = 0;
};

}  // namespace octet
