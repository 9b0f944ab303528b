// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Lowering of operators that slide a window: convolutions, pools, and those that are one in disguise. A mean
// is a convolution with weights of one, a transposed convolution one per phase of its stride, PAD a pool of one tap
// that reads the border's value outside.
#include <algorithm>
#include <numeric>

#include "base/units.h"
#include "compiler/depthwise.h"
#include "compiler/float_parameters.h"
#include "compiler/lowering.h"
#include "compiler/parameters.h"
#include "models/bilinear_plan.h"
#include "models/inspect.h"
#include "models/reduction_window.h"

namespace octet {
namespace {

template <class Options>
void set_window(const Options& o, Layer& layer) {
  layer.stride_h = o.stride_h;
  layer.stride_w = o.stride_w;
  layer.pad_top = o.pad_top;
  layer.pad_left = o.pad_left;
}

}  // namespace

void Lowering::lower_convolution(const Node& node) {
  const auto& o = std::get<ConvOptions>(node.options);
  Layer layer = layer_of(node, LayerKind::kConvolution);
  set_window(o, layer);
  layer.dilation_h = o.dilation_h;
  layer.dilation_w = o.dilation_w;
  const auto deferred = deferred_.find(node.inputs.at(0));
  if (deferred != deferred_.end()) {
    layer.in = {input_view(deferred->second.source)};
    layer.pad_top += deferred->second.top;
    layer.pad_left += deferred->second.left;
  } else {
    layer.in = {input_view(node.inputs[0])};
  }
  layer.out = output_view(node.outputs.at(0));
  layer.pad_value = floats() ? 0 : canonical_zero_point(in(node, 0));
  const auto& shape = in(node, 1).shape;
  layer.kernel_h = shape.at(1);
  layer.kernel_w = shape.at(2);
  // A depthwise convolution of one channel is an ordinary convolution: it goes to the array.
  if (node.op == Operator::kDepthwiseConv2d && layer.in[0].c > 1) {
    layer.kind = LayerKind::kDepthwise;
    layer.depth_multiplier = layer.out.c / layer.in[0].c;
  }
  layer.parameter_count = layer.out.c;
  if (values()) fold(node, layer);
  if (layer.kind == LayerKind::kDepthwise) return add_depthwise(node, std::move(layer));
  add_layer(std::move(layer));
}

// On the unit that is faster on this machine; on the array block by block of its channels.
void Lowering::add_depthwise(const Node& node, Layer&& layer) {
  // A guess, as placement comes later: what is large goes through DRAM, but for layers that run in stripes; blocks do
  // not.
  std::int64_t whole = 0, blocks = 0;
  auto stream = [&](int value, bool in_dram) {
    const std::int64_t elements = network_.values[static_cast<std::size_t>(value)].elements;
    if (in_dram) whole += elements;
    if (in_dram || 2 * elements * machine_.element_bytes() > machine_.scratchpad_bytes) blocks += elements;
  };
  const int in = layer.in[0].value;
  stream(in, network_.values[static_cast<std::size_t>(in)].from_dram);
  stream(layer.out.value, is_network_output(node.outputs.at(0)));
  const DepthwiseCost& cost = depthwise_costs_.of(layer, whole, blocks);
  const bool wanted = options_.depthwise == DepthwiseUnit::kArray ||
                      (options_.depthwise == DepthwiseUnit::kFaster && cost.array_pays());
  const bool on_array = cost.block > 0 && wanted;
  layer.info.choice = unit_text(cost, on_array);
  if (cost.block > 0) {
    layer.info.runner_up = on_array ? "vector unit" : "array";
    layer.info.runner_up_ratio = on_array ? cost.vector / cost.array : cost.array / cost.vector;
  }
  if (!on_array) return add_layer(std::move(layer));
  layer.info.bound_vector = depthwise_bound(layer, machine_);
  for (std::int64_t c0 = 0; c0 < layer.in[0].c; c0 += cost.block) {
    read(in);
    output_value(node.outputs.at(0));
    const std::int64_t c = std::min(cost.block, layer.in[0].c - c0);
    Layer part = depthwise_block(layer, c0, c);
    if (real_) fold_float_block(machine_, layer, c0, c, part);
    add_layer(std::move(part));
    layer.info.bound_vector = 0;  // of the whole, in the first part
  }
}

std::int64_t Lowering::image_rows(std::int64_t pixels) {
  constexpr std::int64_t kMostColumns = 32767;
  std::int64_t rows = ceil_div(pixels, kMostColumns);
  while (pixels % rows != 0) ++rows;
  return rows;
}

// A fully connected layer is a 1x1 convolution over rows of K, which are the pixels of an image.
void Lowering::lower_fully_connected(const Node& node) {
  Layer layer = layer_of(node, LayerKind::kConvolution);
  const std::int64_t k = in(node, 1).shape.at(1), n = in(node, 1).shape.at(0);
  const std::int64_t m = in(node, 0).elements() / k;
  const std::int64_t rows = image_rows(m);
  layer.in = {View::dense(use(node.inputs.at(0)), 1, rows, m / rows, k)};
  layer.out = View::dense(output_value(node.outputs.at(0)), 1, rows, m / rows, n);
  layer.pad_value = floats() ? 0 : canonical_zero_point(in(node, 0));
  layer.parameter_count = n;
  if (values()) fold(node, layer);
  add_layer(std::move(layer));
}

namespace {

// One axis of a transposed convolution: outputs phase, phase + stride, ... are an ordinary convolution of stride 1 with
// every stride-th tap, reversed.
struct Phase {
  std::int64_t outputs = 0, taps = 0, first_tap = 0, pad = 0;
};
Phase phase_of(std::int64_t phase, std::int64_t stride, std::int64_t kernel, std::int64_t pad, std::int64_t outputs) {
  Phase p;
  p.outputs = ceil_div(outputs - phase, stride);
  p.first_tap = (phase + pad) % stride;
  p.taps = p.first_tap < kernel ? ceil_div(kernel - p.first_tap, stride) : 0;
  p.pad = std::max<std::int64_t>(p.taps, 1) - 1 - (phase + pad - p.first_tap) / stride;
  return p;
}

}  // namespace

void Lowering::lower_transpose_convolution(const Node& node) {
  const auto& o = std::get<ConvOptions>(node.options);
  const auto& kernel = in(node, 1).shape;
  const View input = input_view(node.inputs.at(2)), whole = output_view(node.outputs.at(0));
  for (std::int64_t y = 0; y < std::min(o.stride_h, whole.h); ++y) {
    for (std::int64_t x = 0; x < std::min(o.stride_w, whole.w); ++x) {
      const Phase rows = phase_of(y, o.stride_h, kernel.at(1), o.pad_top, whole.h);
      const Phase columns = phase_of(x, o.stride_w, kernel.at(2), o.pad_left, whole.w);
      Layer layer = layer_of(node, LayerKind::kConvolution);
      use(node.inputs[2]);
      output_value(node.outputs[0]);
      layer.info.macs = y == 0 && x == 0 ? macs_of(graph_, node) : 0;
      layer.in = {input};
      layer.out = whole;
      layer.out.h = rows.outputs;
      layer.out.w = columns.outputs;
      layer.out.offset = y * whole.h_stride + x * whole.w_stride;
      layer.out.h_stride *= o.stride_h;
      layer.out.w_stride *= o.stride_w;
      const bool taps = rows.taps > 0 && columns.taps > 0;  // without, only the bias is left
      layer.kernel_h = taps ? rows.taps : 1;
      layer.kernel_w = taps ? columns.taps : 1;
      layer.pad_top = taps ? rows.pad : 0;
      layer.pad_left = taps ? columns.pad : 0;
      layer.pad_value = floats() ? 0 : canonical_zero_point(in(node, 2));
      layer.parameter_count = layer.out.c;
      if (values()) {
        const TapSelection selection{taps ? rows.taps : 0, columns.taps, rows.first_tap,
                                     columns.first_tap,    o.stride_h,   o.stride_w};
        fold_transpose_convolution(graph_, node, selection, layer);
      }
      add_layer(std::move(layer));
    }
  }
}

void Lowering::lower_pool(const Node& node) {
  const auto& o = std::get<PoolOptions>(node.options);
  Layer layer = layer_of(node, LayerKind::kPool);
  set_window(o, layer);
  layer.kernel_h = o.kernel_h;
  layer.kernel_w = o.kernel_w;
  layer.pool = node.op == Operator::kMaxPool2d ? PoolFunction::kMax : PoolFunction::kAverage;
  layer.in = {input_view(node.inputs.at(0))};
  layer.out = output_view(node.outputs.at(0));
  layer.pad_value = floats() ? 0 : canonical_zero_point(in(node, 0));
  layer.parameter_count = 1;
  if (values()) fold(node, layer);
  add_layer(std::move(layer));
}

// Along the last dimension a mean is a fully connected layer of one output; otherwise a depthwise convolution.
void Lowering::lower_mean(const Node& node) {
  const auto r = reduction_window(in(node, 0).shape, std::get<ReduceOptions>(node.options).axes);
  OCTET_CHECK(r, "node {} {}", node.index, node.op_name);
  Layer layer = layer_of(node, r->c > 1 ? LayerKind::kDepthwise : LayerKind::kConvolution);
  const int value = use(node.inputs.at(0)), result = output_value(node.outputs.at(0));
  if (r->c > 1) {
    layer.in = {View::dense(value, r->n, r->h, r->w, r->c)};
    layer.out = View::dense(result, r->n, r->out_h, r->out_w, r->c);
    layer.kernel_h = r->kernel_h;
    layer.kernel_w = r->kernel_w;
  } else {
    const std::int64_t rows = image_rows(r->h);
    layer.in = {View::dense(value, 1, rows, r->h / rows, r->w)};
    layer.out = View::dense(result, 1, rows, r->h / rows, 1);
  }
  layer.parameter_count = r->c;
  layer.pad_value = floats() ? 0 : canonical_zero_point(in(node, 0));
  if (real_)
    fold_floats(graph_, *real_, machine_, node, r->taps(), layer);
  else if (values())
    fold_mean(graph_, node, r->taps(), layer);
  add_layer(std::move(layer));
}

void Lowering::lower_reduce_max(const Node& node) {
  const auto r = reduction_window(in(node, 0).shape, std::get<ReduceOptions>(node.options).axes);
  OCTET_CHECK(r, "node {} {}", node.index, node.op_name);
  Layer layer = layer_of(node, LayerKind::kPool);
  layer.pool = PoolFunction::kMax;
  layer.in = {View::dense(use(node.inputs.at(0)), r->n, r->h, r->w, r->c)};
  layer.out = View::dense(output_value(node.outputs.at(0)), r->n, r->out_h, r->out_w, r->c);
  layer.kernel_h = r->kernel_h;
  layer.kernel_w = r->kernel_w;
  layer.parameter_count = 1;
  if (values()) fold(node, layer);
  add_layer(std::move(layer));
}

namespace {

// The output pixels of a pair of runs in a view of the whole.
void place_run(const BilinearRun& rows, const BilinearRun& columns, View& out) {
  out.offset = rows.begin * out.h_stride + columns.begin * out.w_stride;
  out.h = rows.outputs;
  out.w = columns.outputs;
  out.h_stride *= rows.step;
  out.w_stride *= columns.step;
}

// The input pixels of runs of one tap; a run that stays at its input has one.
void take_run(const BilinearRun& rows, const BilinearRun& columns, View& in) {
  in.offset = rows.input * in.h_stride + columns.input * in.w_stride;
  in.h = rows.stride == 0 ? 1 : rows.outputs;
  in.w = columns.stride == 0 ? 1 : columns.outputs;
  in.h_stride *= rows.stride;
  in.w_stride *= columns.stride;
}

}  // namespace

// Per pair of rows and columns that are weighed alike a depthwise convolution of at most 2x2 taps, or a copy where
// there is one; output pixels of a pair lie `step` apart.
void Lowering::lower_resize_bilinear(const Node& node) {
  const auto plan = bilinear_plan(in(node, 0), out(node), std::get<ResizeOptions>(node.options));
  OCTET_CHECK(plan, "node {} {}", node.index, node.op_name);
  for (const BilinearRun& rows : plan->rows) {
    for (const BilinearRun& columns : plan->columns) {
      const bool copy = rows.taps == 1 && columns.taps == 1;
      Layer layer = layer_of(node, copy ? LayerKind::kMove : LayerKind::kDepthwise);
      layer.in = {input_view(node.inputs.at(0))};
      layer.out = output_view(node.outputs.at(0));
      place_run(rows, columns, layer.out);
      if (copy) {
        take_run(rows, columns, layer.in[0]);
        add_layer(std::move(layer));
        continue;
      }
      layer.kernel_h = rows.taps;
      layer.kernel_w = columns.taps;
      layer.stride_h = rows.stride;
      layer.stride_w = columns.stride;
      layer.pad_top = -rows.input;
      layer.pad_left = -columns.input;
      layer.parameter_count = layer.out.c;
      if (values()) fold_bilinear(graph_, node, rows, columns, layer);
      add_layer(std::move(layer));
    }
  }
}

// The border's canonical code: a constant of PADV2, the zero point of PAD.
std::int64_t Lowering::pad_value_of(const Node& node) const {
  if (node.op != Operator::kPadV2 || tensor(node.inputs.at(2)).data.empty()) return canonical_zero_point(out(node));
  const std::uint8_t byte = tensor(node.inputs[2]).data[0];
  return static_cast<std::int8_t>(out(node).type == DataType::kUint8 ? byte ^ 0x80 : byte);
}

// True if all that reads the padded tensor are convolutions, whose windows read the border's value outside anyway.
bool Lowering::defer_pad(const Node& node) {
  const int padded = node.outputs.at(0);
  const auto& before = std::get<PadOptions>(node.options).before;
  const auto &from = in(node, 0).shape, &to = out(node).shape;
  if (pad_value_of(node) != canonical_zero_point(out(node))) return false;
  if (from.size() != 4 || from[0] != to[0] || from[3] != to[3] || is_network_output(padded)) return false;
  for (const Node& reader : graph_.nodes) {
    const auto reads = std::count(reader.inputs.begin(), reader.inputs.end(), padded);
    if (reads == 0) continue;
    const bool convolution = reader.op == Operator::kConv2d || reader.op == Operator::kDepthwiseConv2d;
    if (!convolution || reads > 1 || reader.inputs[0] != padded) return false;
  }
  deferred_[padded] = {node.inputs.at(0), before[1], before[2]};
  return true;
}

void Lowering::lower_pad(const Node& node) {
  if (defer_pad(node)) return;
  const auto& before = std::get<PadOptions>(node.options).before;
  Layer layer = layer_of(node, LayerKind::kPool);
  layer.pool = PoolFunction::kMax;
  layer.in = {input_view(node.inputs.at(0))};
  layer.out = output_view(node.outputs.at(0));
  const std::size_t d = before.size();
  layer.pad_top = d > 2 ? before[d - 3] : 0;
  layer.pad_left = d > 1 ? before[d - 2] : 0;
  if (d > 0 && layer.in[0].c != layer.out.c) {  // along the last dimension: its elements are pixels of one channel
    layer.in[0] = View::dense(layer.in[0].value, 1, layer.in[0].pixels(), layer.in[0].c, 1);
    layer.out = View::dense(layer.out.value, 1, layer.out.pixels(), layer.out.c, 1);
    layer.pad_left = before[d - 1];
  }
  layer.pad_value = floats() ? 0 : pad_value_of(node);
  layer.parameter_count = 1;
  if (values()) fold(node, layer);
  add_layer(std::move(layer));
}

}  // namespace octet
