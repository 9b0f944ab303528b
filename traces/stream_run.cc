// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "traces/stream_run.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// The least value that at least `share` of the ascending values do not exceed.
std::int64_t nearest_rank(const std::vector<std::int64_t>& values, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

// Of ascending values that are not empty: at most kMostBins, fewer where neighbours would share an edge.
std::vector<LatencyBin> bins_of(const std::vector<std::int64_t>& values, double clock_hz) {
  constexpr int kMostBins = 40;
  const auto low = static_cast<double>(std::max<std::int64_t>(values.front(), 1));
  const auto high = static_cast<double>(values.back());
  std::vector<LatencyBin> bins;
  auto first = values.begin();
  std::int64_t from = values.front();
  const auto add = [&](std::int64_t to, std::vector<std::int64_t>::const_iterator last) {
    bins.push_back(
        {static_cast<double>(from) / clock_hz * 1e3, static_cast<double>(to) / clock_hz * 1e3, last - first});
    first = last;
    from = to;
  };
  for (int i = 1; i < kMostBins; ++i) {
    const std::int64_t to = std::llround(low * std::pow(high / low, static_cast<double>(i) / kMostBins));
    if (to > from && to < values.back()) add(to, std::lower_bound(first, values.end(), to));
  }
  add(values.back(), values.end());
  return bins;
}

}  // namespace

JobKey job_key(Policy policy, const Stream& stream, int index, const Job& job) {
  const std::int64_t arrival = job.frames.front().arrival;
  switch (policy) {
    case Policy::kFifo:
      break;
    case Policy::kPriority:
      return {-stream.priority, arrival, index};
    case Policy::kEdf:
      return {job.deadline, arrival, index};
  }
  return {0, arrival, index};
}

StreamRun::StreamRun(const Stream& stream, const Program& program, double clock_hz, std::uint64_t seed)
    : source(stream, clock_hz, seed), stream_(stream), program_(program), clock_hz_(clock_hz) {
  deadline_cycles_ =
      stream.deadline_ms ? static_cast<std::int64_t>(std::llround(*stream.deadline_ms * 1e-3 * clock_hz)) : kNever;
  result.name = stream.name;
  result.model = program.model_name;
  result.deadline_ms = stream.deadline_ms;
}

std::int64_t StreamRun::deadline_of(std::int64_t arrival) const {
  return deadline_cycles_ == kNever ? kNever : arrival + deadline_cycles_;
}

bool StreamRun::arrive(std::int64_t now, std::int64_t origin, Frame& dropped) {
  const Frame frame{result.arrived++, now, origin};
  const bool bounded = stream_.drop == Drop::kNewest || stream_.drop == Drop::kOldest;
  const bool full = bounded && waiting_frames_ >= stream_.queue;
  if (full) {
    ++result.dropped;
    if (stream_.drop == Drop::kNewest) {
      dropped = frame;
      return false;
    }
    Job& oldest = waiting_.front();
    dropped = oldest.frames.front();
    --waiting_frames_;
    oldest.frames.erase(oldest.frames.begin());
    if (oldest.frames.empty())
      waiting_.pop_front();
    else
      oldest.deadline = deadline_of(oldest.frames.front().arrival);
  }
  if (waiting_.empty() || waiting_.back().closed) waiting_.push_back({{}, deadline_of(now), -1, false});
  Job& last = waiting_.back();
  last.frames.push_back(frame);
  last.closed = std::ssize(last.frames) == stream_.batch;
  result.queue_most = std::max(result.queue_most, ++waiting_frames_);
  return !full;
}

void StreamRun::close_batch() {
  if (!waiting_.empty()) waiting_.back().closed = true;
}

const Job* StreamRun::first_waiting(std::int64_t now, std::vector<Frame>& dropped) {
  while (!waiting_.empty()) {
    Job& job = waiting_.front();
    if (stream_.drop == Drop::kLate) {
      const auto late = [&](const Frame& frame) { return deadline_of(frame.arrival) <= now; };
      const auto first =
          std::stable_partition(job.frames.begin(), job.frames.end(), [&](const Frame& frame) { return !late(frame); });
      result.dropped += job.frames.end() - first;
      waiting_frames_ -= job.frames.end() - first;
      dropped.insert(dropped.end(), first, job.frames.end());
      job.frames.erase(first, job.frames.end());
      if (job.frames.empty()) {
        waiting_.pop_front();
        continue;
      }
      job.deadline = deadline_of(job.frames.front().arrival);
    }
    return job.closed ? &job : nullptr;
  }
  return nullptr;
}

Job StreamRun::take_waiting(std::int64_t now) {
  OCTET_CHECK(!waiting_.empty(), "stream {}: nothing waits", stream_.name);
  Job job = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_frames_ -= std::ssize(job.frames);
  job.begin = now;
  return job;
}

void StreamRun::finish(const Job& job, std::int64_t now) {
  ++result.inferences;
  worked_ += static_cast<double>(now - job.begin);
  for (const Frame& frame : job.frames) {
    ++result.finished;
    latencies_.push_back(now - frame.arrival);
    if (stream_.arrivals == ArrivalKind::kCascade) chains_.push_back(now - frame.origin);
    waited_ += static_cast<double>(job.begin - frame.arrival);
    if (deadline_cycles_ != kNever && now - frame.arrival > deadline_cycles_) ++result.missed;
  }
}

void StreamRun::derive(std::int64_t length, double clock_hz) {
  const auto ms = [&](double cycles) { return cycles / clock_hz * 1e3; };
  result.machine_share = static_cast<double>(machine_cycles) / static_cast<double>(length);
  result.frames_per_second = static_cast<double>(result.finished) / (static_cast<double>(length) / clock_hz);
  const std::int64_t fan_out = std::max<std::int64_t>(1, stream_.cascade.most);
  result.holds = result.missed == 0 && result.dropped == 0 &&
                 result.queue_at_end <= std::max(4 * stream_.batch * fan_out, result.arrived / 100);
  if (latencies_.empty()) return;
  std::sort(latencies_.begin(), latencies_.end());
  std::sort(chains_.begin(), chains_.end());
  const auto count = static_cast<double>(latencies_.size());
  double sum = 0;
  for (const std::int64_t latency : latencies_) sum += static_cast<double>(latency);
  const auto at = [&](const std::vector<std::int64_t>& values, double share) {
    return ms(static_cast<double>(nearest_rank(values, share)));
  };
  result.mean_ms = ms(sum / count);
  result.p50_ms = at(latencies_, 0.5);
  result.p90_ms = at(latencies_, 0.9);
  result.p99_ms = at(latencies_, 0.99);
  result.worst_ms = ms(static_cast<double>(latencies_.back()));
  result.wait_mean_ms = ms(waited_ / count);
  result.latency_bins = bins_of(latencies_, clock_hz);
  if (!chains_.empty()) {
    result.chain_p50_ms = at(chains_, 0.5);
    result.chain_p99_ms = at(chains_, 0.99);
  }
  if (stream_.covers_ms)
    result.real_time_factor = ms(worked_ / static_cast<double>(result.inferences)) /
                              (*stream_.covers_ms * static_cast<double>(stream_.batch));
  result.energy_per_frame_uj = result.energy_uj / count;
}

}  // namespace octet
