// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A Verilated block and its clock; its two kinds add the accesses to memory.
#pragma once
#include <cstring>
#include <stdexcept>
#include <string>

#include "Vtop.h"
#include "rtl/simulator/block_abi.h"
#include "rtl/simulator/model.h"

namespace octet {

// Bit i of a port, and its element of T; ports are little-endian whatever their C++ type.
template <class Port>
bool bit_of(const Port& port, std::size_t i) {
  return reinterpret_cast<const unsigned char*>(&port)[i / 8] >> (i % 8) & 1;
}
template <class T, class Port>
T element_of(const Port& port, std::size_t i) {
  T value;
  std::memcpy(&value, reinterpret_cast<const unsigned char*>(&port) + i * sizeof value, sizeof value);
  return value;
}
template <class T, class Port>
void set_element(Port& port, std::size_t i, T value) {
  std::memcpy(reinterpret_cast<unsigned char*>(&port) + i * sizeof value, &value, sizeof value);
}

// The bits that address `count` elements, as in the generated package.
inline std::uint32_t address_mask(std::uint32_t count) {
  std::uint32_t mask = 1;
  while (mask < count - 1) mask = mask << 1 | 1;
  return mask;
}

inline std::uint32_t require_below(std::uint32_t at, std::uint32_t count, const char* what) {
  if (at >= count) throw std::runtime_error(std::string(what) + " " + std::to_string(at) + " is outside the machine");
  return at;
}

class Block : public ModelOf<Vtop> {
 public:
  explicit Block(const OctetBlockMemories& memories)
      : memories_(memories), scratchpad_mask_(address_mask(memories.scratchpad_bytes)) {
    top.clk_i = 0;  // inputs start at random
    top.start_i = 0;
    top.rst_ni = 1;
    top.eval();
    top.rst_ni = 0;
    top.eval();
    clock();
    top.rst_ni = 1;
    top.eval();
  }
  bool ready(const std::uint8_t* head) {
    show(head);
    return top.ready_o;
  }
  void start(const std::uint8_t* head) {
    top.start_i = 1;
    show(head);
  }
  bool cycle() {
    clock();
    top.start_i = 0;
    take_data();
    top.eval();
    const bool done = top.done_o;
    read();
    write();
    return done;
  }

 protected:
  // A byte of the scratchpad by an address port, which wraps like the memory's.
  std::uint8_t& byte_at(std::uint32_t address) {
    return memories_
        .scratchpad[require_below(address & scratchpad_mask_, memories_.scratchpad_bytes, "scratchpad byte")];
  }
  // An element by an address port, to a data port's buffer.
  void read_element(std::uint32_t address, std::uint8_t* to) {
    for (std::uint32_t b = 0; b < memories_.element_bytes; ++b) to[b] = byte_at(address + b);
  }
  const OctetBlockMemories memories_;

 private:
  void show(const std::uint8_t* head) {
    std::memcpy(&top.head_i, head, 64);
    show_valid();
    top.eval();
  }
  void clock() {
    top.clk_i = 1;
    top.eval();
    top.clk_i = 0;
  }
  virtual void show_valid() {}   // head_i is a command's
  virtual void take_data() = 0;  // into the data ports, what the last cycle asked for
  virtual void read() = 0;       // what this cycle asks for
  virtual void write() = 0;

  const std::uint32_t scratchpad_mask_;
};

}  // namespace octet
