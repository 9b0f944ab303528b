// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Which tensor a byte belongs to, and which bytes a command writes.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "arch/program.h"
#include "verify/result.h"

namespace octet {

// "2 CONV_2D 'name'"
std::string layer_text(const Program& program, std::size_t layer);
// "-5 (0xfb)"
std::string value_text(std::uint8_t byte);
// Fills place, and tensor and coordinate if an input or output of the program lies there.
void place_in_dram(const Program& program, Base base, std::int64_t offset, Mismatch& m);

// One byte that a command writes: in the scratchpad or, by stores, in a DRAM region. y, x, c: where in the command's
// result (transfers: turn, run, byte). Array commands and parameter loads write none.
struct WrittenByte {
  bool in_dram = false;
  Base base = Base::kIo;
  std::int64_t address = 0;  // scratchpad byte, or offset in the region
  std::int64_t y = 0, x = 0, c = 0;
};
void for_each_written(const Command& command, const std::function<void(const WrittenByte&)>& visit);

// Tensor and coordinate of a byte that `command` writes: of the program's output or input if it lies in one; of its
// layer's output if that lies whole in the scratchpad or leaves it through stores; else of the command's own result.
void place_of_result(const Program& program, std::size_t command, const WrittenByte& byte, Mismatch& m);

}  // namespace octet
