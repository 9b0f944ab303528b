// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A DMA engine, for loads or for stores: splits a command into bursts, at most two commands at a time,
// and is done one cycle after the last response. DRAM is read when a load starts, written when a store is done.
#pragma once
#include <deque>

#include "sim/functional.h"
#include "sim/sc_memory_client.h"
#include "sim/sc_ports.h"

namespace octet::sc {

class Dma : public MemoryClient, public EngineInterface {
 public:
  Dma(const sc_core::sc_module_name& name, bool store);
  void bind(Run& run);

  Cycle available(int command, Cycle from) override;
  void start(int command, Cycle now) override;

  sc_core::sc_port<CompletionInterface> scoreboard;

 private:
  struct Job {
    int command;
    std::vector<Burst> bursts;
    std::size_t granted = 0;
    std::size_t bytes_granted = 0;
    Cycle done = kNever;
    Effect effect;
  };
  void finish();
  void granted(Cycle response) override;
  void present_next();
  const Transfer& transfer_of(int command) const;
  void read_operands(Job& job);
  void write_results(Job& job);
  void move_bursts(Job& job);
  void finish_at(Job& job, Cycle done);

  static constexpr std::size_t kJobs = 2;
  sc_core::sc_event done_event_;
  const bool store_;
  std::deque<Job> jobs_;
};

}  // namespace octet::sc
