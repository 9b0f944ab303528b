// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM: banks with open rows behind one data bus, in integer time of 1/1024 cycle. systemc, fast
// and the RTL test bench call accept() in grant order, so they agree by construction.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/machine.h"

namespace octet {

class Dram {
 public:
  static constexpr std::int64_t kTicksPerCycle = 1024;
  static constexpr int kMaxOutstanding = 16;  // bursts granted and not answered
  static constexpr int kBookedBursts = 2;     // bursts the bus may be booked ahead

  explicit Dram(const Machine& machine);
  // A time of the machine's description, to the nearest tick.
  static std::int64_t ticks(double ns, const Machine& machine);
  // True if the bus is booked less than two bursts ahead at `cycle`; the caller counts outstanding bursts.
  bool can_accept(std::int64_t cycle) const;
  // The first cycle >= `cycle` at which can_accept holds, if nothing else is granted meanwhile.
  std::int64_t next_accept(std::int64_t cycle) const;
  // Grants a burst at `cycle` and returns the cycle of its response. bytes <= burst, no row crossed. It occupies the
  // bus for its bytes at the bandwidth and at least a cycle for each aligned word it touches
  // (Machine::dram_word_bytes), so no two bursts are answered in one cycle.
  std::int64_t accept(std::int64_t cycle, std::uint64_t address, std::int64_t bytes, bool write);

  std::int64_t row_misses() const { return misses_; }
  std::int64_t read_bytes() const { return read_bytes_; }
  std::int64_t write_bytes() const { return write_bytes_; }

 private:
  struct Bank {
    std::int64_t open_row = -1;
    std::int64_t free_tick = 0;
  };
  std::vector<Bank> banks_;
  std::int64_t bus_free_tick_ = 0;
  int word_shift_;
  std::int64_t ticks_per_kib_, burst_ticks_, miss_ticks_, latency_ticks_, row_bytes_;
  std::int64_t misses_ = 0, read_bytes_ = 0, write_bytes_ = 0;
};

}  // namespace octet
