// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "traces/trace_run.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "traces/stream_run.h"
#include "traces/trace_energy.h"
#include "traces/trace_summary.h"

namespace octet {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMostFrames = 5'000'000;
constexpr int kNone = -1;

enum class HostWork { kPre, kStep, kPost };

class TraceRun {
 public:
  TraceRun(const Scenario& scenario, const std::vector<Program>& programs, const CostTable& table, Backend& backend,
           const TraceOptions& options)
      : scenario_(scenario),
        machine_(programs.front().machine),
        clock_hz_(machine_.clock_mhz * 1e6),
        records_(options.events),
        end_(static_cast<std::int64_t>(std::llround(scenario.duration_s * clock_hz_))),
        timer_(backend, programs, options.remember),
        energy_(machine_, table, scenario) {
    streams_.reserve(programs.size());
    for (std::size_t i = 0; i < programs.size(); ++i)
      streams_.emplace_back(scenario.streams[i], programs[i], clock_hz_, scenario.seed * 1000003 + i);
    for (StreamRun& s : streams_) draw_arrival(s);
  }

  TraceResult run() {
    for (;;) {
      const std::int64_t next = std::min({next_arrival(), machine_until_, host_until_});
      if (next == kNever) break;
      pass(next);
      if (now_ >= end_ && !ended_) end_duration();
      if (machine_until_ == now_) machine_done();
      if (host_until_ == now_) host_done();
      arrivals();
      start_host();
      start_machine();
    }
    pass(std::max(now_, end_));
    if (!ended_) end_duration();
    return result();
  }

 private:
  StreamRun& at(int stream) { return streams_[static_cast<std::size_t>(stream)]; }
  int index(const StreamRun& s) const { return static_cast<int>(&s - streams_.data()); }
  std::int64_t host_cycles(double ms) const { return static_cast<std::int64_t>(std::ceil(ms * 1e-3 * clock_hz_)); }

  void record(TraceEvent::Kind kind, std::int64_t begin, std::int64_t end, int stream, std::int64_t frame,
              std::int32_t segment = -1) {
    if (records_) events_.push_back({kind, begin, end, stream, segment, frame});
  }

  // --- arrivals
  std::int64_t next_arrival() const {
    std::int64_t next = kNever;
    for (const StreamRun& s : streams_)
      if (s.next_arrival) next = std::min(next, *s.next_arrival);
    return next;
  }
  void draw_arrival(StreamRun& s) {
    s.next_arrival = s.source.next();
    if (s.next_arrival && *s.next_arrival >= end_) s.next_arrival.reset();
  }
  void arrive(StreamRun& s, std::int64_t origin) {
    if (++arrived_ > kMostFrames)
      fail(ErrorKind::kArchitecture, "{}: more than {} frames: shorten the duration", scenario_.name, kMostFrames);
    const std::int64_t number = s.result.arrived;
    record(TraceEvent::Kind::kArrive, now_, now_, index(s), number);
    Frame dropped;
    if (!s.arrive(now_, origin, dropped)) record(TraceEvent::Kind::kDrop, now_, now_, index(s), dropped.number);
  }
  void arrivals() {
    for (StreamRun& s : streams_) {
      while (s.next_arrival && *s.next_arrival <= now_) {
        draw_arrival(s);
        if (s.stream().arrivals == ArrivalKind::kBackToBack) {
          arrive_back_to_back(s);
          continue;
        }
        arrive(s, now_);
        if (!s.next_arrival) s.close_batch();
      }
    }
  }
  void arrive_back_to_back(StreamRun& s) {
    for (std::int64_t i = 0; i < s.stream().batch; ++i) arrive(s, now_);
  }
  // Frames that a finished inference sends on.
  void send_on(const StreamRun& from, const Job& job) {
    for (StreamRun& s : streams_) {
      if (s.stream().arrivals != ArrivalKind::kCascade || s.stream().cascade.after != from.stream().name) continue;
      for (const Frame& frame : job.frames) {
        const std::int64_t count = s.source.frames_of_cascade();
        for (std::int64_t i = 0; i < count; ++i) arrive(s, frame.origin);
      }
      s.close_batch();
    }
  }

  // --- the schedule
  JobKey key(const StreamRun& s, const Job& job) const { return job_key(scenario_.policy, s.stream(), index(s), job); }
  const Job* waiting(StreamRun& s) {
    dropped_.clear();
    const Job* job = s.first_waiting(now_, dropped_);
    for (const Frame& frame : dropped_) record(TraceEvent::Kind::kDrop, now_, now_, index(s), frame.number);
    return job;
  }

  // --- the host
  void start_host() {
    if (host_until_ != kNever) return;
    std::optional<JobKey> best;
    const auto offer = [&](StreamRun& s, const Job& job, HostWork work) {
      if (best && key(s, job) >= *best) return;
      best = key(s, job);
      host_stream_ = index(s);
      host_work_ = work;
    };
    for (StreamRun& s : streams_) {
      if (s.on_host) offer(s, *s.active, HostWork::kStep);
      if (!s.ending.empty()) offer(s, s.ending.front(), HostWork::kPost);
      if (s.stream().pre_ms > 0 && !s.preparing && !s.prepared)
        if (const Job* job = waiting(s)) offer(s, *job, HostWork::kPre);
    }
    if (!best) return;
    StreamRun& s = at(host_stream_);
    std::int64_t cycles = 0, frame = 0;
    double instructions = 0;
    if (host_work_ == HostWork::kStep) {
      const HostCost cost = host_cost(s.host_step->host);
      cycles = host_cycles(cost.cycles / (machine_.host_clock_mhz * 1e3));
      instructions = static_cast<double>(cost.instructions);
      frame = s.active->frames.front().number;
    } else {
      const double ms = host_work_ == HostWork::kPre ? s.stream().pre_ms : s.stream().post_ms;
      cycles = host_cycles(ms);
      instructions = ms * 1e3 * machine_.host_clock_mhz;  // one a cycle
      if (host_work_ == HostWork::kPre) s.preparing = s.take_waiting(now_);
      frame = (host_work_ == HostWork::kPre ? *s.preparing : s.ending.front()).frames.front().number;
    }
    host_until_ = now_ + cycles;
    work_.host += cycles;
    s.result.energy_uj += energy_.host(static_cast<std::size_t>(host_stream_), now_, host_until_, instructions);
    record(TraceEvent::Kind::kHost, now_, host_until_, host_stream_, frame);
  }
  void host_done() {
    host_until_ = kNever;
    StreamRun& s = at(host_stream_);
    switch (host_work_) {
      case HostWork::kPre:
        s.prepared = std::move(s.preparing);
        s.preparing.reset();
        break;
      case HostWork::kStep:
        s.on_host = false;
        proceed(s);
        break;
      case HostWork::kPost: {
        const Job job = std::move(s.ending.front());
        s.ending.pop_front();
        finish(s, job);
        break;
      }
    }
    start_host();
  }
  void finish(StreamRun& s, const Job& job) {
    s.finish(job, now_);
    record(TraceEvent::Kind::kFinish, now_, now_, index(s), job.frames.front().number);
    send_on(s, job);
    if (s.stream().arrivals == ArrivalKind::kBackToBack && now_ < end_) arrive_back_to_back(s);
  }

  // --- the machine
  // The inference that was on the machine goes to its next step: on the host, to its end, or stays for the machine.
  void proceed(StreamRun& s) {
    const Segment* next = s.walk->next();
    if (!next) {
      Job job = std::move(*s.active);
      s.active.reset();
      s.walk.reset();
      if (held_ == index(s)) held_ = kNone;
      if (s.stream().post_ms > 0)
        s.ending.push_back(std::move(job));
      else
        finish(s, job);
    } else if (next->on_host) {
      s.host_step = next;
      s.on_host = true;
      s.walk->advance();  // others may enter while the host works: the state to save is that behind it
    }
  }
  void machine_done() {
    machine_until_ = kNever;
    idle_since_ = now_;
    if (waking_) {
      waking_ = false;
      return;
    }
    if (!ran_save_) {
      StreamRun& s = at(machine_stream_);
      s.walk->advance();
      proceed(s);
    }
  }
  // The stream whose inference the machine works on next; kNone: none is ready.
  int choose() {
    int best = kNone;
    std::optional<JobKey> least;
    for (StreamRun& s : streams_) {
      if (held_ != kNone && held_ != index(s)) continue;
      const Job* job = nullptr;
      if (s.active)
        job = s.on_host ? nullptr : &*s.active;
      else if (s.stream().pre_ms > 0)
        job = s.prepared ? &*s.prepared : nullptr;
      else
        job = waiting(s);
      if (job && (!least || key(s, *job) < *least)) {
        least = key(s, *job);
        best = index(s);
      }
    }
    return best;
  }
  void start_machine() {
    while (machine_until_ == kNever) {
      const int chosen = choose();
      if (chosen == kNone) return;
      if (wakes()) return;
      StreamRun& s = at(chosen);
      if (const auto [victim, save] = to_save(s); save) {
        run_segment(victim, *save, TraceEvent::Kind::kSave);
        return;
      }
      enter(s);
      const Segment* next = s.walk->next();
      if (!next || next->on_host) {  // a network that begins, or is all, on the host
        proceed(s);
        start_host();
        continue;
      }
      run_segment(chosen, *next, kind_of(*next, s.program()));
    }
  }
  bool wakes() {
    const TraceEnergy::State state = under_way() ? TraceEnergy::State::kRunning : energy_.state(idle_since_, now_);
    if (state == TraceEnergy::State::kOff) {
      kept_ = KeptPrograms{};
      entered_ = kNone;
    }
    const std::int64_t cycles = energy_.wake_cycles(state);
    idle_since_ = now_;
    if (cycles == 0 && state != TraceEnergy::State::kOff) return false;
    energy_.wake(now_, now_ + cycles, state == TraceEnergy::State::kOff);
    if (cycles == 0) return false;
    waking_ = true;
    machine_until_ = now_ + cycles;
    return true;
  }
  bool under_way() const {
    return std::any_of(streams_.begin(), streams_.end(), [](const StreamRun& s) { return s.active.has_value(); });
  }
  // What another inference must save before the stream's program enters.
  std::pair<int, const Segment*> to_save(const StreamRun& s) {
    if (entered_ == index(s)) return {kNone, nullptr};
    for (StreamRun& other : streams_) {
      if (!other.active || &other == &s) continue;
      if (const Segment* save = other.walk->give_way(s.program())) return {index(other), save};
    }
    return {kNone, nullptr};
  }
  void enter(StreamRun& s) {
    const bool is_new = !s.active;
    if (is_new) {
      if (s.prepared) {
        s.active = std::move(s.prepared);
        s.prepared.reset();
      } else {
        s.active = s.take_waiting(now_);
      }
      s.walk.emplace(s.program(), kept_);
      if (scenario_.preemption == Preemption::kInferences) held_ = index(s);
    }
    if (entered_ != index(s)) {
      if (entered_ != kNone && at(entered_).active && !at(entered_).on_host) ++at(entered_).result.preemptions;
    } else if (!is_new) {
      return;
    }
    entered_ = index(s);
    s.walk->enter();
  }
  void run_segment(int stream, const Segment& segment, TraceEvent::Kind kind) {
    StreamRun& s = at(stream);
    const SegmentRun& run = timer_.run(s.program(), segment, now_);
    const double uj = energy_.segment(static_cast<std::size_t>(stream), now_, run);
    s.result.energy_uj += uj;
    if (kind == TraceEvent::Kind::kSave || kind == TraceEvent::Kind::kRestore) s.result.overhead_uj += uj;
    if (kind == TraceEvent::Kind::kOnce && s.result.inferences > 0) ++s.result.kept_again;
    s.machine_cycles += run.cycles;
    work_.add(run);
    record(kind, now_, now_ + run.cycles, stream, s.active->frames.front().number,
           static_cast<std::int32_t>(segment.first_command));
    machine_stream_ = stream;
    ran_save_ = kind == TraceEvent::Kind::kSave;
    machine_until_ = now_ + run.cycles;
  }

  // --- time
  // Charges the cycles up to `next` while no segment runs.
  void pass(std::int64_t next) {
    if (machine_until_ == kNever && next > now_) {
      const auto waits = std::find_if(streams_.begin(), streams_.end(), [](const StreamRun& s) { return s.on_host; });
      if (waits != streams_.end()) {
        waits->result.energy_uj += energy_.wait(static_cast<std::size_t>(index(*waits)), now_, next);
        idle_since_ = next;
      } else {
        energy_.idle(idle_since_, now_, next);
      }
    }
    now_ = next;
  }
  void end_duration() {
    ended_ = true;
    for (StreamRun& s : streams_) {
      s.result.queue_at_end = s.unfinished();
      s.close_batch();
    }
  }

  TraceResult result() {
    TraceResult r;
    r.duration_s = scenario_.duration_s;
    r.cycles = now_;
    r.length_s = static_cast<double>(now_) / clock_hz_;
    energy_.finish(now_, r);
    std::int64_t frames = 0;
    for (StreamRun& s : streams_) {
      s.derive(now_, clock_hz_);
      r.holds = r.holds && s.result.holds;
      frames += s.result.finished;
      r.streams.push_back(s.result);
    }
    summarize(machine_, scenario_, work_, frames, r);
    r.segments_simulated = timer_.simulated();
    r.segments_remembered = timer_.remembered();
    r.events = std::move(events_);
    return r;
  }

  const Scenario& scenario_;
  const Machine machine_;
  const double clock_hz_;
  const bool records_;
  const std::int64_t end_;  // of arrivals
  SegmentTimer timer_;
  TraceEnergy energy_;
  KeptPrograms kept_;
  std::vector<StreamRun> streams_;
  std::vector<Frame> dropped_;
  std::vector<TraceEvent> events_;

  std::int64_t now_ = 0, arrived_ = 0;
  bool ended_ = false;
  std::int64_t machine_until_ = kNever;  // a segment runs, or the machine wakes, until then
  int machine_stream_ = kNone;
  bool waking_ = false, ran_save_ = false;
  std::int64_t idle_since_ = 0;
  int entered_ = kNone;  // the stream whose program was entered last
  int held_ = kNone;     // preemption between inferences: whose inference is under way
  std::int64_t host_until_ = kNever;
  int host_stream_ = kNone;
  HostWork host_work_ = HostWork::kPre;
  TraceWork work_;
};

}  // namespace

TraceResult run_trace(const Scenario& scenario, const std::vector<Program>& programs, const CostTable& table,
                      Backend& backend, const TraceOptions& options) {
  OCTET_CHECK(programs.size() == scenario.streams.size(), "{} programs of {} streams", programs.size(),
              scenario.streams.size());
  return TraceRun(scenario, programs, table, backend, options).run();
}

}  // namespace octet
