// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// An AXI4 subordinate that does what AXI allows and no memory would: every READY and VALID at random, random
// latencies, read bursts of different IDs interleaved beat by beat, credit at random, and an error answer if asked.
#pragma once
#include <array>
#include <deque>
#include <random>

#include "arch/program.h"
#include "rtl/axi_subordinate.h"
#include "rtl/memory_view.h"

namespace octet::testing {

struct StressOptions {
  std::uint64_t seed = 0;
  double ready = 0.5;             // how likely a READY is high, a VALID rises, a credit is given
  int longest_wait = 200;         // cycles from an address to its first data or answer
  bool data_after_valid = false;  // WREADY is low until WVALID was high for a cycle
  int failing = -1;               // the burst that is answered with `error`, counted from 0 over all IDs of a segment
  std::uint8_t error = 2;         // SLVERR
};

// What was seen, over all segments.
struct StressCounts {
  int most_outstanding = 0, interleaved = 0, address_waits = 0, data_waits = 0, data_before_address = 0;
  std::array<int, 3> failed{};  // by source
};

class StressMemory : public AxiSubordinate {
 public:
  StressMemory(const Program& program, MemoryImage& memory, const StressOptions& options, StressCounts& counts);
  void drive(std::int64_t cycle, OctetMemoryInputs& in) override;
  void serve(std::int64_t cycle, const OctetMemoryInputs& in, const OctetMemoryOutputs& out) override;
  bool idle() const override { return false; }  // patience ends a program that hangs
  bool inverts_ready() const override { return true; }

 private:
  struct Burst {
    std::uint64_t address;
    std::uint64_t bytes;
    int beats;           // that have not passed
    std::int64_t ready;  // the first cycle of data or answer
    bool fails;
  };
  struct Word {
    std::uint64_t strobes;
    std::array<std::uint8_t, kOctetBeatBytes> data;
    bool last;
  };
  bool chance() { return std::uniform_real_distribution<>()(random_) < options_.ready; }
  void choose_read(std::int64_t cycle, OctetMemoryInputs& in);
  void choose_answer(std::int64_t cycle, OctetMemoryInputs& in);
  void accept(std::int64_t cycle, const OctetAddress& address);
  void store();

  MemoryView memory_;
  std::uint64_t word_;
  StressOptions options_;
  StressCounts& counts_;
  std::mt19937_64 random_;
  std::array<std::deque<Burst>, 3> bursts_;  // by ID
  std::deque<Word> words_;                   // write data whose burst is not complete
  int bursts_taken_ = 0;
  bool offered_ = false;  // WVALID was high in the cycle before
  int last_read_ = -1;    // ID of the last read beat that was not the last of its burst
};

}  // namespace octet::testing
