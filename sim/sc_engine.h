// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The module around the array or the vector unit: drives the engine port, whoever is behind it, and watches that
// commands end.
#pragma once
#include <deque>

#include "arch/engine_port.h"
#include "sim/sc_ports.h"

namespace octet::sc {

class Engine : public Part, public EngineInterface {
 public:
  explicit Engine(const sc_core::sc_module_name& name);
  void bind(Run& run, EnginePort& port);

  Cycle available(int command, Cycle from) override;
  void start(int command, Cycle now) override;

  sc_core::sc_port<CompletionInterface> scoreboard;

 private:
  void finish();
  void advance(Cycle now);
  void wake_for_next();
  void give_up(Phase phase, int command, Cycle since, const char* what);
  // Runs what asks the port; a fault of the block is the machine's condition.
  template <class Body>
  void ask(Phase phase, int command, Body&& body);

  sc_core::sc_event advance_event_;
  EnginePort* port_ = nullptr;
  std::deque<int> jobs_;    // commands started and not done
  Cycle last_ = 0;          // start or done
  Cycle refused_ = kNever;  // an idle engine has not taken its head since
};

}  // namespace octet::sc
