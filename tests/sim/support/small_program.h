// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs of a few commands whose durations can be computed by hand, for the tight gate tests.
#pragma once
#include <initializer_list>
#include <vector>

#include "arch/backend.h"

namespace octet::testing {

// 8x8 double-buffered array, 8 lanes, 8 scratchpad banks of 1 KiB, 2x256 accumulator rows, 1 GHz; DRAM of 64 bytes a
// cycle in bursts of 64 bytes without latency and misses: a burst granted at t is answered at t+1.
Machine gate_machine();
Machine unlimited_gate_machine();  // the same with dram.unlimited: command i can be dispatched in cycle i
inline constexpr std::uint32_t kGateBank = 1024;

// Vector: copies `pixels` pixels of 8 channels; 4 + 4 + pixels + 4 cycles on gate_machine().
Command move_pixels(std::uint32_t from, std::uint32_t to, int pixels);
constexpr std::int64_t move_cycles(int pixels) { return 12 + pixels; }
// Array: one fold of k rows and n columns over `pixels` pixels; occupancy max(pixels, k), duration k + pixels + k + n
// - 2.
Command multiply(std::uint32_t in, std::uint32_t weights, std::uint32_t acc_row, int pixels, int k, int n);
// Contiguous transfers between io + offset and the scratchpad.
Command load_bytes(std::uint32_t offset, std::uint32_t local, std::uint32_t bytes);
Command store_bytes(std::uint32_t offset, std::uint32_t local, std::uint32_t bytes);
Command with_tokens(Command command, std::initializer_list<std::uint8_t> wait,
                    std::initializer_list<std::uint8_t> signal);

// One machine segment and one layer; 64 KiB of io.
Program program_of(const Machine& machine, std::vector<Command> commands);
// Runs with events recorded, from cycle `start`, on a new core of the backend.
RunResult run_once(Backend& backend, const Program& program, std::int64_t start = 0);

}  // namespace octet::testing
