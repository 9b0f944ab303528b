// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// systemc's own array and vector unit: commands last what arch says, read their operands at once a constant number of
// cycles after they start and write their results when they are done.
#pragma once
#include <deque>

#include "arch/engine_port.h"
#include "sim/functional.h"

namespace octet {

class FunctionalEngine : public EnginePort {
 public:
  // Without `chip`: time only. `read_delay`: from start to reading; less than any duration, and 0 for an engine that
  // takes a command while another is under way.
  FunctionalEngine(const Machine& machine, OnChip* chip, std::int64_t read_delay = 0)
      : machine_(machine), chip_(chip), read_delay_(chip ? read_delay : 0) {}

  void begin(std::int64_t cycle) override;
  std::int64_t available(const Command& command, const Timing& timing, std::int64_t from, std::int64_t now) override;
  void start(const Command& command, const Timing& timing, std::int64_t now) override;
  std::int64_t next() const override;
  bool advance(std::int64_t now) override;

 private:
  struct Job {
    const Command* command;
    std::int64_t read, done;
    bool has_read;
    Effect effect;
  };
  void read_operands(Job& job);

  const Machine& machine_;
  OnChip* const chip_;
  const std::int64_t read_delay_;
  MemoryImage no_memory_;  // neither unit touches DRAM
  std::deque<Job> jobs_;
  EngineFree free_ = EngineFree::from(0);  // after the newest command
};

}  // namespace octet
