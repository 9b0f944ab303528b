// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The field list of every command: name, unit, meaning, in the order of encoding. Encoder, decoder,
// assembler, disassembler and docs/isa.md are visitors of these lists.
#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "arch/isa.h"
#include "base/fields.h"

namespace octet {

inline constexpr int kCommandHeaderBytes = 8;                     // opcode, zero, wait[3], signal[3]
inline constexpr std::string_view kAddressUnit = "byte address";  // assembly prints these in hexadecimal

inline constexpr std::array<std::string_view, kBases> kBaseNames{"code", "constants", "io", "workspace"};
inline constexpr std::array<std::string_view, 2> kLoadTargetNames{"scratchpad", "parameters"};
inline constexpr std::array<std::string_view, 3> kRoundingNames{"double", "single", "double-legacy"};
inline constexpr std::array<std::string_view, 2> kPoolFunctionNames{"average", "max"};
inline constexpr std::array<std::string_view, 6> kBinaryFunctionNames{"add",     "subtract", "multiply",
                                                                      "minimum", "maximum",  "prelu"};
inline constexpr std::array<std::string_view, 3> kMoveModeNames{"copy", "requantize", "table"};
constexpr std::span<const std::string_view> names_of(Base) { return kBaseNames; }
constexpr std::span<const std::string_view> names_of(LoadTarget) { return kLoadTargetNames; }
constexpr std::span<const std::string_view> names_of(Rounding) { return kRoundingNames; }
constexpr std::span<const std::string_view> names_of(PoolFunction) { return kPoolFunctionNames; }
constexpr std::span<const std::string_view> names_of(BinaryFunction) { return kBinaryFunctionNames; }
constexpr std::span<const std::string_view> names_of(MoveMode) { return kMoveModeNames; }

// A string literal as template argument, so that prefixed field names are joined at compile time.
template <std::size_t N>
struct FixedString {
  char text[N];
  consteval FixedString(const char (&literal)[N]) { std::copy_n(literal, N, text); }
};
template <FixedString A, FixedString B>
inline constexpr auto kJoinedText = [] {
  std::array<char, sizeof(A.text) + sizeof(B.text) - 2> joined{};
  std::copy_n(B.text, sizeof(B.text) - 1, std::copy_n(A.text, sizeof(A.text) - 1, joined.begin()));
  return joined;
}();
template <FixedString A, FixedString B>
inline constexpr std::string_view kJoined{kJoinedText<A, B>.data(), kJoinedText<A, B>.size()};

template <class Self, class T>
concept FieldsOf = std::same_as<std::remove_const_t<Self>, T>;

template <FixedString P, class Self, class Visitor>
constexpr void visit_window(Self& w, Visitor&& v) {
  v(FieldInfo{kJoined<P, "address">, kAddressUnit, "scratchpad address of input element (0, 0, 0)"}, w.address);
  v(FieldInfo{kJoined<P, "row_pitch">, "bytes", "from one input row to the next"}, w.row_pitch);
  v(FieldInfo{kJoined<P, "pixel_pitch">, "bytes", "from one input pixel to the next"}, w.pixel_pitch);
  v(FieldInfo{kJoined<P, "channels">, "elements", "input channels"}, w.channels);
  v(FieldInfo{kJoined<P, "height">, "pixels", "input rows that exist; others read pad_value"}, w.height);
  v(FieldInfo{kJoined<P, "width">, "pixels", "input columns that exist; others read pad_value"}, w.width);
  v(FieldInfo{kJoined<P, "y0">, "pixels", "input row of output row 0, tap row 0"}, w.y0);
  v(FieldInfo{kJoined<P, "x0">, "pixels", "input column of output column 0, tap column 0"}, w.x0);
  v(FieldInfo{kJoined<P, "kernel_h">, "taps", "rows of the kernel"}, w.kernel_h);
  v(FieldInfo{kJoined<P, "kernel_w">, "taps", "columns of the kernel"}, w.kernel_w);
  v(FieldInfo{kJoined<P, "stride_h">, "pixels", "input rows per output row"}, w.stride_h);
  v(FieldInfo{kJoined<P, "stride_w">, "pixels", "input columns per output column"}, w.stride_w);
  v(FieldInfo{kJoined<P, "dilation_h">, "pixels", "input rows per tap row"}, w.dilation_h);
  v(FieldInfo{kJoined<P, "dilation_w">, "pixels", "input columns per tap column"}, w.dilation_w);
  v(FieldInfo{kJoined<P, "out_h">, "pixels", "output rows"}, w.out_h);
  v(FieldInfo{kJoined<P, "out_w">, "pixels", "output columns; M = out_h*out_w"}, w.out_w);
  v(FieldInfo{kJoined<P, "pad_value">, "", "value read outside the input: its zero point"}, w.pad_value);
}

template <FixedString P, class Self, class Visitor>
constexpr void visit_target(Self& t, Visitor&& v) {
  v(FieldInfo{kJoined<P, "address">, kAddressUnit, "scratchpad address of element (0, 0, 0)"}, t.address);
  v(FieldInfo{kJoined<P, "row_pitch">, "bytes", "from one row to the next"}, t.row_pitch);
  v(FieldInfo{kJoined<P, "pixel_pitch">, "bytes", "from one pixel to the next"}, t.pixel_pitch);
}

template <class Self, class Visitor>
constexpr void visit_transfer(Self& t, Visitor&& v) {
  v(FieldInfo{"base", "", "base register of the DRAM side"}, t.base);
  v(FieldInfo{"flip", "", "XOR every byte with 0x80 on the way (uint8 in DRAM, int8 on chip)"}, t.flip);
  v(FieldInfo{"dram_offset", kAddressUnit, "first DRAM byte, relative to the base register"}, t.dram_offset);
  v(FieldInfo{"local", kAddressUnit, "first scratchpad byte, or first parameter record"}, t.local);
  v(FieldInfo{"run_bytes", "bytes", "length of a contiguous run"}, t.run_bytes);
  v(FieldInfo{"inner", "runs", "runs of the inner loop"}, t.inner);
  v(FieldInfo{"outer", "", "turns of the outer loop"}, t.outer);
  v(FieldInfo{"dram_inner_pitch", "bytes", "DRAM: from run to run of the inner loop"}, t.dram_inner_pitch);
  v(FieldInfo{"dram_outer_pitch", "bytes", "DRAM: from turn to turn of the outer loop"}, t.dram_outer_pitch);
  v(FieldInfo{"local_inner_pitch", "bytes", "on chip: from run to run of the inner loop"}, t.local_inner_pitch);
  v(FieldInfo{"local_outer_pitch", "bytes", "on chip: from turn to turn of the outer loop"}, t.local_outer_pitch);
}

template <FieldsOf<LoadCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  v(FieldInfo{"target", "", "memory that is filled"}, c.target);
  visit_transfer(c.t, v);
}

template <FieldsOf<StoreCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  visit_transfer(c.t, v);
}

template <FieldsOf<ArrayCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  visit_window<"in.">(c.in, v);
  v(FieldInfo{"n", "channels", "output channels N"}, c.n);
  v(FieldInfo{"weights", kAddressUnit, "scratchpad address of the weights, folds N outer, K inner, tight"}, c.weights);
  v(FieldInfo{"acc_row", "row", "first accumulator row"}, c.acc_row);
  v(FieldInfo{"accumulate", "", "add to what the rows hold instead of replacing it"}, c.accumulate);
}

template <FieldsOf<RequantizeCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  v(FieldInfo{"acc_row", "row", "first accumulator row, in the layout an array command wrote"}, c.acc_row);
  v(FieldInfo{"out_h", "pixels", "output rows"}, c.out_h);
  v(FieldInfo{"out_w", "pixels", "output columns; M = out_h*out_w"}, c.out_w);
  v(FieldInfo{"n", "channels", "output channels N"}, c.n);
  v(FieldInfo{"parameters", "record", "first parameter record; one per output channel"}, c.parameters);
  v(FieldInfo{"rounding", "", "rounding mode of the requantizer"}, c.rounding);
  visit_target<"out.">(c.out, v);
  v(FieldInfo{"wide", "", "write the accumulators themselves, int32, without a record"}, c.wide);
}

template <FieldsOf<DepthwiseCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  visit_window<"in.">(c.in, v);
  v(FieldInfo{"weights", kAddressUnit, "scratchpad address of the weights [taps][channels*depth_multiplier]"},
    c.weights);
  v(FieldInfo{"depth_multiplier", "", "output channels per input channel"}, c.depth_multiplier);
  v(FieldInfo{"parameters", "record", "first parameter record; one per output channel"}, c.parameters);
  v(FieldInfo{"rounding", "", "rounding mode of the requantizer"}, c.rounding);
  visit_target<"out.">(c.out, v);
}

template <FieldsOf<PoolCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  visit_window<"in.">(c.in, v);
  v(FieldInfo{"parameters", "record", "the one record whose clamp and source_uint8 bit apply"}, c.parameters);
  visit_target<"out.">(c.out, v);
  v(FieldInfo{"function", "", "of the taps inside the input"}, c.function);
}

template <FieldsOf<BinaryCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  visit_target<"a.">(c.a, v);
  visit_target<"b.">(c.b, v);
  visit_target<"out.">(c.out, v);
  v(FieldInfo{"out_h", "pixels", "rows of both inputs and the output"}, c.out_h);
  v(FieldInfo{"out_w", "pixels", "columns of both inputs and the output"}, c.out_w);
  v(FieldInfo{"channels", "elements", "channels of both inputs and the output"}, c.channels);
  v(FieldInfo{"parameters", "record", "first of three records: input a, input b, output"}, c.parameters);
  v(FieldInfo{"function", "", "of an element of each input"}, c.function);
  v(FieldInfo{"broadcast_a", "", "input a has one channel, read for all"}, c.broadcast_a);
  v(FieldInfo{"broadcast_b", "", "input b has one channel, read for all"}, c.broadcast_b);
}

template <FieldsOf<MoveCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  visit_target<"in.">(c.in, v);
  visit_target<"out.">(c.out, v);
  v(FieldInfo{"out_h", "pixels", "rows"}, c.out_h);
  v(FieldInfo{"out_w", "pixels", "columns"}, c.out_w);
  v(FieldInfo{"channels", "elements", "channels"}, c.channels);
  v(FieldInfo{"mode", "", "copy bytes unchanged, rescale by the parameter record, or look up in the table"}, c.mode);
  v(
      FieldInfo{
          "parameters", "record",
          "the record of a rescaling move, or the first of 16 records of one half: 256 bytes, entry 0 for code -128"},
      c.parameters);
}

template <FieldsOf<SoftmaxCommand> Self, class Visitor>
constexpr void visit_fields(Self& c, Visitor&& v) {
  visit_target<"in.">(c.in, v);
  visit_target<"out.">(c.out, v);
  v(FieldInfo{"out_h", "pixels", "rows"}, c.out_h);
  v(FieldInfo{"out_w", "pixels", "columns"}, c.out_w);
  v(FieldInfo{"channels", "elements", "channels, over which the results add up to one"}, c.channels);
  v(FieldInfo{"parameters", "record", "first of 64 records of one half: 256 exponentials"}, c.parameters);
}

// Bytes of a command on the wire: its header and its fields, packed in list order.
template <class C>
constexpr int encoded_bytes() {
  int bytes = kCommandHeaderBytes;
  C command{};
  visit_fields(command, [&bytes](const FieldInfo&, auto& member) { bytes += sizeof(member); });
  return bytes;
}
static_assert(encoded_bytes<LoadCommand>() <= kCommandBytes && encoded_bytes<StoreCommand>() <= kCommandBytes);
static_assert(encoded_bytes<ArrayCommand>() <= kCommandBytes && encoded_bytes<RequantizeCommand>() <= kCommandBytes);
static_assert(encoded_bytes<DepthwiseCommand>() <= kCommandBytes && encoded_bytes<PoolCommand>() <= kCommandBytes);
static_assert(encoded_bytes<BinaryCommand>() <= kCommandBytes && encoded_bytes<MoveCommand>() <= kCommandBytes);
static_assert(encoded_bytes<SoftmaxCommand>() <= kCommandBytes);

}  // namespace octet
