// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One run of one segment: what the modules are bound to while the kernel runs. It turns cycles and
// phases into kernel ticks and keeps what is recorded.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <systemc>
#include <vector>

#include "arch/access.h"
#include "arch/backend.h"
#include "arch/dram.h"
#include "arch/engine_port.h"
#include "arch/event_order.h"
#include "arch/timing.h"
#include "base/error.h"
#include "sim/onchip.h"

namespace octet::sc {

using Cycle = std::int64_t;
inline constexpr Cycle kNever = std::numeric_limits<Cycle>::max();

// The four phases of a cycle, each one kernel tick.
enum class Phase { kComplete, kIssue, kGrant, kDispatch };
inline constexpr int kPhases = 4;

// What is known of a command before it runs: the pure functions of arch, evaluated once per core.
struct CommandPlan {
  Queue queue = Queue::kLoad;
  bool legal = true;
  std::uint64_t waits = 0, signals = 0;  // bit per token counter
  BankMask banks;
  Timing timing;
  std::int64_t data_bytes = 0;  // moved by a load or store
  Actions actions;
};

// A machine's state from segment to segment. Without data there are no on-chip memories.
struct CoreState {
  CoreState(const Program& program, const RunOptions& options, const EngineFactory& factory);
  void enter(const Program& next);
  const Program* program = nullptr;
  RunOptions options;
  std::array<std::uint64_t, kBases> bases{};
  std::vector<CommandPlan> plans;
  Dram dram;
  std::unique_ptr<OnChip> chip;
  std::unique_ptr<EnginePort> array, vector;
};

// Sizes of the program's regions by base register.
std::array<std::int64_t, kBases> region_bytes(const Program& program);

class Run {
 public:
  Run(CoreState& core, const Segment& segment, Cycle start, MemoryImage* memory, RunResult& result);

  const Machine& machine() const { return core_.program->machine; }
  const Command& command(int index) const { return core_.program->commands[static_cast<std::size_t>(index)]; }
  const CommandPlan& plan(int index) const { return core_.plans[static_cast<std::size_t>(index)]; }
  std::uint64_t base(Base b) const { return core_.bases[static_cast<std::size_t>(b)]; }
  const std::array<std::uint64_t, kBases>& bases() const { return core_.bases; }
  Dram& dram() { return core_.dram; }
  EnginePort& engine(Queue queue) { return queue == Queue::kArray ? *core_.array : *core_.vector; }
  bool has_data() const { return core_.chip != nullptr; }
  OnChip& chip() { return *core_.chip; }
  MemoryImage& memory() { return *memory_; }
  int first() const { return first_; }
  int end() const { return end_; }
  Cycle start() const { return start_; }
  RunResult& result() { return result_; }
  bool permuted() const { return core_.options.permute_seed != 0; }

  // Time: kernel ticks are phases, counted from the kernel's time when the run was made.
  // `now` is the tick of the process that runs.
  void enter_tick() { now_ = sc_core::sc_time_stamp().value(); }
  Cycle now() const { return start_ + static_cast<Cycle>((now_ - origin_) / kPhases); }
  Cycle cycle_after(const sc_core::sc_time& delay) const {
    return start_ + static_cast<Cycle>((now_ + delay.value() - origin_) / kPhases);
  }
  sc_core::sc_time delay_to(Cycle cycle, Phase phase) const {
    return sc_core::sc_time::from_value(tick(cycle, phase) - now_);
  }
  std::uint64_t tick(Cycle cycle, Phase phase) const {
    return origin_ + static_cast<std::uint64_t>((cycle - start_) * kPhases + static_cast<int>(phase));
  }
  // Notifies `event` in a tick of the future; an earlier pending notification stays.
  void wake(sc_core::sc_event& event, Cycle cycle, Phase phase) {
    const std::uint64_t at = tick(cycle, phase);
    OCTET_CHECK(at > now_, "phase {} of cycle {} is not in the future of cycle {}", static_cast<int>(phase), cycle,
                now());
    next_tick_ = std::min(next_tick_, at);
    event.notify(sc_core::sc_time::from_value(at - now_));
  }
  // The first tick after this one in which a process runs: looked up once, then kept while this process
  // goes on, whose own notifications are the only ones that can be earlier.
  void look_ahead() { next_tick_ = now_ + sc_core::sc_time_to_pending_activity().value(); }
  bool idle_before(Cycle cycle, Phase phase) const { return next_tick_ > tick(cycle, phase); }
  // Permuted runs let a process wait a random number of delta cycles within its tick.
  bool postponed() { return permuted() && random_() % 2 == 0; }
  // False once the machine halted in an earlier tick.
  bool active(Cycle cycle, Phase phase) const {
    return !halted_ || (cycle == halt_cycle_ && phase == halt_phase_ && !failure_);
  }

  void dispatched(int index, Cycle cycle);
  void started(int index, Cycle cycle);
  void done(int index, Cycle cycle);
  void visible(int index, Cycle cycle);
  // The DRAM has just accepted the burst.
  void granted(Requester requester, Cycle cycle, Cycle response, std::uint64_t address, std::int64_t bytes,
               bool write) {
    if (order_) order_->granted(requester, cycle, response, address, bytes, write, core_.dram);
  }
  // The segment came to its end, or to its condition.
  void ended(Cycle cycle) {
    if (order_) order_->end(cycle, result_);
  }
  bool finished() const { return done_ == end_ - first_; }
  Cycle last_event() const { return last_event_; }
  Cycle last_done() const { return last_done_; }

  // The machine's condition: nothing happens after the tick it is found in.
  void halt(Condition condition, Cycle cycle, Phase phase, int index, std::string text);
  void halt_illegal(int index, Cycle cycle);
  void halt_deadlock();  // nothing is pending and commands remain
  bool halted() const { return halted_; }
  Cycle halt_cycle() const { return halt_cycle_; }
  // An exception of a process, kept to be thrown where the run was asked for.
  void abandon(std::exception_ptr failure);
  void rethrow() const;

 private:
  Event* event_of(int index);
  LayerCounters* layer_of(int index);

  CoreState& core_;
  MemoryImage* memory_;
  RunResult& result_;
  std::optional<EventOrder> order_;  // if somebody listens
  int first_, end_;
  Cycle start_;
  std::uint64_t origin_;
  std::uint64_t now_, next_tick_ = 0;
  std::minstd_rand random_;
  bool halted_ = false;
  Cycle halt_cycle_ = -1;
  Phase halt_phase_ = Phase::kComplete;
  std::exception_ptr failure_;
  int done_ = 0;
  std::vector<bool> is_done_;
  Cycle last_event_, last_done_;
};

// Base of the modules: bound to a run, its processes are guarded steps of it.
class Part : public sc_core::sc_module {
 protected:
  explicit Part(const sc_core::sc_module_name& name) : sc_module(name) {}
  Run& run() const { return *run_; }
  void bind_run(Run& run) { run_ = &run; }
  // The body of a process: skipped after a halt; what it throws ends the run.
  template <class Body>
  void step(Phase phase, Body&& body) {
    if (run_->postponed()) {
      next_trigger(sc_core::SC_ZERO_TIME);
      return;
    }
    run_->enter_tick();
    const Cycle cycle = run_->now();
    if (!run_->active(cycle, phase)) return;
    try {
      body(cycle);
    } catch (...) {
      run_->abandon(std::current_exception());
    }
  }

 private:
  Run* run_ = nullptr;
};

}  // namespace octet::sc
