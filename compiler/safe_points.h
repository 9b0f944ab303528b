// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Safe points within an inference: what lives on chip from one segment to another, and the commands that save it and
// bring it back. From the commands' accesses alone.
#pragma once
#include <string>
#include <vector>

#include "arch/program.h"

namespace octet {

// What crosses the border before a segment: written before it, read behind it and not written in between. Without what
// is kept between inferences.
struct LiveState {
  std::uint32_t segment = 0;
  std::vector<LiveRange> scratchpad, parameters, accumulator;  // ascending, disjoint
};
// Of every border but those before the first segment that does not run once.
std::vector<LiveState> live_states(const Program& program);

// Fills Program::safe_points, one for each border; appends their commands, and to the workspace what the largest saves.
// Throws Error(kModel) if that goes beyond the workspace's 4 GiB.
void add_safe_points(Program& program);

// What is wrong with the safe points of a program without other faults: that they are not those of live_states(), that
// one saves what it does not restore to where it was, or not all that lives. One text per violation, appended.
void check_safe_points(const Program& program, std::vector<std::string>& problems);

}  // namespace octet
