// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What memory a command touches: byte ranges for the static checker and the compiler's token pass,
// bank masks for the machine's reservations. Pure functions of command and machine.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"

namespace octet {

enum class Space : std::uint8_t { kScratchpad, kAccumulator, kParameters, kDramConstants, kDramIo, kDramWorkspace };
inline constexpr int kSpaces = 6;

// Half-open range; unit: bytes (scratchpad, DRAM), rows (accumulator), records (parameters).
// A strided access is its bounding range.
struct Access {
  Space space;
  bool write;
  std::int64_t begin, end;
};
struct AccessList {
  Access items[6];
  int count = 0;
  void add(Space space, bool write, std::int64_t begin, std::int64_t end) {
    if (end > begin) items[count++] = {space, write, begin, end};
  }
  const Access* begin() const { return items; }
  const Access* end() const { return items + count; }
};
AccessList accesses(const Command& command, const Machine& machine);
// What a load reads or a store writes in DRAM.
Access dram_access(const Transfer& transfer, bool write);
// Of the memories on chip exactly: one range for each run of neighbouring bytes, in no order, none twice in a row. What
// lies between the runs of a strided access is left out.
std::vector<Access> exact_accesses(const Command& command, const Machine& machine);

// Banks reserved from start to done: bits 0..63 of `scratchpad`, 2 accumulator banks, 2 parameter halves.
struct BankMask {
  std::uint64_t scratchpad = 0;
  std::uint8_t accumulator = 0, parameters = 0;
  bool intersects(const BankMask& o) const {
    return (scratchpad & o.scratchpad) || (accumulator & o.accumulator) || (parameters & o.parameters);
  }
};
// Of many commands of one machine.
class BankMap {
 public:
  explicit BankMap(const Machine& machine);
  BankMask of(const Command& command) const;
  BankMask of(const AccessList& accesses) const;

 private:
  struct Masks;
  void add(Space space, std::int64_t begin, std::int64_t end, BankMask& mask) const;
  const Machine& machine_;
  std::int64_t bank_bytes_;
};
inline BankMask banks(const Command& command, const Machine& machine) { return BankMap(machine).of(command); }

// "" if every range lies inside its memory, every count is legal and no token counter is named twice in a
// list, else what is wrong; DRAM ranges
// are checked against region_bytes[Base]. The machine condition kIllegal of all backends.
std::string illegal(const Command& command, const Machine& machine, const std::int64_t region_bytes[kBases],
                    const AccessList& accesses);
inline std::string illegal(const Command& command, const Machine& machine, const std::int64_t region_bytes[kBases]) {
  return illegal(command, machine, region_bytes, accesses(command, machine));
}

}  // namespace octet
