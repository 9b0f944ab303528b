// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a command does, in countable actions (docs/energy.md prices them).
#include <algorithm>

#include "arch/backend.h"
#include "arch/timing.h"
#include "base/units.h"

namespace octet {
namespace {

// Elements a window reads per output element: the per-lane window keeps what neighbours share.
std::int64_t fresh_taps(const Window& w) {
  return std::int64_t{w.kernel_h} * std::min<std::int64_t>(w.stride_w, w.kernel_w);
}

struct ActionVisitor {
  const Machine& m;
  Actions a{};
  std::int64_t element = m.element_bytes();
  bool floats = m.floats();

  // Elements that leave the vector unit: through a requantizer, or a plain lane operation on float machines.
  void produce(std::int64_t elements, bool requantized) {
    (requantized && !floats ? a.requantizations : a.vector_ops) += elements;
    a.scratchpad_write_bytes += elements * element;
  }
  // The sum column writes one more value per row and fold; float machines have none.
  std::int64_t sums(std::int64_t n_folds) const { return floats ? 0 : n_folds; }
  void operator()(const LoadCommand& c) {
    const std::int64_t bytes = c.t.bytes();
    (c.target == LoadTarget::kParameters ? a.parameter_write_bytes : a.scratchpad_write_bytes) += bytes;
  }
  void operator()(const StoreCommand& c) { a.scratchpad_read_bytes += c.t.bytes(); }
  void operator()(const ArrayCommand& c) {
    const std::int64_t pixels = c.in.pixels(), k = c.k();
    const std::int64_t n_folds = ceil_div<std::int64_t>(c.n, m.array_cols);
    const bool outputs_stay = m.array_dataflow == Dataflow::kOutputStationary;
    // How often psums leave the array, and weights enter it.
    const std::int64_t k_folds = outputs_stay ? 1 : ceil_div(k, m.array_rows);
    const std::int64_t m_folds = outputs_stay ? ceil_div(pixels, m.array_rows) : 1;
    const std::int64_t columns = c.n + sums(n_folds);
    a.macs += pixels * k * c.n;
    a.sum_macs += pixels * k * sums(n_folds);
    a.weight_loads += k * c.n * m_folds;
    a.pe_cycles += timing(Command{{}, c}, m).occupancy * m.array_rows * m.array_cols;
    a.scratchpad_read_bytes += (pixels * k * n_folds + k * c.n * m_folds) * element;
    a.accumulator_write_bytes += pixels * columns * k_folds * 4;
    a.accumulator_read_bytes += pixels * columns * (k_folds - (c.accumulate ? 0 : 1)) * 4;
  }
  void operator()(const RequantizeCommand& c) {
    const std::int64_t pixels = std::int64_t{c.out_h} * c.out_w;
    a.accumulator_read_bytes += pixels * (c.n + sums(ceil_div<std::int64_t>(c.n, m.array_cols))) * 4;
    if (!c.wide) a.parameter_read_bytes += c.n * Machine::kParameterRecordBytes;
    produce(pixels * c.n * c.parts(element), !c.wide);
  }
  void operator()(const DepthwiseCommand& c) {
    const std::int64_t channels = std::int64_t{c.in.channels} * c.depth_multiplier;
    const std::int64_t elements = c.in.pixels() * channels;
    a.vector_macs += elements * c.in.taps();
    a.scratchpad_read_bytes += (elements * fresh_taps(c.in) + c.in.taps() * channels) * element;
    a.parameter_read_bytes += channels * Machine::kParameterRecordBytes;
    produce(elements, true);
  }
  void operator()(const PoolCommand& c) {
    const std::int64_t elements = c.in.pixels() * c.in.channels;
    a.vector_ops += elements * c.in.taps();
    a.scratchpad_read_bytes += elements * fresh_taps(c.in) * element;
    a.parameter_read_bytes += Machine::kParameterRecordBytes;
    produce(elements, false);
  }
  void operator()(const BinaryCommand& c) {
    const std::int64_t pixels = std::int64_t{c.out_h} * c.out_w, elements = pixels * c.channels;
    const std::int64_t groups = ceil_div<std::int64_t>(c.channels, m.vector_lanes);
    // A broadcast byte is read once per pixel and channel group.
    a.scratchpad_read_bytes +=
        ((c.broadcast_a ? pixels * groups : elements) + (c.broadcast_b ? pixels * groups : elements)) * element;
    if (c.reads_records()) {
      a.parameter_read_bytes += 3 * Machine::kParameterRecordBytes;
      a.vector_ops += elements;
    }
    const bool scales_inputs = c.function == BinaryFunction::kAdd || c.function == BinaryFunction::kSubtract;
    if (!floats && scales_inputs) a.requantizations += 2 * elements;
    produce(elements, c.reads_records());
  }
  void operator()(const MoveCommand& c) {
    const std::int64_t elements = std::int64_t{c.out_h} * c.out_w * c.channels;
    a.scratchpad_read_bytes += elements * element;
    if (c.mode == MoveMode::kRequantize) a.parameter_read_bytes += Machine::kParameterRecordBytes;
    if (c.mode == MoveMode::kTable) a.parameter_read_bytes += kTableRecords * Machine::kParameterRecordBytes;
    produce(elements, c.mode == MoveMode::kRequantize);
  }
  // Three passes: comparing, adding, and a product that is rounded; one record is read for an exponential. The seven
  // products of a row's reciprocal are of the same kind.
  void operator()(const SoftmaxCommand& c) {
    const std::int64_t rows = std::int64_t{c.out_h} * c.out_w, elements = rows * c.channels;
    a.scratchpad_read_bytes += 3 * elements * element;
    a.parameter_read_bytes += 2 * elements * Machine::kParameterRecordBytes;
    a.vector_ops += 2 * elements;
    (floats ? a.vector_ops : a.requantizations) += kSoftmaxProducts * rows;
    produce(elements, true);
  }
};

}  // namespace

Actions& Actions::operator+=(const Actions& o) {
  macs += o.macs;
  pe_cycles += o.pe_cycles;
  weight_loads += o.weight_loads;
  sum_macs += o.sum_macs;
  vector_macs += o.vector_macs;
  vector_ops += o.vector_ops;
  requantizations += o.requantizations;
  scratchpad_read_bytes += o.scratchpad_read_bytes;
  scratchpad_write_bytes += o.scratchpad_write_bytes;
  accumulator_read_bytes += o.accumulator_read_bytes;
  accumulator_write_bytes += o.accumulator_write_bytes;
  parameter_read_bytes += o.parameter_read_bytes;
  parameter_write_bytes += o.parameter_write_bytes;
  commands += o.commands;
  return *this;
}

Actions actions(const Command& command, const Machine& machine) {
  ActionVisitor visitor{machine};
  std::visit(visitor, command.op);
  visitor.a.commands = 1;
  return visitor.a;
}

}  // namespace octet
