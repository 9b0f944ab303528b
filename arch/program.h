// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A Program: segments of machine commands and host operators, constants, where inputs and outputs
// lie, and what the reports need to know of each layer. The only thing that passes from compiler to
// machine. Relocatable: DRAM addresses are relative to four base registers.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"
#include "base/data_type.h"
#include "base/units.h"

namespace octet {

// A dense tensor in DRAM as the file's types say it (uint8 stays uint8 there).
struct TensorPort {
  std::string name;
  DataType type = DataType::kInt8;
  std::vector<std::int64_t> shape;
  Base base = Base::kIo;
  std::uint32_t offset = 0;
  double scale = 0;
  std::int32_t zero_point = 0;
  std::int64_t elements() const {
    std::int64_t n = 1;
    for (auto d : shape) n *= d;
    return n;
  }
  std::int64_t bytes() const { return elements() * bytes_of(type); }
};

// One operator on the modelled host: exact, charged by host_cost(). Constant operands lie in the constants.
struct HostStep {
  std::string op;                     // TFLite's name: "SOFTMAX"
  std::vector<std::uint8_t> options;  // as models' encode_options() writes them
  std::vector<TensorPort> inputs;     // of shape {0}: an optional input left out
  std::vector<TensorPort> outputs;
};
inline bool left_out(const TensorPort& port) { return port.shape.size() == 1 && port.shape[0] == 0; }

// A variable of the network: bytes in DRAM that outlive an inference.
struct State {
  TensorPort place;                   // in the workspace
  std::vector<std::uint8_t> initial;  // before the first inference; empty without values
};

// Machine segment: commands [first_command, first_command + commands). Host segment: `host` steps.
// The machine's queues are empty and its counters zero at both ends of a segment (a safe point).
struct Segment {
  bool on_host = false;
  std::uint32_t first_command = 0, commands = 0;
  std::int32_t layer = -1;  // host: the layer it belongs to
  HostStep host;
  bool once = false;  // runs only while what it brings is not on chip: in the first inference of a core
};

// What a program uses of an on-chip memory: every inference may overwrite [0, work_end); [kept_begin, kept_end) is
// written by the `once` segments alone and stays. Unit: bytes (scratchpad), records (parameter memory).
struct MemoryUse {
  std::int64_t work_end = std::numeric_limits<std::int64_t>::max();
  std::int64_t kept_begin = 0, kept_end = 0;
  bool keeps() const { return kept_begin < kept_end; }
  bool operator==(const MemoryUse&) const = default;
};

// Half-open; unit as in MemoryUse.
struct LiveRange {
  std::int64_t begin = 0, end = 0;
  bool operator==(const LiveRange&) const = default;
};

// Between two segments of an inference, where another program may enter. What the segments behind read as those before
// left it, apart from what is kept: ascending, disjoint. `save` stores the bytes in the workspace; `restore` brings them
// and the records back, these from the constants. Their commands lie behind those of Program::segments.
struct SafePoint {
  std::uint32_t segment = 0;  // that runs next, an index into Program::segments
  std::vector<LiveRange> scratchpad, parameters;
  Segment save, restore;
};

// What reports say of a layer beyond what the backends count. The bound's terms are those of
// docs/timing.md section 10, from model and machine alone.
struct LayerInfo {
  std::string name;        // output tensor's name in the file
  std::string op;          // "CONV_2D"
  std::int32_t node = -1;  // index in the file's operator list
  bool on_host = false;
  std::int64_t macs = 0;
  std::int64_t weight_bytes = 0, parameter_bytes = 0;
  std::int64_t bound_array = 0, bound_vector = 0;  // cycles
  std::int64_t bound_dram_bytes = 0;
  std::vector<std::int64_t> output_shape;
  std::int64_t zero_macs = 0;  // that the array does besides `macs`, with zeros for weights
  std::string choice;          // how the compiler maps it and why, in words
  std::string runner_up;       // the next best way, in words; empty if there was none
  double runner_up_ratio = 0;  // its estimated cycles over the choice's; 0: none
};

enum class DramTraffic : std::uint8_t { kInstruction, kParameter, kWeight, kActivation };
inline constexpr int kDramTraffics = 4;

struct Program {
  Machine machine;
  std::string model_name;
  std::uint64_t model_hash = 0;
  bool has_values = true;  // false: shapes only; constants empty, backends refuse data
  std::vector<Command> commands;
  std::vector<std::int32_t> layer_of_command;   // index into layers, one per command
  std::vector<DramTraffic> traffic_of_command;  // what a load or store moves, one per command
  std::vector<Segment> segments;
  std::vector<SafePoint> safe_points;  // within an inference, in order; one begins and ends at others
  std::vector<LayerInfo> layers;
  std::vector<std::uint8_t> constants;
  std::int64_t constants_bytes = 0;  // size of the constants region, also when has_values is false
  std::int64_t io_bytes = 0, workspace_bytes = 0;
  std::vector<TensorPort> inputs, outputs;
  std::vector<State> states;
  MemoryUse scratchpad, parameters;
  std::int64_t model_bytes = 0;  // weights and parameters as this machine stores them
  std::int64_t scratchpad_peak_bytes = 0;
  std::int64_t macs = 0;
  // Where it lies, a multiple of 4 KiB: not the file's matter but the machine's. Set before a core is made.
  std::uint64_t dram_base = 0;

  std::int64_t code_bytes() const { return static_cast<std::int64_t>(commands.size()) * kCommandBytes; }
  // Base registers: code, constants, io, workspace, each aligned to 4 KiB, from dram_base on.
  std::array<std::uint64_t, kBases> default_bases() const;
  std::uint64_t dram_end() const;  // first address behind the regions, aligned likewise
};

// Gives programs of one machine addresses of their own: the first at its dram_base, each behind the one before.
void place_in_turn(const std::vector<Program*>& programs);

// The DRAM a program runs in: one byte vector per base register. Code is filled in by make_memory.
struct MemoryImage {
  std::array<std::vector<std::uint8_t>, kBases> region;
};
// Constants copied, code encoded, io and workspace filled with poison (kPoison), states at their first values.
inline constexpr std::uint8_t kPoison = 0xA5;
MemoryImage make_memory(const Program& program);

// The .octp file: magic, version, machine hash, field-listed sections. load throws Error(kModel) for a
// truncated or foreign file, and for one bound to another machine than its own header says.
std::vector<std::uint8_t> serialize(const Program& program);
Program deserialize(const std::vector<std::uint8_t>& bytes);
void save_program(const Program& program, const std::string& path);
Program load_program(const std::string& path);

}  // namespace octet
