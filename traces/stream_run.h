// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One stream while its trace runs: frames that wait, the inference under way, what became of the finished ones. An
// inference goes from host (pre) to machine to host (post); one may be prepared while one is on the machine.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <tuple>
#include <vector>

#include "arch/walk.h"
#include "traces/arrivals.h"
#include "traces/trace_result.h"

namespace octet {

struct Frame {
  std::int64_t number = 0;
  std::int64_t arrival = 0;  // cycle
  std::int64_t origin = 0;   // arrival of the frame that the chain of streams began with
};

// The frames of one inference.
struct Job {
  std::vector<Frame> frames;
  std::int64_t deadline = 0;  // of its first frame; the largest number: none
  std::int64_t begin = -1;    // of work on it
  bool closed = false;        // no frame joins it any more
};

// The least goes first; no two streams have equal keys.
using JobKey = std::tuple<std::int64_t, std::int64_t, int>;
JobKey job_key(Policy policy, const Stream& stream, int index, const Job& job);

class StreamRun {
 public:
  StreamRun(const Stream& stream, const Program& program, double clock_hz, std::uint64_t seed);

  const Stream& stream() const { return stream_; }
  const Program& program() const { return program_; }
  ArrivalSource source;
  std::optional<std::int64_t> next_arrival;

  // A frame arrives; false: a frame was dropped for it, or it was itself: `dropped` says which.
  bool arrive(std::int64_t now, std::int64_t origin, Frame& dropped);
  // No more frames are to come for a while: those that wait for others make an inference of their own.
  void close_batch();
  // The next inference that work could begin on, without those that are dropped because they are late at `now`.
  const Job* first_waiting(std::int64_t now, std::vector<Frame>& dropped);
  Job take_waiting(std::int64_t now);

  // Counts what became of an inference that ended at `now`.
  void finish(const Job& job, std::int64_t now);
  std::int64_t unfinished() const { return result.arrived - result.finished - result.dropped; }
  // The figures of `result` that are derived; `length` of the trace in cycles, `clock_hz`.
  void derive(std::int64_t length, double clock_hz);

  // Where its inferences are.
  std::optional<Job> preparing, prepared, active;
  std::optional<InferenceWalk> walk;  // of `active`
  bool on_host = false;               // `active` waits for the host to take `host_step`
  const Segment* host_step = nullptr;
  std::deque<Job> ending;  // wait for post, or are in it

  StreamResult result;
  std::int64_t machine_cycles = 0;

 private:
  std::int64_t deadline_of(std::int64_t arrival) const;

  const Stream& stream_;
  const Program& program_;
  const double clock_hz_;
  std::int64_t deadline_cycles_;
  std::deque<Job> waiting_;  // the last may lack frames of its batch
  std::int64_t waiting_frames_ = 0;
  std::vector<std::int64_t> latencies_, chains_;
  double waited_ = 0, worked_ = 0;  // cycles, summed over frames and inferences
};

}  // namespace octet
