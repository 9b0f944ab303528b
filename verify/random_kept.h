// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random programs that keep something on chip from one inference to the next.
#pragma once
#include <cstdint>

#include "arch/program.h"

namespace octet {

// The machine without its last bank of scratchpad: what a program that will keep something may use before.
Machine without_kept_bank(const Machine& machine);

// Gives `program`, made for without_kept_bank(machine), to the machine: a segment that runs once fills a part of the
// last bank, and the last records of the second half if nobody needs most of them. Weights are read there where they
// fit, records that overlap move into it or before it. Tokens are made anew.
Program keep_on_chip(Program program, const Machine& machine, std::uint64_t seed);

}  // namespace octet
