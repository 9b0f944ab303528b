// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Fields of Verilated ports, whose C++ type depends on their width: up to 64 bits an integer, beyond that
// an array of 32-bit words.
#pragma once
#include <verilated.h>

#include <cstdint>
#include <type_traits>

namespace octet {

// Bits [lsb, lsb + width) of a port; width at most 64.
template <class Port>
std::uint64_t port_bits(const Port& port, int lsb, int width) {
  const std::uint64_t mask = width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
  if constexpr (std::is_integral_v<Port>) {
    return (static_cast<std::uint64_t>(port) >> lsb) & mask;
  } else {
    std::uint64_t value = 0;
    for (int bit = 0; bit < width; ++bit) {
      const int at = lsb + bit;
      value |= static_cast<std::uint64_t>((port[static_cast<std::size_t>(at / 32)] >> (at % 32)) & 1u) << bit;
    }
    return value;
  }
}

template <class Port>
void set_port_bits(Port& port, int lsb, int width, std::uint64_t value) {
  if constexpr (std::is_integral_v<Port>) {
    const std::uint64_t mask = (width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1) << lsb;
    port = static_cast<Port>((static_cast<std::uint64_t>(port) & ~mask) | ((value << lsb) & mask));
  } else {
    for (int bit = 0; bit < width; ++bit) {
      const int at = lsb + bit;
      auto& word = port[static_cast<std::size_t>(at / 32)];
      word = (word & ~(1u << (at % 32))) | (static_cast<std::uint32_t>((value >> bit) & 1u) << (at % 32));
    }
  }
}

}  // namespace octet
