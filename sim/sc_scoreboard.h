// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The scoreboard: four command queues, the token counters and the bank reservations of scratchpad,
// accumulator and parameter memory. Starts commands in phase 2, applies token increments in phase 1.
#pragma once
#include <array>
#include <deque>
#include <vector>

#include "sim/sc_ports.h"

namespace octet::sc {

class Scoreboard : public Part, public QueueInterface, public CompletionInterface {
 public:
  explicit Scoreboard(const sc_core::sc_module_name& name);
  void bind(Run& run);
  // Charges every engine's cycles before `now` to their owners.
  void settle(Cycle now);
  const std::array<EngineCycles, kQueues>& owners() const { return owners_; }

  // Records what became visible up to `until` and nobody waited for.
  void record_visible(Cycle until);

  bool has_room(Queue queue) const override;
  void push(int command, Cycle now) override;
  void complete(int command, Cycle now) override;

  std::array<sc_core::sc_port<EngineInterface>, kQueues> engine;  // by Queue
  sc_core::sc_port<SlotInterface> slots;

 private:
  // What a head lacked when it was examined. kEngine: nothing but its engine, which takes it in cycle `retry`.
  enum class Wait { kNone, kToken, kBank, kEngine };
  struct Entry {
    int command;
    Cycle dispatched;
  };
  struct Lane {  // one queue, its engine's commands and their banks
    std::deque<Entry> queue;
    std::vector<int> running;
    BankMask held;
    Wait wait = Wait::kNone;
    std::uint64_t missing = 0;  // counters the head waits for
    Cycle retry = kNever;
  };
  struct Increment {
    int command;
    Cycle due;
  };

  void apply_tokens();
  void issue();
  void examine(std::size_t q, Cycle from);
  void await_tokens(Lane& lane);
  void signal(int command, Cycle due);
  std::size_t apply_due(Cycle until);
  void catch_up(Cycle now);
  void check_overflow(Cycle now, std::size_t applied);
  bool banks_free(std::size_t q, const BankMask& wanted) const;
  void start(std::size_t q, Cycle now);
  std::int64_t EngineCycles::*owner_of(const Lane& lane) const;

  sc_core::sc_event token_event_, issue_event_;
  std::array<Lane, kQueues> lanes_;
  std::array<int, kTokens> counters_{};
  std::array<int, kTokens> promised_{};  // the counters with all increments to come
  std::uint64_t nonzero_ = 0;            // bit per counter
  std::vector<Increment> increments_;    // applied when somebody waits for them or looks
  std::array<EngineCycles, kQueues> owners_;
  Cycle settled_ = 0;
};

}  // namespace octet::sc
