// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Backends run programs: reference (values, no time), fast (time, no values), systemc (both), rtl
// (both). A Core is one machine with its state; the runner walks a program's segments over it.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arch/dram.h"
#include "arch/program.h"

namespace octet {

enum class BackendKind { kReference, kFast, kSystemc, kRtl };
std::string_view name_of(BackendKind kind);

// Four events per command; -1: did not happen (visible stays -1 for a command that signals nothing).
struct Event {
  std::int64_t dispatched = -1, started = -1, done = -1, visible = -1;
  bool operator==(const Event&) const = default;
};

// The machine's condition at the end of a segment: data, the same in all backends. The last three are of RTL alone: a
// core that is not the machine (commands never end, or an assertion or a request that cannot be), or a memory that
// answers with an error.
enum class Condition : std::uint8_t { kOk, kTokenOverflow, kDeadlock, kIllegal, kHang, kFault, kBusError };
std::string_view name_of(Condition condition);

// Every cycle of an engine has one owner: busy (a command of it between start and done), token
// (head waits for a token), bank (head has its tokens and waits for banks or for the engine), idle.
struct EngineCycles {
  std::int64_t busy = 0, token = 0, bank = 0, idle = 0;
  std::int64_t total() const { return busy + token + bank + idle; }
  bool operator==(const EngineCycles&) const = default;
};
// The sequencer's cycles: dispatch (one command entered a queue), fetch (next command not there yet),
// queue (its queue is full), idle (all dispatched).
struct SequencerCycles {
  std::int64_t dispatch = 0, fetch = 0, queue = 0, idle = 0;
  std::int64_t total() const { return dispatch + fetch + queue + idle; }
  bool operator==(const SequencerCycles&) const = default;
};

// What happened, in countable actions; energy is these times the cost table. Counted when a command
// starts (its actions are a pure function of command and machine) and by the DRAM.
struct Actions {
  std::int64_t macs = 0;             // useful multiply-accumulates of the array
  std::int64_t pe_cycles = 0;        // PEs x occupied cycles (clock of active PEs)
  std::int64_t weight_loads = 0;     // weights that enter the array
  std::int64_t sum_macs = 0;         // additions of the sum column
  std::int64_t vector_macs = 0;      // lane multiplications (depthwise)
  std::int64_t vector_ops = 0;       // other lane operations (add, pool taps, move)
  std::int64_t requantizations = 0;  // elements through a requantizer
  std::int64_t scratchpad_read_bytes = 0, scratchpad_write_bytes = 0;
  std::int64_t accumulator_read_bytes = 0, accumulator_write_bytes = 0;
  std::int64_t parameter_read_bytes = 0, parameter_write_bytes = 0;
  std::int64_t commands = 0;
  Actions& operator+=(const Actions& o);
  bool operator==(const Actions&) const = default;
};
Actions actions(const Command& command, const Machine& machine);

struct LayerCounters {
  std::int64_t last_done = -1;      // absolute cycle; backends write it
  std::int64_t cycles = 0;          // previous layer's last done to own last done; run_program derives it
  std::int64_t compute_cycles = 0;  // occupancy of its array commands
  std::int64_t vector_cycles = 0;   // duration of its vector commands
  std::array<std::int64_t, kDramTraffics> dram_bytes{};
  Actions actions;
  bool operator==(const LayerCounters&) const = default;
};

// One pass over the whole program. Timing members are meaningless after the reference (timed false).
struct RunResult {
  bool timed = false;
  Condition condition = Condition::kOk;
  std::int64_t condition_cycle = -1;  // cycle of the condition
  std::int32_t condition_command = -1;
  std::string condition_text;
  std::int64_t cycles = 0;  // machine cycles, host excluded
  double host_seconds = 0;
  std::int64_t host_instructions = 0;
  std::array<EngineCycles, kQueues> engines;  // by Queue
  SequencerCycles sequencer;
  std::int64_t dram_read_bytes = 0, dram_write_bytes = 0, dram_row_misses = 0;
  std::vector<LayerCounters> layers;  // one per Program::layers
  std::vector<Event> events;          // one per command, when asked for
  Actions actions;
};

class Recorder;  // arch/recorder.h

struct RunOptions {
  bool record_events = false;
  Recorder* recorder = nullptr;  // systemc and rtl tell it what happens; others have no such order of time
  bool data = true;              // move values (systemc); the reference always does, fast never
  unsigned permute_seed = 0;     // systemc: order of process registration and notification (tests)
};

// Whose `once` segments have run on a core, and still lie there.
class KeptPrograms {
 public:
  // `program` runs now: what others keep where it may write is lost. True if all that it keeps itself is there.
  bool begin(const Program& program);
  // Its `once` segments have run.
  void brought(const Program& program);
  // It halted: what it keeps counts as lost.
  void lose(const Program& program);

 private:
  std::vector<const Program*> programs_;
};

// One machine: scratchpad, accumulator, parameters and DRAM page state live from segment to segment.
class Core {
 public:
  virtual ~Core() = default;
  // Whose segments run from here on: another program of the same machine, which outlives the core. Memories and DRAM
  // page state stay as they are. The program the core was made for is entered already.
  virtual void enter(const Program& program) = 0;
  // Runs commands [segment.first_command, +commands) from absolute cycle `start`, adding to `result`.
  // `memory` is ignored by a core without data. Returns the cycle of the last done (start if none).
  // Stops at a condition, which it writes to `result`.
  virtual std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory,
                                   RunResult& result) = 0;
  // What DRAM makes of a segment that starts at `cycle`, apart from the segment: nothing without time. A segment lasts
  // as long, and counts the same, from any start at an equal state.
  virtual std::optional<DramState> dram_state(std::int64_t /*cycle*/) const { return std::nullopt; }
  // As if that were left at `cycle`, where no segment runs; ignored without time.
  virtual void set_dram_state(const DramState& /*state*/, std::int64_t /*cycle*/) {}
  // Whom the core tells what happens; nullptr: nobody.
  virtual Recorder* recorder() const { return nullptr; }
  KeptPrograms kept;
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual BackendKind kind() const = 0;
  virtual std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) = 0;
};

// Walks the program's segments: machine segments on `core`, host segments through `host` (sim/host_executor); the
// `once` segments are left out if the core still has what they brought. `start` is the absolute cycle to begin at;
// returns where it ended.
using HostFunction = void (*)(const HostStep& step, MemoryImage& memory);
std::int64_t run_program(const Program& program, Core& core, MemoryImage* memory, HostFunction host, std::int64_t start,
                         RunResult& result);

// Host cycles and instructions of a step: cycles per element of its operator (estimates, docs/timing.md section 9).
struct HostCost {
  double cycles = 0;
  std::int64_t instructions = 0;
};
// Throws Error(kModel) for an operator without an estimate.
HostCost host_cost(const HostStep& step);
bool host_runs(const std::string& op);  // has an estimate

}  // namespace octet
