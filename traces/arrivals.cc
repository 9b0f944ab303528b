// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "traces/arrivals.h"

#include <algorithm>
#include <cmath>

namespace octet {

ArrivalSource::ArrivalSource(const Stream& stream, double clock_hz, std::uint64_t seed)
    : stream_(stream), clock_hz_(clock_hz), random_(seed) {}

// Not std::uniform_real_distribution, whose values differ between libraries.
double ArrivalSource::uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }

std::optional<std::int64_t> ArrivalSource::next() {
  double seconds = 0;
  switch (stream_.arrivals) {
    case ArrivalKind::kPeriodic:
      seconds = stream_.offset_ms * 1e-3 + static_cast<double>(frame_) / stream_.rate_hz;
      if (stream_.jitter_ms > 0) seconds += uniform() * stream_.jitter_ms * 1e-3;
      break;
    case ArrivalKind::kPoisson:
      seconds_ += -std::log1p(-uniform()) / stream_.rate_hz;
      seconds = seconds_;
      break;
    case ArrivalKind::kFile:
      if (frame_ >= std::ssize(stream_.arrival_seconds)) return std::nullopt;
      seconds = stream_.arrival_seconds[static_cast<std::size_t>(frame_)];
      break;
    case ArrivalKind::kBackToBack:
      if (frame_ > 0) return std::nullopt;
      break;
    case ArrivalKind::kCascade:
      return std::nullopt;
  }
  ++frame_;
  // Jitter longer than a period must not let frames overtake each other.
  last_ = std::max(last_, static_cast<std::int64_t>(std::llround(seconds * clock_hz_)));
  return last_;
}

std::int64_t ArrivalSource::frames_of_cascade() {
  const Cascade& cascade = stream_.cascade;
  if (cascade.probability < 1 && uniform() >= cascade.probability) return 0;
  const auto span = static_cast<double>(cascade.most - cascade.least + 1);
  return cascade.least + (span > 1 ? static_cast<std::int64_t>(uniform() * span) : 0);
}

}  // namespace octet
