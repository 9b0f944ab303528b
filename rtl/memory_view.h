// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A program's memory image by absolute address.
#pragma once
#include <array>
#include <cstdint>

#include "arch/bus.h"
#include "arch/program.h"

namespace octet {

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
