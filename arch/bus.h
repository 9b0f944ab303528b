// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Where memory lies on the bus of the RTL.
#pragma once
#include <cstdint>

namespace octet {

// Where the RTL's test benches put address 0 of a program, so that base registers and their high bytes count. A
// multiple of every DRAM row: time is that of address 0.
inline constexpr std::uint64_t kMemoryAddress = std::uint64_t{0x1200000000};

}  // namespace octet
