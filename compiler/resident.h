// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What stays on chip between inferences: the weights of a network in the top banks of the scratchpad, array and vector
// unit apart, and its parameter records. The other banks are left to placement.
#pragma once
#include <cstdint>
#include <map>
#include <optional>

#include "compiler/chip_share.h"
#include "compiler/place.h"

namespace octet {

struct CompileOptions;

// What the network would keep. No banks: nothing, because the weights are too many, shared between layers in part, or
// cost nothing to load.
struct KeptDemand {
  std::int64_t weight_bytes = 0;
  std::int64_t array_banks = 0, vector_banks = 0;
  std::int64_t records = 0;  // room for all of them, tables whole
  std::int64_t banks() const { return array_banks + vector_banks; }
};
KeptDemand kept_demand(const Network& network, const Machine& machine);

inline constexpr std::int64_t kFewestWorkingBanks = 4;
// The bound's rule of what stays: 1.1 times as many bytes fit half the scratchpad.
inline bool fits_half(std::int64_t weight_bytes, const Machine& machine) {
  return weight_bytes * 11 <= machine.scratchpad_bytes / 2 * 10;
}

// The whole machine for one program that keeps what it demands: the top banks; no records if they do not fit.
ChipShare own_share(const KeptDemand& demand, const Machine& machine);

// Marks the layers whose constants stay.
void mark_kept(Network& network, const ChipShare& share);

// place() within the share's working banks. Marks the layers whose constants stay. Without options.share the share is
// the network's own, and empty if less of its activations stayed on chip then.
Placement place_and_keep(Network& network, const Machine& machine, const CompileOptions& options, ChipShare& share);

// Addresses of what stays, packed tightly. The same bytes of the constants lie in one place.
class KeptMemory {
 public:
  KeptMemory(const ChipShare& share, const Machine& machine, std::int64_t bank_stride);
  // Byte of weights at `offset` of the constants; `load` is set the first time. Nothing if they do not fit.
  std::optional<std::int64_t> weights(std::int64_t offset, std::int64_t bytes, bool vector_unit, bool& load);
  // Likewise the first of `records` records, which lie in one half if they are `whole`.
  std::int64_t records(std::int64_t offset, std::int64_t records, bool whole, bool& load);
  // What is free, without what is there: for constants at new offsets. Its cost does not grow with the network.
  KeptMemory behind() const { return KeptMemory(free_); }

 private:
  struct Free {
    std::int64_t half, next_array, array_end, next_vector, vector_end, next_record, record_end;
  };
  explicit KeptMemory(const Free& free) : free_(free) {}

  std::map<std::int64_t, std::int64_t> weights_, records_;  // by offset
  Free free_;
};

}  // namespace octet
