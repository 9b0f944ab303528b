// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the compiler turns a graph into before it maps it: values (groups of tensors that share
// bytes) and layers, in canonical int8 form (uint8 codes moved by 128) or fp32.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "arch/float_record.h"
#include "arch/program.h"
#include "models/graph.h"

namespace octet {

// A value, or a regular part of it, as a layer sees it: n images of h x w pixels of c channels. Element
// (b, y, x, ch) is element offset + b*n_stride + y*h_stride + x*w_stride + ch*c_stride of the dense value. A
// broadcast dimension has extent 1 and stride 0; more than one channel of one stride have stride 1.
struct View {
  int value = -1;
  std::int64_t n = 1, h = 1, w = 1, c = 1;
  std::int64_t offset = 0, n_stride = 0, h_stride = 0, w_stride = 0, c_stride = 1;
  std::int64_t pixels() const { return n * h * w; }
  // Whole and in C order.
  static View dense(int value, std::int64_t n, std::int64_t h, std::int64_t w, std::int64_t c) {
    return {value, n, h, w, c, 0, h * w * c, w * c, c, 1};
  }
  bool operator==(const View&) const = default;
  bool is_dense() const {
    const View d = dense(value, n, h, w, c);
    auto same = [](std::int64_t extent, std::int64_t a, std::int64_t b) { return extent == 1 || a == b; };
    return offset == 0 && same(n, n_stride, d.n_stride) && same(h, h_stride, d.h_stride) &&
           same(w, w_stride, d.w_stride) && same(c, c_stride, d.c_stride);
  }
};

// Where a value lies in DRAM, in its file's type (flip: uint8 there, int8 here).
struct Home {
  Base base = Base::kWorkspace;
  std::int64_t offset = 0;
  bool flip = false;
};

// Bytes computed once: a tensor with the reshapes and sign changes of it.
struct Value {
  std::string name;
  std::int64_t elements = 0;
  bool from_dram = false;            // network input, constant or host output: never kept on chip
  std::vector<Home> homes;           // network outputs, host operands, and the spill place if not resident
  int producer = -1, last_use = -1;  // layer indices
  bool one_view = true;              // every layer sees all of it with the same h, w, c: rows may be padded
  View view;                         // the producer's view
  // placement
  bool resident = false;
  std::int64_t address = 0, row_pitch = 0;   // of the buffer in use, if only a stripe of it is there
  std::vector<std::int64_t> stripe_buffers;  // addresses; empty: the whole value is there
  std::int64_t stripe_rows = 0;              // each holds so many rows
  std::int64_t first_row = 0, end_row = 0;   // the rows that are there while its group is mapped
};

enum class LayerKind { kConvolution, kDepthwise, kPool, kBinary, kMove, kSoftmax, kHost };

struct Layer {
  LayerKind kind = LayerKind::kHost;
  std::vector<View> in;  // of a convolution with two the second is its weights: K pixels of n channels
  View out;
  // window of convolution, depthwise and pool; 1x1 for the others
  std::int64_t kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  std::int64_t pad_top = 0, pad_left = 0;
  std::int64_t depth_multiplier = 1;
  std::int64_t block = 0;  // of a depthwise convolution on the array: its channels in this part, the weights' 1/block
  std::int64_t pad_value = 0;  // canonical zero point of the first input
  Rounding rounding = Rounding::kDouble;
  PoolFunction pool = PoolFunction::kAverage;
  BinaryFunction function = BinaryFunction::kAdd;
  MoveMode mode = MoveMode::kCopy;
  std::vector<ParameterRecord> parameters;  // per output channel; binary 3, pool and move 1
  // Weights in canonical form: convolution [n][taps][c], depthwise [taps][channels*multiplier]; empty
  // without values. On a float machine the bytes of its elements.
  std::vector<std::int8_t> weights;
  std::vector<FloatRecord> float_records;  // instead of `parameters` on a float machine
  int weights_of = -1;                     // the layer that holds them; -1: this one
  std::int64_t output_parts = 1;     // elements of `out` per output channel: 4 where accumulators leave as they are
  std::int64_t parameter_count = 0;  // records, also without values
  std::vector<std::uint8_t> table;   // move: 256 codes, entry 0 for code -128; softmax: 256 words
  HostStep host;
  LayerInfo info;
  bool kept_weights = false, kept_records = false;  // they stay on chip between inferences
  bool continues = false;                           // a further part of the node of the layer before, reported with it

  bool has_records() const { return !parameters.empty() || !float_records.empty(); }
  std::array<std::uint8_t, 16> record(std::size_t i) const {
    return float_records.empty() ? encode(parameters[i]) : encode(float_records[i]);
  }
  std::int64_t taps() const { return kernel_h * kernel_w; }
  bool wide() const { return parameter_count == 0; }  // a convolution: sums instead of codes
  bool reads_table() const {
    return kind == LayerKind::kSoftmax || (kind == LayerKind::kMove && mode == MoveMode::kTable);
  }
  std::int64_t channels() const { return out.c / output_parts; }
};

// The network lowered: layers in execution order over values.
struct Network {
  std::vector<Value> values;
  std::vector<Layer> layers;
  std::vector<TensorPort> inputs, outputs;
  std::vector<State> states;  // variables, in the workspace
  std::int64_t io_bytes = 0, workspace_bytes = 0;
  bool has_values = false;
  std::vector<std::uint8_t> constants;  // constant operands, first in the constants region
  std::int64_t constants_bytes = 0;     // their size, also without values
};

}  // namespace octet
