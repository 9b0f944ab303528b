// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Two runs of one program against each other.
#pragma once
#include <optional>

#include "arch/backend.h"
#include "verify/bench.h"
#include "verify/result.h"

namespace octet {

struct Outcome {
  RunResult result;
  MemoryImage memory;
};
// One pass over the program on a new core, events recorded.
Outcome run_on(Backend& backend, const Program& program, const MemoryImage& memory, HostFunction host, bool data);
// Two inferences in a row on a new core: what the first leaves on chip is there in the second, which finds the memory
// of second_memory(). Only the first if it halts.
std::vector<Outcome> run_twice(Backend& backend, const Program& program, const MemoryImage& memory, HostFunction host,
                               bool data);
// The memory as it was before, but the elements of every input in reverse order.
MemoryImage second_memory(const Program& program, const MemoryImage& memory);

// Command, disassembly and layer of a mismatch.
void describe_command(const Program& program, std::size_t command, Mismatch& m);

// The earliest difference in condition, events, cycles, layers, owners of cycles, DRAM counters and actions.
std::optional<Mismatch> compare_time(const Program& program, const RunResult& expected, const RunResult& found);
// The first byte that differs, in the order code, constants, io, workspace.
std::optional<Mismatch> compare_memory(const Program& program, const MemoryImage& expected, const MemoryImage& found);
// What an event of a command (0 dispatched, 1 started, 2 done, 3 visible) waited for in a run.
std::string owner_of_wait(const Program& program, const RunResult& run, std::size_t command, int event);

}  // namespace octet
