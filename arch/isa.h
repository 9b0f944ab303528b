// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The command set. Every command is 64 bytes; one field list per command type defines encoding,
// decoding, assembly text and docs/isa.md. Addresses: scratchpad in bytes, accumulator in rows,
// parameters in 16-byte records, DRAM as base register plus byte offset.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fields.h"

namespace octet {

inline constexpr int kCommandBytes = 64;
inline constexpr int kTokens = 64;    // counters
inline constexpr int kTokenMax = 15;  // a counter above this halts the machine
inline constexpr std::uint8_t kNoToken = 0xff;

enum class Queue : std::uint8_t { kLoad, kArray, kVector, kStore };
inline constexpr int kQueues = 4;
enum class Opcode : std::uint8_t {
  kLoad = 1,
  kStore,
  kArray,
  kRequantize,
  kDepthwise,
  kPool,
  kBinary,
  kMove,
  kSoftmax
};
enum class Base : std::uint8_t { kCode, kConstants, kIo, kWorkspace };
inline constexpr int kBases = 4;
enum class LoadTarget : std::uint8_t { kScratchpad, kParameters };
// kDouble: saturating rounding doubling high multiply, then rounding divide by a power of two
// (TFLite convolutions; multiplier 31 bits). kSingle: one rounding, half away from zero (TFLite
// fully connected since 2.20; multiplier 40 bits). kDoubleLegacy: the older fully connected layer.
enum class Rounding : std::uint8_t { kDouble, kSingle, kDoubleLegacy };
enum class PoolFunction : std::uint8_t { kAverage, kMax };
enum class BinaryFunction : std::uint8_t { kAdd, kSubtract, kMultiply, kMinimum, kMaximum, kPrelu };
enum class MoveMode : std::uint8_t { kCopy, kRequantize, kTable };
inline constexpr int kTableRecords = 16;        // 256 bytes
inline constexpr int kExponentialRecords = 64;  // 256 words

// Tokens a command waits for (taken together at start) and signals (counted from done + 1).
struct Tokens {
  std::array<std::uint8_t, 3> wait{kNoToken, kNoToken, kNoToken};
  std::array<std::uint8_t, 3> signal{kNoToken, kNoToken, kNoToken};
  bool operator==(const Tokens&) const = default;
};

// A three-dimensional copy between DRAM and on-chip memory: outer x inner runs of run_bytes each.
// flip: every byte is XORed with 0x80 on the way (uint8 tensors are kept as int8 on chip).
// On fp32 machines the lengths are bytes of 4-byte elements.
struct Transfer {
  Base base = Base::kIo;
  bool flip = false;
  std::uint32_t dram_offset = 0;
  std::uint32_t local = 0;  // scratchpad byte, or parameter record
  std::uint32_t run_bytes = 0;
  std::uint16_t inner = 1, outer = 1;
  std::uint32_t dram_inner_pitch = 0, dram_outer_pitch = 0;    // bytes
  std::uint32_t local_inner_pitch = 0, local_outer_pitch = 0;  // bytes
  std::int64_t bytes() const { return std::int64_t{run_bytes} * inner * outer; }
  bool operator==(const Transfer&) const = default;
};

struct LoadCommand {
  LoadTarget target = LoadTarget::kScratchpad;
  Transfer t;
  bool operator==(const LoadCommand&) const = default;
};
struct StoreCommand {
  Transfer t;
  bool operator==(const StoreCommand&) const = default;
};

// A window over an NHWC tensor in the scratchpad. Output pixel (y,x), tap (ky,kx) reads input
// coordinates (y0 + y*stride_h + ky*dilation_h, x0 + x*stride_w + kx*dilation_w); outside
// [0,height) x [0,width) it reads pad_value. Element (iy,ix,ch) lies at
// address + iy*row_pitch + ix*pixel_pitch + ch*element_bytes.
struct Window {
  std::uint32_t address = 0;
  std::uint32_t row_pitch = 0;
  std::uint32_t pixel_pitch = 0;
  std::uint16_t channels = 0;
  std::uint16_t height = 1, width = 1;
  std::int16_t y0 = 0, x0 = 0;
  std::uint8_t kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  std::uint16_t out_h = 1, out_w = 1;  // output pixels M = out_h * out_w
  std::int8_t pad_value = 0;           // the input's zero point
  std::int64_t pixels() const { return std::int64_t{out_h} * out_w; }
  std::int64_t taps() const { return std::int64_t{kernel_h} * kernel_w; }
  bool operator==(const Window&) const = default;
};

// Where output pixels go: (y,x,ch) at address + y*row_pitch + x*pixel_pitch + ch*element_bytes.
struct Target {
  std::uint32_t address = 0;
  std::uint32_t row_pitch = 0;
  std::uint32_t pixel_pitch = 0;
  bool operator==(const Target&) const = default;
};

// accumulator[acc_row + j*M + m][col] (=|+=) sum_k window(m, k) * weight(k, j*C + col), folds N outer,
// K inner; K = taps*channels in the order (ky, kx, channel). Weights in the scratchpad, tightly packed:
// for each N fold j (c_j columns) K rows of c_j elements. The sum column adds window(m, k) beside them.
struct ArrayCommand {
  Window in;
  std::uint16_t n = 1;  // output channels
  std::uint32_t weights = 0;
  std::uint32_t acc_row = 0;
  bool accumulate = false;  // add to what the rows hold instead of replacing it
  std::int64_t k() const { return in.taps() * in.channels; }
  bool operator==(const ArrayCommand&) const = default;
};

// out(m, ch) = clamp(round((acc - zw*sum + bias) * multiplier) + zero point), parameters per channel. wide: acc itself,
// four bytes little-endian at 4*ch of its pixel; no record is read.
struct RequantizeCommand {
  std::uint32_t acc_row = 0;  // layout as ArrayCommand wrote it
  std::uint16_t out_h = 1, out_w = 1, n = 1;
  std::uint16_t parameters = 0;  // first record
  Rounding rounding = Rounding::kDouble;
  Target out;
  bool wide = false;
  // Elements of the target that a channel fills: an fp32 one holds an accumulator.
  std::int64_t parts(std::int64_t element_bytes) const { return wide ? 4 / element_bytes : 1; }
  bool operator==(const RequantizeCommand&) const = default;
};

// out(m, ch*depth_multiplier + d) from sum_taps (x - zx)*(w - zw); weights [taps][channels*depth_multiplier].
struct DepthwiseCommand {
  Window in;
  std::uint32_t weights = 0;
  std::uint8_t depth_multiplier = 1;
  std::uint16_t parameters = 0;
  Rounding rounding = Rounding::kDouble;
  Target out;
  bool operator==(const DepthwiseCommand&) const = default;
};

// Average or greatest code of the taps inside the image, clamped by record `parameters`. Average: the record's
// source_uint8 bit selects the uint8 rule floor((sum + n/2)/n) of the file's own codes; no tap inside: 0. Max: no
// tap inside: in.pad_value.
struct PoolCommand {
  Window in;
  std::uint16_t parameters = 0;
  Target out;
  PoolFunction function = PoolFunction::kAverage;
  bool operator==(const PoolCommand&) const = default;
};

// A function of two inputs, element by element, with records parameters+0 (a: multiplier, shift, zero point), +1 (b)
// and +2 (output: multiplier, shift, zero point, clamp). Inputs and output have pitches of their own; a broadcast
// input has one channel, read for all. With a' = a - zero_point_in of its record, b' alike, and mbqm =
// multiply_by_quantized_multiplier of a record:
// - add, subtract: mbqm2(mbqm0(a' << 20) +- mbqm1(b' << 20)), TFLite's ADD and SUB; shifts at most 0
// - multiply: mbqm2(a' * b')
// - prelu: a' >= 0 ? mbqm0(a') : mbqm1(a' * b')
// each plus zero_point_out and clamped by record 2. minimum, maximum: of the codes; no record is read.
struct BinaryCommand {
  Target a, b, out;
  std::uint16_t out_h = 1, out_w = 1, channels = 1;
  std::uint16_t parameters = 0;
  BinaryFunction function = BinaryFunction::kAdd;
  bool broadcast_a = false, broadcast_b = false;
  bool reads_records() const { return function != BinaryFunction::kMinimum && function != BinaryFunction::kMaximum; }
  bool operator==(const BinaryCommand&) const = default;
};

// Copy with pitches. requantize: out = clamp(multiply_by_quantized_multiplier(x - zx) + zp), record `parameters`.
// table: byte x ^ 0x80 of the 256 bytes from record `parameters` on, which lie in one half. copy: bytes unchanged.
struct MoveCommand {
  Target in, out;
  std::uint16_t out_h = 1, out_w = 1, channels = 1;
  MoveMode mode = MoveMode::kCopy;
  std::uint16_t parameters = 0;
  bool operator==(const MoveCommand&) const = default;
};

// Softmax of each pixel's channels: base/softmax.h. The exponential of the row's greatest code less x is word x of 256,
// little-endian, of which the low 31 bits count (Q0.31), in 64 records from `parameters` on, which lie in one half.
struct SoftmaxCommand {
  Target in, out;
  std::uint16_t out_h = 1, out_w = 1, channels = 1;
  std::uint16_t parameters = 0;
  bool operator==(const SoftmaxCommand&) const = default;
};

using Operation = std::variant<LoadCommand, StoreCommand, ArrayCommand, RequantizeCommand, DepthwiseCommand,
                               PoolCommand, BinaryCommand, MoveCommand, SoftmaxCommand>;  // in Opcode order
struct Command {
  Tokens tokens;
  Operation op;
  bool operator==(const Command&) const = default;
};

inline Opcode opcode_of(const Command& c) { return static_cast<Opcode>(c.op.index() + 1); }
Queue queue_of(Opcode opcode);
inline Queue queue_of(const Command& c) { return queue_of(opcode_of(c)); }
std::string_view name_of(Opcode opcode);  // "load", "array", ...
std::string_view name_of(Queue queue);

// A parameter record: 16 bytes per output channel, little-endian:
// bias int32 | multiplier 40 bits | shift int8 | clamp min, clamp max int8 | zp_out, zp_in, zp_weight int8 | flags.
struct ParameterRecord {
  std::int32_t bias = 0;
  std::int64_t multiplier = 0;  // Q0.31 for double rounding, Q0.40 for single rounding
  std::int8_t shift = 0;        // left shift when positive: value * multiplier / 2^31 * 2^shift
  std::int8_t clamp_min = -128, clamp_max = 127;
  std::int8_t zero_point_out = 0, zero_point_in = 0, zero_point_weight = 0;
  bool source_uint8 = false;
  bool operator==(const ParameterRecord&) const = default;
};
std::array<std::uint8_t, 16> encode(const ParameterRecord& record);
inline ParameterRecord decode_record(const std::uint8_t* bytes) {
  auto word = [bytes](int at) {
    return std::uint32_t{bytes[at]} | std::uint32_t{bytes[at + 1]} << 8 | std::uint32_t{bytes[at + 2]} << 16 |
           std::uint32_t{bytes[at + 3]} << 24;
  };
  auto code = [bytes](int at) { return static_cast<std::int8_t>(bytes[at]); };
  return {static_cast<std::int32_t>(word(0)),
          std::int64_t{word(4)} | std::int64_t{bytes[8]} << 32,
          code(9),
          code(10),
          code(11),
          code(12),
          code(13),
          code(14),
          (bytes[15] & 1) != 0};
}

using EncodedCommand = std::array<std::uint8_t, kCommandBytes>;
EncodedCommand encode(const Command& command);
// Throws Error(kCheck) naming opcode and field if the bytes are no command.
Command decode(const EncodedCommand& bytes);
// A command of this type with every field at its default.
Command make_command(Opcode opcode);
// One line of assembly: "array wait(3) signal(5,-,7) in.address=0x100 ...". Fields at their default are
// left out. assemble() reads it back, with fields in any order and an optional "# comment" at the end;
// throws Error(kUsage) with the column of the mistake.
std::string disassemble(const Command& command);
Command assemble(std::string_view line);

// Where a field lies in the 64 bytes, for documentation and RTL parameters.
struct FieldLayout {
  std::string_view name, unit, help;
  int offset = 0, bytes = 0;
  bool is_signed = false;
  std::string choices;        // legal values of an enumeration or flag; empty: a number
  std::string default_value;  // as assembly writes it
};
std::vector<FieldLayout> layout_of(Opcode opcode);
// docs/isa.md, rendered from the field lists.
std::string isa_document();

}  // namespace octet
