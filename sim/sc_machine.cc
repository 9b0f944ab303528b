// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_machine.h"

#include <algorithm>
#include <functional>
#include <string>

#include "base/error.h"

namespace octet::sc {
namespace {

constexpr unsigned kOrders = 6;  // registration orders that exist in a process

// Every report of the kernel is an exception, and it prints nothing.
void silence_reports() {
  using sc_core::sc_report_handler;
  sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_THROW);
  sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
  sc_report_handler::set_actions(sc_core::SC_FATAL, sc_core::SC_THROW);
}

}  // namespace

MachineModule::MachineModule(const sc_core::sc_module_name& name, unsigned order) : sc_module(name) {
  build(order);
  connect();
}

void MachineModule::build(unsigned order) {
  std::vector<std::function<void()>> parts{
      [this] { sequencer_ = std::make_unique<Sequencer>("sequencer"); },
      [this] { scoreboard_ = std::make_unique<Scoreboard>("scoreboard"); },
      [this] { load_ = std::make_unique<Dma>("load", false); },
      [this] { store_ = std::make_unique<Dma>("store", true); },
      [this] { array_ = std::make_unique<Engine>("array"); },
      [this] { vector_ = std::make_unique<Engine>("vector"); },
      [this] { dram_ = std::make_unique<DramModule>("dram"); },
  };
  if (order != 0) std::shuffle(parts.begin(), parts.end(), std::minstd_rand(order));
  for (const auto& make : parts) make();
}

void MachineModule::connect() {
  sequencer_->socket.bind(dram_->socket(Requester::kFetch));
  store_->socket.bind(dram_->socket(Requester::kStore));
  load_->socket.bind(dram_->socket(Requester::kLoad));
  sequencer_->queues.bind(*scoreboard_);
  scoreboard_->slots.bind(*sequencer_);
  const std::array<EngineInterface*, kQueues> engines{load_.get(), array_.get(), vector_.get(), store_.get()};
  for (std::size_t q = 0; q < kQueues; ++q) scoreboard_->engine[q].bind(*engines[q]);
  for (Dma* dma : {load_.get(), store_.get()}) dma->scoreboard.bind(*scoreboard_);
  for (Engine* engine : {array_.get(), vector_.get()}) engine->scoreboard.bind(*scoreboard_);
}

Cycle MachineModule::run(Run& run) {
  scoreboard_->bind(run);
  load_->bind(run);
  store_->bind(run);
  array_->bind(run, run.engine(Queue::kArray));
  vector_->bind(run, run.engine(Queue::kVector));
  dram_->bind(run);
  sequencer_->bind(run);  // wakes itself: the last to be bound
  try {
    sc_core::sc_start();
  } catch (const sc_core::sc_report& report) {
    throw InternalError(fmt::format("SystemC in cycle {}: {}", run.last_event(), report.what()));
  }
  run.rethrow();
  return conclude(run);
}

// When nothing is pending any more: the end, a condition found on the way, or a deadlock.
Cycle MachineModule::conclude(Run& run) {
  scoreboard_->record_visible(run.halted() ? run.halt_cycle() : kNever);
  if (!run.halted() && !run.finished()) run.halt_deadlock();
  const Cycle end = run.halted() ? run.halt_cycle() : run.last_done();
  scoreboard_->settle(end);
  sequencer_->ledger().settle(end);
  RunResult& result = run.result();
  for (std::size_t q = 0; q < kQueues; ++q) {
    add(result.engines[q], scoreboard_->owners()[q]);
    OCTET_CHECK(scoreboard_->owners()[q].total() == end - run.start(), "{} of {} cycles of the {} engine have an owner",
                scoreboard_->owners()[q].total(), end - run.start(), name_of(static_cast<Queue>(q)));
  }
  run.ended(end);
  const SequencerCycles& sequencer = sequencer_->ledger().cycles();
  OCTET_CHECK(sequencer.total() == end - run.start(), "{} of {} cycles of the sequencer have an owner",
              sequencer.total(), end - run.start());
  add(result.sequencer, sequencer);
  return end;
}

MachineModule& machine_module(unsigned permute_seed) {
  static std::vector<std::unique_ptr<MachineModule>> orders;
  if (orders.empty()) {
    silence_reports();
    std::vector<std::unique_ptr<MachineModule>> built;
    for (unsigned order = 0; order < kOrders; ++order)
      built.push_back(std::make_unique<MachineModule>(("machine" + std::to_string(order)).c_str(), order));
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    orders = std::move(built);
  }
  return *orders[permute_seed == 0 ? 0 : 1 + permute_seed % (kOrders - 1)];
}

}  // namespace octet::sc
