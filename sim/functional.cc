// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/functional.h"

#include <algorithm>
#include <cstring>

#include "arch/access.h"
#include "sim/array_kernel.h"
#include "sim/float_kernel.h"
#include "sim/vector_kernel.h"

namespace octet {
namespace {

// What a vector command writes, and where.
struct Output {
  Target target;
  std::int64_t height, width, channels;  // channels: bytes of a pixel
  std::int64_t bytes() const { return height * width * channels; }
  bool pixels_overlap() const {
    return (width > 1 && target.pixel_pitch < channels) ||
           (height > 1 && target.row_pitch < (width - 1) * target.pixel_pitch + channels);
  }
};
// `e`: bytes of an element.
Output output_of(const RequantizeCommand& c, std::int64_t e) { return {c.out, c.out_h, c.out_w, c.n * c.parts(e) * e}; }
Output output_of(const DepthwiseCommand& c, std::int64_t e) {
  return {c.out, c.in.out_h, c.in.out_w, std::int64_t{c.in.channels} * c.depth_multiplier * e};
}
Output output_of(const PoolCommand& c, std::int64_t e) { return {c.out, c.in.out_h, c.in.out_w, c.in.channels * e}; }
template <class Elementwise>
Output output_of(const Elementwise& c, std::int64_t e) {
  return {c.out, c.out_h, c.out_w, c.channels * e};
}

void run(const Machine& m, const RequantizeCommand& c, const OnChip& chip, OutputPlace out) {
  return m.floats() ? requantize_floats(m, c, chip, out) : requantize(c, m.array_cols, chip, out);
}
void run(const Machine& m, const DepthwiseCommand& c, const OnChip& chip, OutputPlace out) {
  return m.floats() ? depthwise_floats(m, c, chip, out) : depthwise(c, chip, out);
}
void run(const Machine& m, const PoolCommand& c, const OnChip& chip, OutputPlace out) {
  return m.floats() ? pool_floats(m, c, chip, out) : pool(c, chip, out);
}
void run(const Machine& m, const BinaryCommand& c, const OnChip& chip, OutputPlace out) {
  return m.floats() ? binary_floats(m, c, chip, out) : binary(c, chip, out);
}
void run(const Machine& m, const MoveCommand& c, const OnChip& chip, OutputPlace out) {
  return m.floats() ? move_floats(m, c, chip, out) : move(c, chip, out);
}
void run(const Machine& m, const SoftmaxCommand& c, const OnChip& chip, OutputPlace out) {
  return m.floats() ? softmax_floats(m, c, chip, out) : softmax(c, chip, out);
}

std::uint8_t* local_of(const LoadCommand& c, OnChip& chip) {
  return c.target == LoadTarget::kParameters
             ? chip.parameters.data() + std::int64_t{c.t.local} * Machine::kParameterRecordBytes
             : chip.scratchpad.data() + c.t.local;
}

struct Side {  // one end of a transfer
  std::int64_t outer_pitch, inner_pitch;
};
Side dram_side(const Transfer& t) { return {t.dram_outer_pitch, t.dram_inner_pitch}; }
Side local_side(const Transfer& t) { return {t.local_outer_pitch, t.local_inner_pitch}; }
Side packed_side(const Transfer& t) { return {std::int64_t{t.inner} * t.run_bytes, t.run_bytes}; }

// Copies the transfer's runs in order; memories at the two ends do not overlap.
void copy_runs(const Transfer& t, const std::uint8_t* from, Side source, std::uint8_t* to, Side sink, bool flip) {
  for (std::int64_t o = 0; o < t.outer; ++o)
    for (std::int64_t i = 0; i < t.inner; ++i) {
      const std::uint8_t* in = from + o * source.outer_pitch + i * source.inner_pitch;
      std::uint8_t* out = to + o * sink.outer_pitch + i * sink.inner_pitch;
      if (!flip) {
        std::memcpy(out, in, t.run_bytes);
        continue;
      }
      for (std::uint32_t b = 0; b < t.run_bytes; ++b) out[b] = in[b] ^ 0x80;
    }
}

std::vector<std::uint8_t>& region(MemoryImage& memory, const Transfer& t) {
  return memory.region[static_cast<std::size_t>(t.base)];
}
const std::vector<std::uint8_t>& region(const MemoryImage& memory, const Transfer& t) {
  return memory.region[static_cast<std::size_t>(t.base)];
}

// The sums of the first fold's rows, written beside every fold's rows.
void commit_sums(const ArrayCommand& c, std::int64_t columns, const std::int32_t* sums, OnChip& chip) {
  const std::int64_t pixels = c.in.pixels(), folds = (c.n + columns - 1) / columns;
  for (std::int64_t fold = 0; fold < folds; ++fold) {
    std::int32_t* out = chip.sums.data() + c.acc_row + fold * pixels;
    for (std::int64_t m = 0; m < pixels; ++m)
      out[m] = static_cast<std::int32_t>(static_cast<std::uint32_t>(sums[m]) +
                                         (c.accumulate ? static_cast<std::uint32_t>(out[m]) : 0u));
  }
}

struct Compute {
  const Machine& machine;
  const OnChip& chip;
  const MemoryImage& memory;
  Effect effect{};

  void operator()(const LoadCommand& c) {
    effect.bytes.resize(static_cast<std::size_t>(c.t.bytes()));
    copy_runs(c.t, region(memory, c.t).data() + c.t.dram_offset, dram_side(c.t), effect.bytes.data(), packed_side(c.t),
              c.t.flip);
  }
  void operator()(const StoreCommand& c) {
    effect.bytes.resize(static_cast<std::size_t>(c.t.bytes()));
    copy_runs(c.t, chip.scratchpad.data() + c.t.local, local_side(c.t), effect.bytes.data(), packed_side(c.t),
              c.t.flip);
  }
  void operator()(const ArrayCommand& c) {
    if (machine.floats()) {
      effect.products = multiply_floats(machine, c, chip);
      return;
    }
    const std::int64_t pixels = c.in.pixels(), folds = (c.n + machine.array_cols - 1) / machine.array_cols;
    effect.products.resize(static_cast<std::size_t>(folds * pixels * machine.array_cols));
    effect.sums.resize(static_cast<std::size_t>(pixels));
    multiply(c, machine.array_cols, chip.scratchpad, effect.products.data(), effect.sums.data(), false);
  }
  template <class VectorCommand>
  void operator()(const VectorCommand& c) {
    const Output out = output_of(c, machine.element_bytes());
    effect.bytes.resize(static_cast<std::size_t>(out.bytes()));
    run(machine, c, chip, {effect.bytes.data(), out.width * out.channels, out.channels});
  }
};

struct Commit {
  const Machine& machine;
  const Effect& effect;
  OnChip& chip;
  MemoryImage& memory;

  void operator()(const LoadCommand& c) const {
    copy_runs(c.t, effect.bytes.data(), packed_side(c.t), local_of(c, chip), local_side(c.t), false);
  }
  void operator()(const StoreCommand& c) const {
    copy_runs(c.t, effect.bytes.data(), packed_side(c.t), region(memory, c.t).data() + c.t.dram_offset, dram_side(c.t),
              false);
  }
  void operator()(const ArrayCommand& c) const {
    if (machine.floats()) return accumulate_floats(machine, c, effect.products, chip);
    const std::int64_t columns = machine.array_cols, pixels = c.in.pixels();
    for (std::int64_t first = 0; first < c.n; first += columns) {
      const std::int64_t width = std::min(columns, c.n - first);
      for (std::int64_t m = 0; m < pixels; ++m) {
        const std::int64_t row = first / columns * pixels + m;
        const std::int32_t* in = effect.products.data() + row * columns;
        std::int32_t* out = chip.accumulator.data() + (c.acc_row + row) * columns;
        for (std::int64_t i = 0; i < width; ++i)
          out[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(in[i]) +
                                             (c.accumulate ? static_cast<std::uint32_t>(out[i]) : 0u));
      }
    }
    commit_sums(c, columns, effect.sums.data(), chip);
  }
  template <class VectorCommand>
  void operator()(const VectorCommand& c) const {
    const Output out = output_of(c, machine.element_bytes());
    const std::uint8_t* in = effect.bytes.data();
    for (std::int64_t y = 0; y < out.height; ++y)
      for (std::int64_t x = 0; x < out.width; ++x, in += out.channels)
        std::memcpy(chip.scratchpad.data() + out.target.address + y * out.target.row_pitch + x * out.target.pixel_pitch,
                    in, static_cast<std::size_t>(out.channels));
  }
};

// True if the command reads a scratchpad byte that it also writes (by bounding range).
bool reads_own_output(const Command& command, const Machine& machine) {
  if (std::holds_alternative<RequantizeCommand>(command.op)) return false;  // it reads the accumulator
  const AccessList list = accesses(command, machine);
  for (const Access& write : list)
    for (const Access& read : list)
      if (write.write && !read.write && write.space == Space::kScratchpad && read.space == Space::kScratchpad &&
          read.begin < write.end && write.begin < read.end)
        return true;
  return false;
}

struct Execute {
  const Machine& machine;
  const Command& command;
  OnChip& chip;
  MemoryImage& memory;

  void operator()(const LoadCommand& c) const {
    copy_runs(c.t, region(memory, c.t).data() + c.t.dram_offset, dram_side(c.t), local_of(c, chip), local_side(c.t),
              c.t.flip);
  }
  void operator()(const StoreCommand& c) const {
    copy_runs(c.t, chip.scratchpad.data() + c.t.local, local_side(c.t), region(memory, c.t).data() + c.t.dram_offset,
              dram_side(c.t), c.t.flip);
  }
  void operator()(const ArrayCommand& c) const {
    if (machine.floats()) return accumulate_floats(machine, c, multiply_floats(machine, c, chip), chip);
    std::vector<std::int32_t> sums(static_cast<std::size_t>(c.in.pixels()));
    multiply(c, machine.array_cols, chip.scratchpad,
             chip.accumulator.data() + std::int64_t{c.acc_row} * machine.array_cols, sums.data(), c.accumulate);
    commit_sums(c, machine.array_cols, sums.data(), chip);
  }
  template <class VectorCommand>
  void operator()(const VectorCommand& c) const {
    const Output out = output_of(c, machine.element_bytes());
    if (out.pixels_overlap() || reads_own_output(command, machine)) {
      commit(machine, command, compute(machine, command, chip, memory), chip, memory);
      return;
    }
    run(machine, c, chip, {chip.scratchpad.data() + out.target.address, out.target.row_pitch, out.target.pixel_pitch});
  }
};

}  // namespace

Effect compute(const Machine& machine, const Command& command, const OnChip& chip, const MemoryImage& memory) {
  Compute visitor{machine, chip, memory};
  std::visit(visitor, command.op);
  return std::move(visitor.effect);
}

void commit(const Machine& machine, const Command& command, Effect&& effect, OnChip& chip, MemoryImage& memory) {
  const Effect taken = std::move(effect);
  std::visit(Commit{machine, taken, chip, memory}, command.op);
}

void execute(const Machine& machine, const Command& command, OnChip& chip, MemoryImage& memory) {
  std::visit(Execute{machine, command, chip, memory}, command.op);
}

}  // namespace octet
