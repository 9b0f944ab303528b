// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The machine description: what a TOML file or preset says, complete and validated.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fields.h"

namespace octet {

enum class PeKind { kInt8, kFp32, kBf16 };  // kBf16: fp32 psums
enum class Dataflow { kWeightStationary, kOutputStationary };

// All times derive from clock_mhz; all memories are in bytes unless the name says rows or channels.
struct Machine {
  std::string name = "custom";
  double clock_mhz = 500;
  std::string technology = "45nm";
  std::int64_t array_rows = 16;  // R, carry K; output pixels under output-stationary
  std::int64_t array_cols = 16;  // C, carry N
  PeKind array_pe = PeKind::kInt8;
  Dataflow array_dataflow = Dataflow::kWeightStationary;
  bool array_double_buffer_weights = true;
  bool array_skip_empty = true;
  std::int64_t array_gather_runs = 4;  // kUnlimited: g is always 1
  std::int64_t scratchpad_bytes = 256 * 1024;
  std::int64_t scratchpad_banks = 8;
  std::int64_t accumulator_rows = 1024;    // both banks together; a row is C int32 and one sum
  std::int64_t parameters_channels = 256;  // per half; two halves
  std::int64_t vector_lanes = 16;
  std::int64_t vector_macs_per_lane = 4;
  std::int64_t queue_depth = 4;
  double dram_bandwidth_gb_per_s = 4;
  double dram_latency_ns = 100;
  double dram_miss_ns = 20;
  std::int64_t dram_burst_bytes = 256;
  std::int64_t dram_banks = 8;
  std::int64_t dram_row_bytes = 2048;
  bool dram_unlimited = false;
  double host_clock_mhz = 500;
  double host_pj_per_instruction = 70;

  bool operator==(const Machine&) const = default;

  static constexpr std::int64_t kUnlimited = 0;  // array.gather_runs = "unlimited"
  static constexpr std::int64_t kSubBanks = 8;
  static constexpr std::int64_t kAccumulatorBanks = 2;
  static constexpr std::int64_t kParameterHalves = 2;
  static constexpr std::int64_t kParameterRecordBytes = 16;

  bool floats() const { return array_pe != PeKind::kInt8; }
  std::int64_t element_bytes() const { return array_pe == PeKind::kFp32 ? 4 : array_pe == PeKind::kBf16 ? 2 : 1; }
  std::int64_t word_bytes() const;  // R*element_bytes rounded up to a power of two
  std::int64_t scratchpad_bank_bytes() const { return scratchpad_bytes / scratchpad_banks; }
  std::int64_t accumulator_bank_rows() const { return accumulator_rows / kAccumulatorBanks; }
  // DRAM bytes per cycle, as a real number; the DRAM class turns it into 1/1024-cycle integers.
  double dram_bytes_per_cycle() const { return dram_bandwidth_gb_per_s * 1e3 / clock_mhz; }
  // Width of the DRAM's data bus: dram_bytes_per_cycle rounded up to a power of two, at least 8.
  std::int64_t dram_word_bytes() const;
};

// Visits every key of the machine: name, unit, help, allowed range. The one list from which
// parsing, --set, validation, documentation and RTL parameters are made.
template <class Self, class Visitor>
void visit_fields(Self& m, Visitor&& v) {
  v(FieldInfo{"clock_mhz", "MHz", "clock of array, vector unit, memories and DMA", 0.001, 1e5}, m.clock_mhz);
  v(FieldInfo{"technology", "", "cost table of energy and area (octet list technology)"}, m.technology);
  v(FieldInfo{"array.rows", "PEs", "rows R of the array: the reduction K, or output pixels", 1, 1024}, m.array_rows);
  v(FieldInfo{"array.cols", "PEs", "columns C of the array, carry the output channels N", 1, 1024}, m.array_cols);
  v(FieldInfo{"array.pe", "", "arithmetic of a PE: int8, fp32 or bf16"}, m.array_pe);
  v(FieldInfo{"array.dataflow", "", "what stays in the PEs: weight-stationary or output-stationary"}, m.array_dataflow);
  v(FieldInfo{"array.double_buffer_weights", "", "begin the next fold while one drains"},
    m.array_double_buffer_weights);
  v(FieldInfo{"array.skip_empty", "", "a partial fold uses only its own rows and columns"}, m.array_skip_empty);
  v(FieldInfo{"array.gather_runs", "runs", "memory runs that fill the rows in one cycle; \"unlimited\" or a count", 0,
              64},
    m.array_gather_runs);
  v(FieldInfo{"scratchpad.bytes", "bytes", "on-chip memory for activations and weights", 256, 4294967295.0},
    m.scratchpad_bytes);
  v(FieldInfo{"scratchpad.banks", "banks", "contiguous banks, each reserved whole by a command", 2, 64},
    m.scratchpad_banks);
  v(FieldInfo{"accumulator.rows", "rows", "accumulator rows of C int32, in two banks", 2, 67108864},
    m.accumulator_rows);
  v(FieldInfo{"parameters.channels", "channels", "output channels per half of the parameter memory", 4, 16384},
    m.parameters_channels);
  v(FieldInfo{"vector.lanes", "lanes", "elements the vector unit works on in a cycle", 1, 1024}, m.vector_lanes);
  v(FieldInfo{"vector.macs_per_lane", "MACs", "multiplications per lane and cycle", 1, 64}, m.vector_macs_per_lane);
  v(FieldInfo{"queue.depth", "commands", "slots of each command queue", 1, 64}, m.queue_depth);
  v(FieldInfo{"dram.bandwidth_gb_per_s", "GB/s", "1e9 bytes per second of the data bus", 0.001, 1e5},
    m.dram_bandwidth_gb_per_s);
  v(FieldInfo{"dram.latency_ns", "ns", "from the end of a transfer to its response", 0, 1e6}, m.dram_latency_ns);
  v(FieldInfo{"dram.miss_ns", "ns", "a page miss occupies its bank so long", 0, 1e6}, m.dram_miss_ns);
  v(FieldInfo{"dram.burst_bytes", "bytes", "longest burst; a power of two", 16, 4096}, m.dram_burst_bytes);
  v(FieldInfo{"dram.banks", "banks", "DRAM banks, interleaved by row", 1, 64}, m.dram_banks);
  v(FieldInfo{"dram.row_bytes", "bytes", "bytes of an open page; a power of two", 64, 65536}, m.dram_row_bytes);
  v(FieldInfo{"dram.unlimited", "", "memory traffic costs no time"}, m.dram_unlimited);
  v(FieldInfo{"host.clock_mhz", "MHz", "clock of the host that runs what the machine does not", 0.001, 1e5},
    m.host_clock_mhz);
  v(FieldInfo{"host.pj_per_instruction", "pJ", "energy of one host instruction", 0, 1e6}, m.host_pj_per_instruction);
}

// Reads a machine: `name_or_path` is a preset ("edge-16", its twins "edge-16-fp32", "edge-16-bf16") or a TOML file.
// `overrides` are "key=value" pairs of --set. Throws Error(kArchitecture) with file:line:col, the
// key, the allowed range and the nearest known key, all mistakes at once, one a line.
Machine load_machine(const std::string& name_or_path, const std::vector<std::string>& overrides = {});
// "key=value", and where it stands, for messages: "--set key=value" or "file.toml:3:8".
struct PlacedSetting {
  std::string place, text;
};
// The machine with these settings, whose fields may contradict each other still: validate() says. Throws
// Error(kArchitecture) as load_machine does.
Machine with_settings(const Machine& machine, const std::vector<PlacedSetting>& settings);
// Reads a machine from TOML text. Beside the keys of visit_fields: `name`, a label, and `base`, a
// preset to start from. Counts may be written "64Ki", "1Mi", "1Gi" (powers of 1024) or "16k", "1M",
// "1G" (powers of 1000). `source` names the text in messages; its stem is the name if none is given.
Machine parse_machine(std::string_view toml, const std::string& source);
// Throws Error(kArchitecture) if a field is out of range or fields contradict each other, all at once.
void validate(const Machine& machine);
// The float twin: same scratchpad bytes, DRAM and array, elements of the kind, FMA PEs; name + "-fp32" or "-bf16".
Machine float_twin(const Machine& machine, PeKind kind);
inline Machine fp32_twin(const Machine& machine) { return float_twin(machine, PeKind::kFp32); }
std::vector<std::string> preset_names();
// One "key = value" line per field, in field order, after the name; parses back to the same machine.
std::string to_toml(const Machine& machine);

}  // namespace octet
