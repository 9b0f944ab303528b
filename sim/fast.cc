// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/fast.h"

#include <map>

#include "arch/dram.h"
#include "base/error.h"
#include "sim/fast_plan.h"
#include "sim/fast_segment.h"

namespace octet {
namespace {

class FastCore : public Core {
 public:
  FastCore(const Program& program, const RunOptions& options)
      : dram_(program.machine), record_events_(options.record_events) {
    FastCore::enter(program);
  }

  void enter(const Program& program) override {
    std::unique_ptr<Planned>& planned = planned_[&program];
    if (!planned) planned = std::make_unique<Planned>(program);
    now_ = planned.get();
  }

  std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage*, RunResult& result) override {
    const Program& program = now_->plan.program();
    OCTET_CHECK(std::size_t{segment.first_command} + segment.commands <= program.commands.size(),
                "segment ends at command {} of {}", segment.first_command + segment.commands, program.commands.size());
    result.timed = true;
    if (result.layers.size() < program.layers.size()) result.layers.resize(program.layers.size());
    if (record_events_) result.events.resize(program.commands.size());
    const std::int64_t misses = dram_.row_misses(), read = dram_.read_bytes(), written = dram_.write_bytes();
    FastHistory* history = nullptr;
    if (!record_events_ && !segment.once) history = &now_->histories.try_emplace(key_of(segment), dram_).first->second;
    FastSegment run(now_->plan, dram_, segment, start, now_->done_at.data(),
                    record_events_ ? result.events.data() : nullptr, history, result);
    const std::int64_t end = run.run();
    count(segment, run, result);
    result.dram_row_misses += dram_.row_misses() - misses;
    result.dram_read_bytes += dram_.read_bytes() - read;
    result.dram_write_bytes += dram_.write_bytes() - written;
    return end;
  }

  std::optional<DramState> dram_state(std::int64_t cycle) const override { return dram_.state(cycle); }
  void set_dram_state(const DramState& state, std::int64_t cycle) override { dram_.set(state, cycle); }

 private:
  using SegmentKey = std::pair<std::uint32_t, std::uint32_t>;  // first command and count
  static SegmentKey key_of(const Segment& segment) { return {segment.first_command, segment.commands}; }

  // The counters of a segment that ran to its end are the same every time.
  void count(const Segment& segment, const FastSegment& run, RunResult& result) {
    FastTotals halted;
    const FastTotals* totals = &halted;
    if (result.condition != Condition::kOk) {
      halted = now_->plan.totals(segment.first_command, run.dispatched_end(), run.started());
    } else {
      const SegmentKey key = key_of(segment);
      auto found = now_->totals.find(key);
      if (found == now_->totals.end()) {
        found = now_->totals.emplace(key, now_->plan.totals(key.first, run.dispatched_end(), run.started())).first;
      }
      totals = &found->second;
    }
    totals->add_to(result);
    if (!now_->plan.program().machine.dram_unlimited) return;
    result.dram_read_bytes += totals->read_bytes;
    result.dram_write_bytes += totals->write_bytes;
  }

  // What is known of a program before it runs.
  struct Planned {
    explicit Planned(const Program& program) : plan(program), done_at(program.commands.size()) {}
    FastPlan plan;
    std::vector<std::int64_t> done_at;  // of started commands; kNeverCycle while DRAM has not decided
    std::map<SegmentKey, FastTotals> totals;
    std::map<SegmentKey, FastHistory> histories;
  };
  Dram dram_;
  const bool record_events_;
  std::map<const Program*, std::unique_ptr<Planned>> planned_;
  Planned* now_ = nullptr;
};

class FastBackend : public Backend {
 public:
  BackendKind kind() const override { return BackendKind::kFast; }
  std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) override {
    if (options.recorder)
      fail(ErrorKind::kUsage,
           "{}: the fast backend leaps over what it has seen and tells no events in order: systemc "
           "and rtl do",
           program.model_name);
    return std::make_unique<FastCore>(program, options);
  }
};

}  // namespace

std::unique_ptr<Backend> make_fast_backend() { return std::make_unique<FastBackend>(); }

}  // namespace octet
