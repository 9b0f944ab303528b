// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A matrix product whose weights and records stay on chip, and programs run in turn on one core.
#pragma once
#include <vector>

#include "arch/backend.h"

namespace octet::testing {

// Once: 8 weights into bank `bank`, 2 records from `record` on. Then: 3 pixels of 4 channels from io into bank 0, a
// product, its codes from bank 1 to io. Weights are drawn by `seed`.
Program kept_program(const Machine& machine, unsigned seed, std::int64_t bank, std::int64_t record);
inline constexpr std::int64_t kKeptBytes = 8 + 2 * 16, kKeptCommands = 2;

struct Turn {
  RunResult result;
  std::vector<std::uint8_t> output;
};
// Each program with its own memory, the inputs other in every turn; events recorded.
std::vector<Turn> run_in_turn(Backend& backend, const std::vector<const Program*>& programs);

}  // namespace octet::testing
