// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the modules ask of each other, apart from memory traffic (TLM-2.0).
#pragma once
#include <systemc>

#include "sim/sc_run.h"

namespace octet::sc {

// Sequencer to queues, in phase 4.
class QueueInterface : public virtual sc_core::sc_interface {
 public:
  virtual bool has_room(Queue queue) const = 0;  // slots freed in this cycle included: room for the next one
  virtual void push(int command, Cycle now) = 0;
};

// Scoreboard to sequencer, in phase 2.
class SlotInterface : public virtual sc_core::sc_interface {
 public:
  virtual void slot_freed(Queue queue, Cycle now) = 0;  // usable by dispatch from now + 1
};

// Scoreboard to an engine, in phase 2.
class EngineInterface : public virtual sc_core::sc_interface {
 public:
  // The first cycle >= from in which the engine can take the command, or an earlier one in which to ask again;
  // kNever: after one of its commands is done.
  virtual Cycle available(int command, Cycle from) = 0;
  virtual void start(int command, Cycle now) = 0;
};

// Engine to scoreboard, in phase 1.
class CompletionInterface : public virtual sc_core::sc_interface {
 public:
  virtual void complete(int command, Cycle now) = 0;
};

}  // namespace octet::sc
