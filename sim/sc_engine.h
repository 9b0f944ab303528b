// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array and the vector unit: commands with a duration of their own, which read their operands when
// they start and write their results when they are done.
#pragma once
#include <deque>

#include "arch/timing.h"
#include "sim/functional.h"
#include "sim/sc_ports.h"

namespace octet::sc {

class Engine : public Part, public EngineInterface {
 public:
  explicit Engine(const sc_core::sc_module_name& name);
  void bind(Run& run);

  Cycle available(int command, Cycle now) const override;
  void start(int command, Cycle now) override;

  sc_core::sc_port<CompletionInterface> scoreboard;

 private:
  struct Job {
    int command;
    Cycle done;
    Effect effect;
  };
  void finish();

  sc_core::sc_event done_event_;
  std::deque<Job> jobs_;
  EngineFree free_ = EngineFree::from(0);  // after the newest command
};

}  // namespace octet::sc
