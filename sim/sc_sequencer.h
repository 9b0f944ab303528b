// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The sequencer: fetches commands with a prefetch of two and dispatches them in order, one a cycle, in
// phase 4.
#pragma once
#include <array>

#include "sim/sc_ledger.h"
#include "sim/sc_memory_client.h"
#include "sim/sc_ports.h"

namespace octet::sc {

class Sequencer : public MemoryClient, public SlotInterface {
 public:
  explicit Sequencer(const sc_core::sc_module_name& name);
  void bind(Run& run);
  void slot_freed(Queue queue, Cycle now) override;
  SequencerLedger& ledger() { return ledger_; }

  sc_core::sc_port<QueueInterface> queues;

 private:
  static constexpr int kPrefetch = 2;
  void work();
  bool dispatch(Cycle now);
  void request_fetches();
  void present_next();
  void granted(Cycle response) override;
  void await(Cycle ready);
  void plan_ahead(Cycle now, bool dispatched);
  void check_code() const;

  sc_core::sc_event work_event_;
  int next_ = 0;                          // the next command to dispatch
  int granted_ = 0;                       // the next command whose fetch is to be granted
  int requested_ = 0;                     // the next command to request
  std::array<Cycle, kPrefetch> ready_{};  // by command modulo kPrefetch: the cycle it enters the buffer
  EncodedCommand fetched_{};
  bool waits_for_slot_ = false;
  SequencerLedger ledger_;
};

}  // namespace octet::sc
