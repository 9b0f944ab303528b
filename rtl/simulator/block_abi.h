// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the simulator of the array or the vector unit alone offers to co-simulation: one cycle, with the accesses to the
// machine's memories made in it.
#pragma once
#include <cstdint>

extern "C" {

// Memories and sizes of the machine, alive as long as the model.
struct OctetBlockMemories {
  std::uint8_t* scratchpad;
  std::int32_t* accumulator;  // rows x cols
  std::int32_t* sums;         // rows
  const std::uint8_t* parameters;
  std::uint32_t scratchpad_bytes, accumulator_rows, parameter_records;
  std::uint32_t array_rows, array_cols, vector_lanes, vector_macs_per_lane;
  std::uint32_t element_bytes;
  std::int32_t (*add)(std::int32_t grown, std::int32_t by);  // of the accumulator: int32, or the bits of fp32 numbers
};

// In reset for a cycle, then in its first cycle. The model is model_abi.h's. All throw std::runtime_error if an
// assertion fails or an access is outside the memories.
void* octet_block_new(const OctetBlockMemories* memories);
// Whether the block takes the command, 64 bytes, in this cycle.
int octet_block_ready(void* block, const std::uint8_t* head);
// It does.
void octet_block_start(void* block, const std::uint8_t* head);
// Ends the cycle and begins the next with its reads and writes: those of a cycle see what was written before it.
// Whether a command is done in the new cycle.
int octet_block_cycle(void* block);
}
