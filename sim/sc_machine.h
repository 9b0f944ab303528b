// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The module hierarchy, built once per process because SystemC elaborates once, and bound to one run
// after the other.
#pragma once
#include <memory>
#include <vector>

#include "sim/sc_dma.h"
#include "sim/sc_dram.h"
#include "sim/sc_engine.h"
#include "sim/sc_scoreboard.h"
#include "sim/sc_sequencer.h"

namespace octet::sc {

class MachineModule : public sc_core::sc_module {
 public:
  // `order` permutes the registration of the modules and with them of their processes; 0 is the plain order.
  MachineModule(const sc_core::sc_module_name& name, unsigned order);
  // Runs the segment to its end or a condition; returns the cycle of it.
  Cycle run(Run& run);

 private:
  void build(unsigned order);
  void connect();
  Cycle conclude(Run& run);

  std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<Scoreboard> scoreboard_;
  std::unique_ptr<Dma> load_, store_;
  std::unique_ptr<Engine> array_, vector_;
  std::unique_ptr<DramModule> dram_;
};

// The hierarchy for a permutation seed. Elaborates all of them when called first.
MachineModule& machine_module(unsigned permute_seed);

}  // namespace octet::sc
