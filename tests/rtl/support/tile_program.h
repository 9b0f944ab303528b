// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs of what the first RTL core executes: jobs of loads, array commands, a requantize and a store,
// ordered by tokens, two jobs under way at a time.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/program.h"

namespace octet::testing {

// One job: window and weights in different scratchpad banks, results in a third place. Everything lies
// in the half of each memory that belongs to the job's parity.
struct TileJob {
  Window in;  // address relative to the job's part of act_bank
  int act_bank = 0, weight_bank = 1, out_bank = 2;
  int n = 1;
  int array_commands = 1;  // above 1: the same again, accumulated
  std::int64_t input_bytes = 1;
  Rounding rounding = Rounding::kDouble;
  std::vector<ParameterRecord> records;  // n
  int out_pixel_pitch = 1;
  bool flip = false;
  bool strided_load = false;  // input comes in runs of three bytes, five apart
};

// Constants: weights and records of each job; io: its random input, then its output; workspace unused.
class TileProgram {
 public:
  explicit TileProgram(std::uint64_t seed);
  void add(const TileJob& job);
  // A job drawn at random; at most 256 bytes of input, 32 accumulator rows. min_reduction bounds K below.
  TileJob random_job(std::int64_t min_reduction = 1);
  ParameterRecord random_record(Rounding rounding);
  // Ends the segment; the program stays valid as long as this object.
  Program& finish();
  MemoryImage memory() const;

 private:
  void push(Command command, DramTraffic traffic);
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n)); }
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
  std::uint64_t next();
  std::uint32_t constants(const std::vector<std::uint8_t>& bytes);
  Command load(LoadTarget target, Base base, std::uint32_t from, std::uint32_t to, std::int64_t bytes);

  std::uint64_t state_;
  Program program_;
  std::vector<std::uint8_t> io_;
  int jobs_ = 0;
};

}  // namespace octet::testing
