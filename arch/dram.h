// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM: banks with open rows behind one data bus, in integer time of 1/1024 cycle. systemc, fast
// and the RTL test bench call accept() in grant order, so they agree by construction.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "arch/machine.h"
#include "base/units.h"

namespace octet {

// All that the past leaves to a DRAM, seen from a cycle: what equal bursts cost from equal states on is equal, whatever
// the cycle.
struct DramState {
  struct Bank {
    std::int64_t open_row = -1;  // -1: none
    std::int64_t free_tick = 0;  // behind the cycle's first tick; 0 if it is free then
    bool operator==(const Bank&) const = default;
  };
  std::vector<Bank> banks;
  std::int64_t bus_free_tick = 0;
  bool operator==(const DramState&) const = default;
};

class Dram {
 public:
  static constexpr std::int64_t kTicksPerCycle = 1024;
  static constexpr int kMaxOutstanding = 16;  // bursts granted and not answered
  static constexpr int kBookedBursts = 2;     // bursts the bus may be booked ahead

  explicit Dram(const Machine& machine);
  // A time of the machine's description, to the nearest tick.
  static std::int64_t ticks(double ns, const Machine& machine);
  // True if the bus is booked less than two bursts ahead at `cycle`; the caller counts outstanding bursts.
  bool can_accept(std::int64_t cycle) const {
    return bus_free_tick_ - cycle * kTicksPerCycle < kBookedBursts * burst_ticks_;
  }
  // The first cycle >= `cycle` at which can_accept holds, if nothing else is granted meanwhile.
  std::int64_t next_accept(std::int64_t cycle) const {
    const std::int64_t over = bus_free_tick_ - kBookedBursts * burst_ticks_;  // the bus is free of it after this tick
    return over < 0 ? cycle : std::max(cycle, over / kTicksPerCycle + 1);
  }
  // Grants a burst at `cycle` and returns the cycle of its response. bytes <= burst, no row crossed. It occupies the
  // bus for its bytes at the bandwidth and at least a cycle for each aligned word it touches
  // (Machine::dram_word_bytes), so no two bursts are answered in one cycle.
  std::int64_t accept(std::int64_t cycle, std::uint64_t address, std::int64_t bytes, bool write) {
    std::int64_t ready = cycle * kTicksPerCycle;
    if (const auto row = static_cast<std::int64_t>(address >> row_shift_); row != row_) {
      row_ = row;
      const auto number = static_cast<std::size_t>(row), count = banks_.size();
      bank_ = (count & (count - 1)) == 0 ? number & (count - 1) : number % count;  // quicker than to divide
    }
    Bank& bank = banks_[bank_];
    ready = std::max(ready, bank.free_tick);
    if (bank.open_row != row_) {
      bank.open_row = row_;
      ready += miss_ticks_;
      ++misses_;
    }
    const std::int64_t end = std::max(bus_free_tick_, ready) + transfer_ticks(address, bytes);
    bank.free_tick = bus_free_tick_ = end;
    (write ? write_bytes_ : read_bytes_) += bytes;
    return ceil_div(end + latency_ticks_, kTicksPerCycle);
  }
  // How long a burst occupies the bus, and until when the last one does.
  std::int64_t transfer_ticks(std::uint64_t address, std::int64_t bytes) const {
    const std::uint64_t last = address + static_cast<std::uint64_t>(bytes) - 1;
    const auto words = static_cast<std::int64_t>((last >> word_shift_) - (address >> word_shift_) + 1);
    return std::max(words * kTicksPerCycle, ceil_div<std::int64_t>(bytes * ticks_per_kib_, 1024));
  }
  std::int64_t bus_free_tick() const { return bus_free_tick_; }

  // For bursts at `cycle` or later; set() takes a state of the same machine, counters stay.
  DramState state(std::int64_t cycle) const;
  void set(const DramState& state, std::int64_t cycle);
  // Bytes of the last burst's row from `address` on; 0 if it is in another row.
  std::int64_t rest_of_row(std::uint64_t address) const {
    if (static_cast<std::int64_t>(address >> row_shift_) != row_) return 0;
    return static_cast<std::int64_t>(((static_cast<std::uint64_t>(row_) + 1) << row_shift_) - address);
  }
  // Grants up to `most` whole bursts behind the last one, at `cycle`, in its row: as long as they wait for nothing but
  // the bus, and below `limit`. `room(cycle)`: whether another can be outstanding then; `answered(response)`: of each.
  // Returns how many; `cycle` becomes the last one's.
  template <class Room, class Answered>
  std::int64_t accept_row(std::int64_t& cycle, std::int64_t limit, std::int64_t most, bool write, Room&& room,
                          Answered&& answered) {
    std::int64_t count = 0, free = bus_free_tick_;
    const std::int64_t booked = kBookedBursts * burst_ticks_, answer = latency_ticks_ + kTicksPerCycle - 1;
    if (free < booked) return 0;  // no time below is negative
    for (; count < most; ++count) {
      const auto next = static_cast<std::int64_t>(static_cast<std::uint64_t>(free - booked) / kTicksPerCycle) + 1;
      if (next <= cycle || next >= limit || next * kTicksPerCycle > free || !room(next)) break;
      free += whole_ticks_;
      cycle = next;
      answered(static_cast<std::int64_t>(static_cast<std::uint64_t>(free + answer) / kTicksPerCycle));
    }
    if (count > 0) banks_[bank_].free_tick = bus_free_tick_ = free;
    (write ? write_bytes_ : read_bytes_) += count * burst_bytes_;
    return count;
  }

  struct Counts {
    std::int64_t misses = 0, read_bytes = 0, write_bytes = 0;
  };
  Counts counts() const { return {misses_, read_bytes_, write_bytes_}; }
  // Appends all that grants from `cycle` on depend on, times relative to it: equal states, equal answers.
  void append_state(std::int64_t cycle, std::vector<std::int64_t>& state) const;
  // What `then` has become since it had `counts`, but `cycles` later: for a DRAM in the state that it had then.
  void follow(const Dram& then, const Counts& counts, std::int64_t cycles);

  std::int64_t row_misses() const { return misses_; }
  std::int64_t read_bytes() const { return read_bytes_; }
  std::int64_t write_bytes() const { return write_bytes_; }

 private:
  using Bank = DramState::Bank;  // ticks from cycle 0 on
  std::vector<Bank> banks_;
  std::int64_t bus_free_tick_ = 0;
  std::int64_t row_ = -1;  // of the last burst, and its bank
  std::size_t bank_ = 0;
  int word_shift_, row_shift_;
  std::int64_t burst_bytes_;
  std::int64_t ticks_per_kib_, burst_ticks_, miss_ticks_, latency_ticks_;
  std::int64_t whole_ticks_;  // a whole burst occupies the bus
  std::int64_t misses_ = 0, read_bytes_ = 0, write_bytes_ = 0;
};

}  // namespace octet

template <>
struct std::hash<octet::DramState> {
  std::size_t operator()(const octet::DramState& state) const;
};
