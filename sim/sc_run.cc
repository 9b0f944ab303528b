// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_run.h"

#include <algorithm>

#include "base/error.h"
#include "sim/functional_engine.h"

namespace octet::sc {
namespace {

std::uint64_t mask_of(const std::array<std::uint8_t, 3>& tokens) {
  std::uint64_t mask = 0;
  for (const std::uint8_t token : tokens) {
    if (token == kNoToken) continue;
    OCTET_CHECK(token < kTokens, "token {}", token);
    mask |= std::uint64_t{1} << token;
  }
  return mask;
}

// Behind an array that still writes the accumulator after its done, systemc's vector unit reads as late as hardware's.
void make_engines(CoreState& core, const EngineFactory& factory) {
  const Machine& machine = core.program->machine;
  if (factory) {
    if (!core.chip)
      fail(ErrorKind::kUsage, "{}: a Verilated block moves values, this run has none", core.program->model_name);
    const OnChipView memories{core.chip->scratchpad.data(), core.chip->accumulator.data(), core.chip->sums.data(),
                              core.chip->parameters.data()};
    core.array = factory(Queue::kArray, machine, memories);
    core.vector = factory(Queue::kVector, machine, memories);
  }
  if (!core.vector)
    core.vector =
        std::make_unique<FunctionalEngine>(machine, core.chip.get(), core.array ? kVectorReadsBehindStart : 0);
  if (!core.array) core.array = std::make_unique<FunctionalEngine>(machine, core.chip.get());
}

CommandPlan plan_of(const Command& command, const Machine& machine, const std::int64_t region_bytes[kBases]) {
  CommandPlan plan;
  plan.queue = queue_of(command);
  plan.legal = illegal(command, machine, region_bytes).empty();
  if (!plan.legal) return plan;
  plan.waits = mask_of(command.tokens.wait);
  plan.signals = mask_of(command.tokens.signal);
  plan.banks = banks(command, machine);
  plan.timing = timing(command, machine);
  plan.actions = actions(command, machine);
  if (const auto* load = std::get_if<LoadCommand>(&command.op)) plan.data_bytes = load->t.bytes();
  if (const auto* store = std::get_if<StoreCommand>(&command.op)) plan.data_bytes = store->t.bytes();
  return plan;
}

}  // namespace

std::array<std::int64_t, kBases> region_bytes(const Program& program) {
  return {program.code_bytes(), program.constants_bytes, program.io_bytes, program.workspace_bytes};
}

CoreState::CoreState(const Program& p, const RunOptions& o, const EngineFactory& factory)
    : options(o), dram(p.machine) {
  if (o.data && !p.has_values)
    fail(ErrorKind::kUsage, "{}: the program has shapes only, it can be timed but not run on data", p.model_name);
  if (o.data) chip = std::make_unique<OnChip>(p.machine);
  enter(p);
  make_engines(*this, factory);
}

void CoreState::enter(const Program& next) {
  if (program == &next) return;
  program = &next;
  bases = next.default_bases();
  const auto regions = region_bytes(next);
  plans.clear();
  plans.reserve(next.commands.size());
  for (const Command& command : next.commands) plans.push_back(plan_of(command, next.machine, regions.data()));
}

Run::Run(CoreState& core, const Segment& segment, Cycle start, MemoryImage* memory, RunResult& result)
    : core_(core),
      memory_(memory),
      result_(result),
      first_(static_cast<int>(segment.first_command)),
      end_(static_cast<int>(segment.first_command + segment.commands)),
      start_(start),
      origin_(sc_core::sc_time_stamp().value() + kPhases),
      now_(sc_core::sc_time_stamp().value()),
      random_(core.options.permute_seed),
      is_done_(segment.commands, false),
      last_event_(start),
      last_done_(start) {
  OCTET_CHECK(!has_data() || memory, "a run with data needs a memory image");
  OCTET_CHECK(end_ <= static_cast<int>(core.plans.size()), "segment ends at command {} of {}", end_, core.plans.size());
  if (core.options.recorder) order_.emplace(*core.options.recorder, *core.program, segment, start);
}

Event* Run::event_of(int index) {
  return core_.options.record_events ? &result_.events[static_cast<std::size_t>(index)] : nullptr;
}

LayerCounters* Run::layer_of(int index) {
  const std::vector<std::int32_t>& layers = core_.program->layer_of_command;
  const std::int32_t layer = layers.empty() ? -1 : layers[static_cast<std::size_t>(index)];
  return layer < 0 ? nullptr : &result_.layers[static_cast<std::size_t>(layer)];
}

void Run::dispatched(int index, Cycle cycle) {
  last_event_ = cycle;
  if (Event* event = event_of(index)) event->dispatched = cycle;
  if (order_) order_->dispatched(cycle, index);
  if (LayerCounters* layer = layer_of(index))
    layer->dram_bytes[static_cast<std::size_t>(DramTraffic::kInstruction)] += kCommandBytes;
  if (machine().dram_unlimited) result_.dram_read_bytes += kCommandBytes;
}

void Run::started(int index, Cycle cycle) {
  last_event_ = cycle;
  if (Event* event = event_of(index)) event->started = cycle;
  if (order_) order_->started(cycle, index);
  const CommandPlan& p = plan(index);
  result_.actions += p.actions;
  if (machine().dram_unlimited && p.queue == Queue::kLoad) result_.dram_read_bytes += p.data_bytes;
  if (machine().dram_unlimited && p.queue == Queue::kStore) result_.dram_write_bytes += p.data_bytes;
  LayerCounters* layer = layer_of(index);
  if (!layer) return;
  layer->actions += p.actions;
  if (p.queue == Queue::kArray) layer->compute_cycles += p.timing.occupancy;
  if (p.queue == Queue::kVector) layer->vector_cycles += p.timing.duration;
  if (p.data_bytes > 0) {
    const DramTraffic traffic = core_.program->traffic_of_command[static_cast<std::size_t>(index)];
    layer->dram_bytes[static_cast<std::size_t>(traffic)] += p.data_bytes;
  }
}

void Run::done(int index, Cycle cycle) {
  last_event_ = last_done_ = cycle;
  ++done_;
  is_done_[static_cast<std::size_t>(index - first_)] = true;
  if (Event* event = event_of(index)) event->done = cycle;
  if (order_) {
    order_->done(cycle, index);
    if (plan(index).signals != 0) order_->visible(cycle + 1, index);  // the scoreboard looks when somebody waits
  }
  if (LayerCounters* layer = layer_of(index)) layer->last_done = std::max(layer->last_done, cycle);
}

void Run::visible(int index, Cycle cycle) {
  last_event_ = std::max(last_event_, cycle);
  if (Event* event = event_of(index)) event->visible = cycle;
}

void Run::halt(Condition condition, Cycle cycle, Phase phase, int index, std::string text) {
  halted_ = true;
  halt_cycle_ = cycle;
  halt_phase_ = phase;
  result_.condition = condition;
  result_.condition_cycle = cycle;
  result_.condition_command = index;
  result_.condition_text = std::move(text);
}

void Run::halt_illegal(int index, Cycle cycle) {
  const auto regions = region_bytes(*core_.program);
  halt(Condition::kIllegal, cycle, Phase::kDispatch, index, illegal(command(index), machine(), regions.data()));
}

void Run::halt_deadlock() {
  const auto remaining = std::find(is_done_.begin(), is_done_.end(), false);
  halt(Condition::kDeadlock, last_event_ + 1, Phase::kComplete, first_ + static_cast<int>(remaining - is_done_.begin()),
       "no command can start any more");
}

void Run::abandon(std::exception_ptr failure) {
  halted_ = true;
  if (!failure_) failure_ = std::move(failure);
}

void Run::rethrow() const {
  if (!failure_) return;
  try {
    std::rethrow_exception(failure_);
  } catch (const sc_core::sc_report& report) {
    throw InternalError(fmt::format("SystemC in cycle {}: {}", last_event_, report.what()));
  }
}

}  // namespace octet::sc
