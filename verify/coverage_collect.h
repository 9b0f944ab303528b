// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Counting one case: its commands, its run, its bursts and its values.
#pragma once
#include "arch/backend.h"
#include "verify/bench.h"
#include "verify/coverage.h"

namespace octet {

void count_commands(const Program& program, Coverage& coverage);
// Stalls and queues of a run with events.
void count_run(const Program& program, const RunResult& run, Coverage& coverage);
// Replays the DRAM from the events: who asked when follows from them, who was granted when from docs/timing.md
// section 5. Nothing is counted if the replay does not end every load and store in the cycle of its event, or
// with dram.unlimited.
void count_bursts(const Program& program, const RunResult& run, Coverage& coverage);
// Every result of a requantizer, from the memories that `walk` shows.
void count_values(const Program& program, const Bench& bench, const MemoryImage& memory, Coverage& coverage);

}  // namespace octet
