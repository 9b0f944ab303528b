// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A program's memory image by absolute address.
#pragma once
#include <array>
#include <cstdint>

#include "arch/program.h"

namespace octet {

// Where the RTL's test benches put address 0 of a program, so that base registers and their high bytes count. A
// multiple of every DRAM row: time is that of address 0.
inline constexpr std::uint64_t kMemoryAddress = std::uint64_t{0x1200000000};

// The base registers that are set.
std::array<std::uint64_t, kBases> bus_bases(const Program& program);

class MemoryView {
 public:
  MemoryView(const Program& program, MemoryImage& memory) : bases_(bus_bases(program)), memory_(memory) {}
  // The bytes at an address; OCTET_CHECK that all of them lie in one region.
  std::uint8_t* at(std::uint64_t address, std::uint64_t bytes) const;

 private:
  std::array<std::uint64_t, kBases> bases_;
  MemoryImage& memory_;
};

}  // namespace octet
