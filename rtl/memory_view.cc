// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/memory_view.h"

#include <algorithm>

#include "base/error.h"

namespace octet {

std::array<std::uint64_t, kBases> bus_bases(const Program& program) {
  auto bases = program.default_bases();
  for (std::uint64_t& base : bases) base += kMemoryAddress;
  return bases;
}

std::uint8_t* MemoryView::at(std::uint64_t address, std::uint64_t bytes) const {
  const auto base = std::upper_bound(bases_.begin(), bases_.end(), address) - bases_.begin() - 1;
  OCTET_CHECK(base >= 0, "DRAM address {:#x} lies below the regions", address);
  auto& region = memory_.region[static_cast<std::size_t>(base)];
  const std::uint64_t offset = address - bases_[static_cast<std::size_t>(base)];
  OCTET_CHECK(offset <= region.size() && bytes <= region.size() - offset, "DRAM address {:#x} lies in no region",
              address);
  return region.data() + offset;
}

}  // namespace octet
