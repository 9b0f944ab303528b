// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random legal programs on random machines: real data dependencies, ordered by tokens, free of
// deadlock and overflow. What the equality and ownership tests of the backends run on.
#pragma once
#include <cstdint>
#include <optional>

#include "arch/program.h"

namespace octet {

struct RandomProgramOptions {
  int min_commands = 5, max_commands = 200;  // over all segments
  int max_segments = 3;                      // machine segments; none is on the host
  std::optional<bool> unlimited;             // fixes dram.unlimited
  std::optional<Machine> machine;            // fixes the machine (unlimited above still applies)
  // Only commands that stream (verify/streaming.h), and parameters up to their extremes: all modes of rounding meet
  // ties, shifts to both sides and saturation.
  bool streams = false;
  // Also what is legal and rare: array commands of a few cycles, kernels of many taps, records of any value.
  bool rare = false;
  // A segment that runs once fills a part of the last bank and some records, which others read (random_kept.h), if the
  // scratchpad has three banks.
  bool keeps = false;
};

// Arrays of 2x2, 3x5, 8x8 and 16x16 with random memories, DRAM, queue depth and flags; validated.
Machine random_machine(std::uint64_t seed);

// A pure function of its arguments; at least five commands. has_values is true: the constants begin with legal
// parameter records and the program with loads of them into both halves, so that data backends can run
// it too. Scratchpad, accumulator and workspace may be read before they are written (poison).
Program random_program(std::uint64_t seed, const RandomProgramOptions& options = {});

}  // namespace octet
