// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random machine states and legal random commands of every kind for the functional tests: shapes that
// straddle folds and groups, windows over the border, overlapping outputs, every rounding.
#pragma once
#include <cstdint>
#include <random>

#include "arch/access.h"
#include "arch/isa.h"
#include "arch/machine.h"
#include "arch/program.h"
#include "sim/onchip.h"

namespace octet::functional_random {

inline constexpr std::int64_t kRegion = 4096;
inline constexpr std::int64_t kRegions[kBases] = {kRegion, kRegion, kRegion, kRegion};

inline Machine machine_of(std::int64_t rows, std::int64_t columns) {
  Machine m;
  m.array_rows = rows;
  m.array_cols = columns;
  m.scratchpad_bytes = 64 * 1024;
  m.scratchpad_banks = 2;
  m.accumulator_rows = 512;
  m.parameters_channels = 64;
  return m;
}

class Source {
 public:
  explicit Source(unsigned seed) : engine_(seed) {}
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  bool flag() { return in(0, 1) == 1; }
  std::uint32_t bits() { return static_cast<std::uint32_t>(engine_()); }
  template <class T>
  T pick(std::initializer_list<T> values) {
    return *(values.begin() + in(0, static_cast<std::int64_t>(values.size()) - 1));
  }

 private:
  std::mt19937 engine_;
};

inline ParameterRecord record(Source& s, Rounding rounding, int highest_shift = 3) {
  ParameterRecord r;
  const int bits = rounding == Rounding::kSingle ? 40 : 31;
  r.bias = static_cast<std::int32_t>(s.in(-20000, 20000));
  r.multiplier = s.in(std::int64_t{1} << (bits - 1), (std::int64_t{1} << bits) - 1);
  r.shift = static_cast<std::int8_t>(s.in(-12, highest_shift));
  r.clamp_min = static_cast<std::int8_t>(s.pick<std::int64_t>({-128, -128, s.in(-128, 0)}));
  r.clamp_max = static_cast<std::int8_t>(s.pick<std::int64_t>({127, 127, s.in(0, 127)}));
  r.zero_point_out = static_cast<std::int8_t>(s.in(-128, 127));
  r.zero_point_in = static_cast<std::int8_t>(s.in(-128, 127));
  r.zero_point_weight = static_cast<std::int8_t>(s.flag() ? 0 : s.in(-128, 127));
  r.source_uint8 = s.flag();
  return r;
}

inline void put(OnChip& chip, std::int64_t index, const ParameterRecord& r) {
  const auto bytes = encode(r);
  std::copy(bytes.begin(), bytes.end(), chip.parameters.begin() + index * 16);
}

// Random bytes everywhere, extremes often; accumulators around the requantizer's interesting range.
struct State {
  OnChip chip;
  MemoryImage memory;
  State(const Machine& machine, Source& s) : chip(machine) {
    for (auto& b : chip.scratchpad) {
      const std::uint32_t bits = s.bits();
      b = static_cast<std::uint8_t>(bits >> 31 ? bits : bits >> 30 & 1 ? 0x80 : bits >> 29 & 1 ? 0x7f : bits);
    }
    auto wild = [&] {
      const auto bits = static_cast<std::int32_t>(s.bits());
      return bits & 1 ? bits : bits >> 14;  // any int32, or about 100,000 in size
    };
    for (auto& a : chip.accumulator) a = wild();
    for (auto& a : chip.sums) a = wild();
    for (auto& region : memory.region) {
      region.resize(kRegion);
      for (auto& b : region) b = static_cast<std::uint8_t>(s.bits());
    }
  }
};

inline Window window(Source& s, int most_channels) {
  Window w;
  w.channels = static_cast<std::uint16_t>(s.in(1, most_channels));
  w.height = static_cast<std::uint16_t>(s.in(1, 9));
  w.width = static_cast<std::uint16_t>(s.in(1, 9));
  const bool pointwise = s.in(0, 2) == 0;
  w.kernel_h = static_cast<std::uint8_t>(pointwise ? 1 : s.in(1, 4));
  w.kernel_w = static_cast<std::uint8_t>(pointwise ? 1 : s.in(1, 4));
  w.stride_h = static_cast<std::uint8_t>(s.in(1, 3));
  w.stride_w = static_cast<std::uint8_t>(s.in(1, 3));
  w.dilation_h = static_cast<std::uint8_t>(s.in(1, 3));
  w.dilation_w = static_cast<std::uint8_t>(s.flag() ? 1 : s.in(1, 3));
  w.y0 = static_cast<std::int16_t>(s.in(-4, 3));
  w.x0 = static_cast<std::int16_t>(s.in(-4, 3));
  w.out_h = static_cast<std::uint16_t>(s.in(1, 5));
  w.out_w = static_cast<std::uint16_t>(s.in(1, 9));
  w.pad_value = static_cast<std::int8_t>(s.in(-128, 127));
  w.pixel_pitch = static_cast<std::uint32_t>(w.channels + (s.flag() ? 0 : s.in(0, 9)));
  w.row_pitch = static_cast<std::uint32_t>(w.width * w.pixel_pitch + (s.flag() ? 0 : s.in(0, 20)));
  w.address = static_cast<std::uint32_t>(s.in(0, 4096));
  return w;
}

// Pixels apart, or (rarely) on top of each other.
inline Target target(Source& s, std::int64_t width, std::int64_t channels) {
  Target t;
  t.address = static_cast<std::uint32_t>(s.in(0, 12000));
  t.pixel_pitch =
      static_cast<std::uint32_t>(s.in(0, 9) == 0 ? s.in(0, channels) : channels + (s.flag() ? 0 : s.in(0, 9)));
  t.row_pitch = static_cast<std::uint32_t>(width * t.pixel_pitch + (s.flag() ? 0 : s.in(0, 20)));
  return t;
}

inline Transfer transfer(Source& s) {
  Transfer t;
  t.base = s.pick({Base::kIo, Base::kWorkspace});
  t.flip = s.flag();
  t.dram_offset = static_cast<std::uint32_t>(s.in(0, 500));
  t.local = static_cast<std::uint32_t>(s.in(0, 60000));
  t.run_bytes = static_cast<std::uint32_t>(s.in(1, 40));
  t.inner = static_cast<std::uint16_t>(s.in(1, 5));
  t.outer = static_cast<std::uint16_t>(s.in(1, 5));
  t.dram_inner_pitch = static_cast<std::uint32_t>(s.in(0, 60));
  t.dram_outer_pitch = static_cast<std::uint32_t>(s.in(0, 400));
  t.local_inner_pitch = static_cast<std::uint32_t>(s.in(0, 60));
  t.local_outer_pitch = static_cast<std::uint32_t>(s.in(0, 400));
  return t;
}

// A command of the kind; may be illegal. Writes the records it uses into the chip.
inline Operation operation(Opcode opcode, const Machine& machine, Source& s, OnChip& chip) {
  const Rounding rounding = s.pick({Rounding::kDouble, Rounding::kSingle, Rounding::kDoubleLegacy});
  const auto first = static_cast<std::uint16_t>(s.in(0, 20));
  auto records = [&](std::int64_t count, Rounding r, int highest_shift) {
    for (std::int64_t i = 0; i < count && first + i < 128; ++i) put(chip, first + i, record(s, r, highest_shift));
  };
  switch (opcode) {
    case Opcode::kLoad: {
      LoadCommand c{LoadTarget::kScratchpad, transfer(s)};
      if (s.in(0, 3) == 0) {
        c = {LoadTarget::kParameters,
             {.base = Base::kConstants, .dram_offset = 16, .local = first, .run_bytes = 16 * 7}};
      }
      return c;
    }
    case Opcode::kStore:
      return StoreCommand{transfer(s)};
    case Opcode::kArray: {
      ArrayCommand c;
      c.in = window(s, 40);
      c.n = static_cast<std::uint16_t>(s.in(1, 50));
      c.weights = static_cast<std::uint32_t>(machine.scratchpad_bytes / 2 + s.in(0, 500));
      c.acc_row = static_cast<std::uint32_t>(s.in(0, 100));
      c.accumulate = s.flag();
      return c;
    }
    case Opcode::kRequantize: {
      RequantizeCommand c;
      c.acc_row = static_cast<std::uint32_t>(s.in(0, 100));
      c.out_h = static_cast<std::uint16_t>(s.in(1, 4));
      c.out_w = static_cast<std::uint16_t>(s.in(1, 9));
      c.n = static_cast<std::uint16_t>(s.in(1, 50));
      c.parameters = first;
      c.rounding = rounding;
      records(c.n, rounding, s.pick({3, -2}));
      c.wide = s.in(0, 4) == 0;
      c.out = target(s, c.out_w, c.n * c.parts(1));
      return c;
    }
    case Opcode::kDepthwise: {
      DepthwiseCommand c;
      c.in = window(s, s.pick({40, 70}));
      c.depth_multiplier = static_cast<std::uint8_t>(s.pick<std::int64_t>({1, 1, 2, 8}));
      c.weights = static_cast<std::uint32_t>(s.in(0, 12000));
      c.parameters = first;
      c.rounding = rounding;
      records(c.in.channels * c.depth_multiplier, rounding, s.pick({3, -2}));
      c.out = target(s, c.in.out_w, c.in.channels * c.depth_multiplier);
      return c;
    }
    case Opcode::kPool: {
      PoolCommand c;
      c.in = window(s, 40);
      c.parameters = first;
      records(1, rounding, 0);
      c.out = target(s, c.in.out_w, c.in.channels);
      c.function = s.pick({PoolFunction::kAverage, PoolFunction::kMax});
      return c;
    }
    case Opcode::kBinary: {
      BinaryCommand c;
      c.out_h = static_cast<std::uint16_t>(s.in(1, 4));
      c.out_w = static_cast<std::uint16_t>(s.in(1, 9));
      c.channels = static_cast<std::uint16_t>(s.in(1, 40));
      c.a = target(s, c.out_w, c.channels);
      c.b = target(s, c.out_w, c.channels);
      c.out = s.flag() ? c.a : target(s, c.out_w, c.channels);
      c.parameters = first;
      c.function = s.pick({BinaryFunction::kAdd, BinaryFunction::kSubtract, BinaryFunction::kMultiply,
                           BinaryFunction::kMinimum, BinaryFunction::kMaximum, BinaryFunction::kPrelu});
      c.broadcast_a = s.in(0, 3) == 0;
      c.broadcast_b = s.in(0, 3) == 0;
      if (s.in(0, 3) == 0) c.b.row_pitch = 0;
      if (s.in(0, 3) == 0) c.b.pixel_pitch = 0;
      const bool adds = c.function == BinaryFunction::kAdd || c.function == BinaryFunction::kSubtract;
      records(3, Rounding::kDouble, adds ? 0 : 3);
      return c;
    }
    case Opcode::kMove: {
      MoveCommand c;
      c.out_h = static_cast<std::uint16_t>(s.in(1, 4));
      c.out_w = static_cast<std::uint16_t>(s.in(1, 9));
      c.channels = static_cast<std::uint16_t>(s.in(1, 40));
      c.in = target(s, c.out_w, c.channels);
      c.out = target(s, c.out_w, c.channels);
      c.mode = s.pick({MoveMode::kCopy, MoveMode::kRequantize, MoveMode::kTable});
      c.parameters = first;
      records(c.mode == MoveMode::kTable ? kTableRecords : 1, Rounding::kDouble, 3);
      return c;
    }
    case Opcode::kSoftmax: {
      SoftmaxCommand c;
      c.out_h = static_cast<std::uint16_t>(s.in(1, 4));
      c.out_w = static_cast<std::uint16_t>(s.in(1, 9));
      c.channels = static_cast<std::uint16_t>(s.in(1, 40));
      c.in = target(s, c.out_w, c.channels);
      c.out = s.flag() ? c.in : target(s, c.out_w, c.channels);
      c.parameters = static_cast<std::uint16_t>(s.in(0, 1) * machine.parameters_channels);
      records(kExponentialRecords, Rounding::kDouble, 3);
      return c;
    }
  }
  return LoadCommand{};
}

// Draws until a command is legal.
inline Command command(Opcode opcode, const Machine& machine, Source& s, OnChip& chip) {
  for (;;) {
    Command c{{}, operation(opcode, machine, s, chip)};
    if (illegal(c, machine, kRegions).empty()) return c;
  }
}

}  // namespace octet::functional_random
