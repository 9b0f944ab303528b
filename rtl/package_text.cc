// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/package_text.h"

#include <algorithm>
#include <bit>

#include "arch/backend.h"
#include "arch/dram.h"
#include "arch/isa.h"
#include "arch/timing.h"
#include "base/error.h"
#include "base/units.h"
#include "rtl/register_map.h"

namespace octet {
namespace {

constexpr std::int64_t kTimeBits = 40;     // cycles
constexpr std::int64_t kAddressBits = 40;  // DRAM byte addresses
constexpr std::int64_t kMostBeats = 256;   // of an AXI4 burst
constexpr std::int64_t kStoreCycles = 2;   // from a grant to the first write data

// Bits of a number 0..count-1; one at least, so that no vector is empty.
std::int64_t index_bits(std::int64_t count) {
  return std::max<std::int64_t>(1, std::bit_width(static_cast<std::uint64_t>(count - 1)));
}

// Of an element; 0 of integers.
std::int64_t fraction_bits(PeKind kind) {
  switch (kind) {
    case PeKind::kInt8:
      return 0;
    case PeKind::kFp32:
      return 23;
    case PeKind::kBf16:
      return 7;
  }
  OCTET_CHECK(false, "PE kind {}", static_cast<int>(kind));
}

class Text {
 public:
  void integer(std::string_view name, std::int64_t value) {
    text_ += fmt::format("  parameter int unsigned {} = {};\n", name, value);
  }
  template <class T>
  void code(std::string_view name, int bits, T value) {
    text_ += fmt::format("  parameter logic [{}:0] {} = {}'d{};\n", bits - 1, name, bits, static_cast<unsigned>(value));
  }
  void line(std::string_view line) { (text_ += line) += '\n'; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// SystemVerilog's name of a field: dots become underscores; a keyword gets one behind.
std::string identifier(std::string_view field) {
  std::string name(field);
  std::replace(name.begin(), name.end(), '.', '_');
  std::replace(name.begin(), name.end(), '-', '_');
  return name == "local" || name == "function" ? name + "_" : name;
}

// The 64 bytes as a packed struct, whose first member holds the highest bits.
void command_struct(Text& text, Opcode opcode) {
  const std::vector<FieldLayout> layout = layout_of(opcode);
  int end = kCommandBytes;
  text.line("  typedef struct packed {");
  const auto member = [&](const std::string& name, int offset, int bytes) {
    if (end > offset + bytes) {
      text.line(fmt::format("    logic [{}:0] padding_{};", 8 * (end - offset - bytes) - 1, offset + bytes));
    }
    text.line(fmt::format("    logic [{}:0] {};", 8 * bytes - 1, name));
    end = offset;
  };
  for (auto field = layout.rbegin(); field != layout.rend(); ++field) {
    member(identifier(field->name), field->offset, field->bytes);
  }
  member("signals", 5, 3);
  member("waits", 2, 3);
  member("reserved", 1, 1);
  member("opcode", 0, 1);
  text.line(fmt::format("  }} {}_command_t;", identifier(name_of(opcode))));
}

void sizes(Text& text, const Machine& m) {
  const std::int64_t lanes = m.vector_lanes;
  text.integer("ArrayRows", m.array_rows);
  text.integer("ArrayCols", m.array_cols);
  text.integer("OutputStationary", m.array_dataflow == Dataflow::kOutputStationary ? 1 : 0);
  text.integer("ArrayRowBits", index_bits(m.array_rows));
  text.integer("ArrayColBits", index_bits(m.array_cols));
  text.integer("ArrayWordBytes", m.word_bytes());
  text.integer("ElementBytes", m.element_bytes());
  text.integer("ElementBits", 8 * m.element_bytes());
  text.integer("FractionBits", fraction_bits(m.array_pe));
  // Commands started and not done: the longest lasts R + R + C after its occupancy.
  text.integer("ArrayDones", std::int64_t{1} << index_bits(2 * m.array_rows + m.array_cols + 2));
  text.integer("ArrayDoneBits", index_bits(2 * m.array_rows + m.array_cols + 2));
  text.integer("ProfileFolds", ceil_div(m.array_cols, m.array_rows) + 2);
  text.integer("BodyBits", 16);
  text.integer("TimeBits", kTimeBits);
  text.integer("GatherRuns", m.array_gather_runs);
  text.integer("ScratchpadBytes", m.scratchpad_bytes);
  text.integer("ScratchpadBits", index_bits(m.scratchpad_bytes));
  text.integer("ScratchpadBanks", m.scratchpad_banks);
  text.integer("ScratchpadBankBytes", m.scratchpad_bank_bytes());
  text.integer("AccumulatorRows", m.accumulator_bank_rows() * Machine::kAccumulatorBanks);
  text.integer("AccumulatorBankRows", m.accumulator_bank_rows());
  text.integer("AccumulatorRowBits", index_bits(m.accumulator_rows));
  text.integer("AccumulatorWordBits", index_bits(m.accumulator_rows * m.array_cols));
  text.integer("ParameterChannels", m.parameters_channels);
  text.integer("ParameterRecords", m.parameters_channels * Machine::kParameterHalves);
  text.integer("ParameterRecordBits", index_bits(m.parameters_channels * Machine::kParameterHalves));
  text.integer("ParameterBits",
               index_bits(m.parameters_channels * Machine::kParameterHalves * Machine::kParameterRecordBytes));
  text.integer("VectorLanes", lanes);
  text.integer("VectorMacsPerLane", m.vector_macs_per_lane);
  text.integer("VectorReads", lanes * m.vector_macs_per_lane);
  text.integer("RecordPorts", ceil_div<std::int64_t>(lanes, 4));
  text.integer("SoftmaxCycles", kSoftmaxCycles);
  text.integer("QueueDepth", m.queue_depth);
  text.integer("QueueCountBits", index_bits(m.queue_depth + 2));
  text.integer("QueueSlotBits", index_bits(m.queue_depth));
  text.integer("MaskBits", m.scratchpad_banks + Machine::kAccumulatorBanks + Machine::kParameterHalves);
  text.integer("BurstBytes", m.dram_burst_bytes);
  text.integer("BurstBits", index_bits(std::max<std::int64_t>(m.dram_burst_bytes, kCommandBytes) + 1));  // a fetch too
  text.integer("RecordShift", 72);  // bits of a parameter record
  text.integer("RecordZeroIn", 104);
  text.integer("RecordZeroWeight", 112);
  text.integer("RecordFlags", 120);
  text.integer("BeatBytes", m.dram_word_bytes());
  text.integer("BeatCountBits", index_bits(m.dram_word_bytes() + 1));
  text.integer("BeatLaneBits", index_bits(m.dram_word_bytes()));
  text.integer("FetchBeatBits", index_bits(2 * kCommandBytes / m.dram_word_bytes()));
  text.integer("AddressBits", kAddressBits);
  text.integer("CommandBytes", kCommandBytes);
  text.integer("Tokens", kTokens);
}

void codes(Text& text) {
  text.code("OpcodeLoad", 8, Opcode::kLoad);
  text.code("OpcodeStore", 8, Opcode::kStore);
  text.code("OpcodeArray", 8, Opcode::kArray);
  text.code("OpcodeRequantize", 8, Opcode::kRequantize);
  text.code("OpcodeDepthwise", 8, Opcode::kDepthwise);
  text.code("OpcodePool", 8, Opcode::kPool);
  text.code("OpcodeBinary", 8, Opcode::kBinary);
  text.code("OpcodeMove", 8, Opcode::kMove);
  text.code("OpcodeSoftmax", 8, Opcode::kSoftmax);
  text.code("QueueLoad", 2, Queue::kLoad);
  text.code("QueueArray", 2, Queue::kArray);
  text.code("QueueVector", 2, Queue::kVector);
  text.code("QueueStore", 2, Queue::kStore);
  text.code("BaseCode", 8, Base::kCode);
  text.code("BaseConstants", 8, Base::kConstants);
  text.code("BaseWorkspace", 8, Base::kWorkspace);
  text.code("TargetParameters", 8, LoadTarget::kParameters);
  text.code("PoolMax", 8, PoolFunction::kMax);
  text.code("BinaryAdd", 8, BinaryFunction::kAdd);
  text.code("BinarySubtract", 8, BinaryFunction::kSubtract);
  text.code("BinaryMinimum", 8, BinaryFunction::kMinimum);
  text.code("BinaryMaximum", 8, BinaryFunction::kMaximum);
  text.code("BinaryPrelu", 8, BinaryFunction::kPrelu);
  text.code("MoveRequantize", 8, MoveMode::kRequantize);
  text.code("MoveTable", 8, MoveMode::kTable);
  text.code("RoundingSingle", 8, Rounding::kSingle);
  text.code("RoundingDoubleLegacy", 8, Rounding::kDoubleLegacy);
  text.code("ConditionOk", 3, Condition::kOk);
  text.code("ConditionTokenOverflow", 3, Condition::kTokenOverflow);
  text.code("ConditionIllegal", 3, Condition::kIllegal);
  text.code("ConditionBusError", 3, Condition::kBusError);
  for (const RegisterInfo& info : kRegisters)
    text.code(fmt::format("Register{}", info.name), 6, static_cast<int>(info.address) / 4);
  text.line(fmt::format("  parameter logic [31:0] Id = 32'h{:x};", kRegisterId));
  text.line(fmt::format("  parameter logic [31:0] Version = 32'h{:x};", kRegisterVersion));
  text.line(fmt::format("  parameter logic [7:0] Poison = 8'h{:x};", kPoison));
  text.line("  parameter logic [31:0] PoisonAccumulator = 32'h5a5a5a5a;");
}

// Structs of the core's own, which no command contains.
constexpr std::string_view kStructs = R"(  typedef struct packed {  // a parameter record, arch/isa.h
    logic [7:0] flags;
    logic [7:0] zero_point_weight;
    logic [7:0] zero_point_in;
    logic [7:0] zero_point_out;
    logic [7:0] clamp_max;
    logic [7:0] clamp_min;
    logic [7:0] shift;
    logic [39:0] multiplier;
    logic [31:0] bias;
  } parameter_record_t;
  typedef struct packed {  // a load or store, addresses absolute
    logic [AddressBits-1:0] address;
    logic to_parameters;
    logic flip;
    logic [31:0] local_address;
    logic [31:0] run_bytes;
    logic [15:0] inner;
    logic [15:0] outer;
    logic [31:0] dram_inner_pitch;
    logic [31:0] dram_outer_pitch;
    logic [31:0] local_inner_pitch;
    logic [31:0] local_outer_pitch;
  } transfer_t;
  typedef struct packed {  // an address of the AXI4 port
    logic [1:0] id;
    logic [AddressBits-1:0] address;
    logic [7:0] len;
    logic [BurstBits-1:0] user;  // bytes wanted
  } axi_address_t;
  typedef struct packed {  // what the array must know of a command before it starts
    logic [ArrayRowBits:0] first_rows;  // rows of its first fold
    logic [BodyBits-1:0] body;          // cycles from the begin of its stream to done, saturated
  } array_profile_t;
  parameter int unsigned ProfileBits = ArrayRowBits + 1 + BodyBits;
  typedef struct packed {  // where the sums of a fold, or of a pixel, go
    logic [AccumulatorRowBits-1:0] row;
    logic add;
    logic bank;                   // of the weights
    logic [ArrayColBits:0] cols;  // columns of the fold
    logic [ArrayRowBits-1:0] pixel;  // output-stationary: the row of the array; the next ones concern blocks of K
    logic begins;                    // first block: the psums begin anew
    logic restarts;                  // and with the first pixel of the command
  } fold_t;
  parameter int unsigned FoldBits = AccumulatorRowBits + ArrayColBits + ArrayRowBits + 5;
  typedef struct packed {  // a vector command, rtl/vector_decode.sv
    logic [7:0] opcode;
    logic [7:0] variant;           // function of a pool or binary command, mode of a move
    logic broadcast_a;             // one channel is read for all
    logic broadcast_b;
    logic [7:0] rounding;
    logic [15:0] out_h;
    logic [15:0] out_w;
    logic [15:0] channels;         // of the output
    logic [7:0] multiplier;        // output channels per input channel
    logic [15:0] parameters;
    logic [15:0] pace;             // cycles per vector
    logic [15:0] taps;
    logic [31:0] acc_row;
    logic [31:0] weights;
    logic [31:0] out_address;
    logic [31:0] out_row_pitch;
    logic [31:0] out_pixel_pitch;
    logic [31:0] a_address;        // of tap (0, 0) for output pixel (0, 0), and from output pixel to pixel
    logic [31:0] a_row_pitch;
    logic [31:0] a_pixel_pitch;
    logic [31:0] b_address;
    logic [31:0] b_row_pitch;
    logic [31:0] b_pixel_pitch;
    logic [31:0] window_row_pitch;
    logic [31:0] window_pixel_pitch;
    logic [15:0] height;
    logic [15:0] width;
    logic [15:0] y0;
    logic [15:0] x0;
    logic [7:0] pad_value;
    logic [7:0] kernel_w;
    logic [7:0] stride_h;
    logic [7:0] stride_w;
    logic [7:0] dilation_h;
    logic [7:0] dilation_w;
  } vector_command_t;)";

// What the AXI4 port needs: a command is whole words, a burst 256 beats at most, and a store's last data, which leave
// two cycles after their grant at the earliest, are there before the answer.
void require_port(const Machine& m) {
  if (m.dram_word_bytes() > kCommandBytes)
    fail(ErrorKind::kArchitecture,
         "machine {}: dram.bandwidth_gb_per_s is {} bytes per cycle, the RTL core's bus has {} at most", m.name,
         m.dram_bytes_per_cycle(), kCommandBytes);
  if (m.dram_burst_bytes > kMostBeats * m.dram_word_bytes())
    fail(ErrorKind::kArchitecture,
         "machine {}: dram.burst_bytes is {}, the RTL core's is at most {}, {} words of {} bytes", m.name,
         m.dram_burst_bytes, kMostBeats * m.dram_word_bytes(), kMostBeats, m.dram_word_bytes());
  const double least = kStoreCycles * 1e3 / m.clock_mhz;
  if (m.dram_latency_ns < least)
    fail(ErrorKind::kArchitecture, "machine {}: dram.latency_ns is {}, the RTL core needs {} ({} cycles) at least",
         m.name, m.dram_latency_ns, least, kStoreCycles);
}

}  // namespace

std::int64_t unroll_count(const Machine& m) {
  return std::max({std::int64_t{64}, m.array_rows, 2 * (m.array_cols + 1), m.vector_lanes * m.vector_macs_per_lane});
}

std::string package_text(const Machine& m) {
  validate(m);
  if (!m.array_double_buffer_weights || !m.array_skip_empty || m.dram_unlimited) {
    fail(ErrorKind::kArchitecture,
         "machine {}: the RTL core needs array.double_buffer_weights = true, array.skip_empty = true "
         "and dram.unlimited = false",
         m.name);
  }
  require_port(m);
  Text text;
  text.line("// Generated from the machine description; do not edit.");
  text.line("// Sizes of the machine and the encoding of the command set.");
  text.line("package octet_pkg;");
  sizes(text, m);
  codes(text);
  for (const Opcode opcode : {Opcode::kLoad, Opcode::kStore, Opcode::kArray, Opcode::kRequantize, Opcode::kDepthwise,
                              Opcode::kPool, Opcode::kBinary, Opcode::kMove, Opcode::kSoftmax}) {
    command_struct(text, opcode);
  }
  text.line(kStructs);
  text.line("endpackage");
  return text.take();
}

}  // namespace octet
