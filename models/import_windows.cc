// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operators that slide a window: convolutions and pools. The file's output shape
// must be the one its padding, strides and dilation give.
#include "models/import_windows.h"

#include <algorithm>
#include <cmath>

#include "base/fixed_point.h"
#include "models/import_text.h"

namespace octet {
namespace {

void require_at_least_one(std::string_view what, std::int64_t value) {
  if (value < 1) refuse("{} is {}, allowed: 1 or more", what, value);
}

// Shapes n h w c of input and output, and the extents that the window leaves.
void require_window_geometry(const NodeImport& n, bool same, const WindowAxis& rows, const WindowAxis& columns,
                             std::int64_t channels) {
  const Operand input = n.input(0), output = n.output();
  const std::vector<std::int64_t> expected = {input.tensor.shape[0], output_extent(same, rows),
                                              output_extent(same, columns), channels};
  if (expected[1] == 0 || expected[2] == 0)
    refuse("kernel {}x{} does not fit into {} of shape {} without padding", rows.kernel, columns.kernel, input.label,
           shape_text(input.tensor.shape));
  if (output.tensor.shape != expected)
    refuse("{} has shape {}, allowed: {}", output.label, shape_text(output.tensor.shape), shape_text(expected));
}

// The requantization multiplier of every channel must be one that TFLite defines (shift at most 31).
void require_convolution_multipliers(const NodeImport& n, std::size_t data) {
  if (is_float(n.input(data))) return;
  const float input = n.input(data).tensor.quantization.scales[0], output = n.output().tensor.quantization.scales[0];
  for (const float weight : n.input(1).tensor.quantization.scales) {
    const double factor = convolution_factor(n.input(data).tensor.type, input, weight, output);
    if (!std::isfinite(factor) || quantize_multiplier(factor).shift > 31)
      refuse("scale factor {} (input {} x weights {} / output {}), allowed: below 2^31", factor, input, weight, output);
  }
}

// The pools of TFLite rescale nothing.
void require_same_codes(const Operand& input, const Operand& output) {
  const Quantization &in = input.tensor.quantization, &out = output.tensor.quantization;
  if (std::abs(in.scales[0] - out.scales[0]) > 1e-6f || in.zero_points != out.zero_points)
    refuse("{} has scale {} and zero point {}, allowed: those of the input, {} and {}", output.label, out.scales[0],
           out.zero_points[0], in.scales[0], in.zero_points[0]);
}

// What CONV_2D and DEPTHWISE_CONV_2D share once the strides are known.
template <class Source>
ConvOptions read_convolution(NodeImport& n, const Source& source, std::int64_t channels) {
  const auto &in = n.input(0).tensor.shape, &kernel = n.input(1).tensor.shape;
  ConvOptions o;
  o.stride_h = source.stride_h(), o.stride_w = source.stride_w();
  o.dilation_h = source.dilation_h_factor(), o.dilation_w = source.dilation_w_factor();
  require_at_least_one("stride_h", o.stride_h);
  require_at_least_one("stride_w", o.stride_w);
  require_at_least_one("dilation_h", o.dilation_h);
  require_at_least_one("dilation_w", o.dilation_w);
  const bool same = is_same_padding(source.padding());
  const WindowAxis rows{in[1], kernel[1], o.stride_h, o.dilation_h};
  const WindowAxis columns{in[2], kernel[2], o.stride_w, o.dilation_w};
  require_window_geometry(n, same, rows, columns, channels);
  o.pad_top = pad_before(same, rows), o.pad_left = pad_before(same, columns);
  o.activation = activation_of(source.fused_activation_function());
  if (n.has_input(2)) require_bias(n.input(2), n.input(0), channels);
  require_convolution_multipliers(n, 0);
  return o;
}

}  // namespace

bool is_same_padding(tflite::Padding padding) {
  if (padding == tflite::Padding::SAME) return true;
  if (padding == tflite::Padding::VALID) return false;
  refuse("padding {}, allowed: SAME (0), VALID (1)", static_cast<int>(padding));
}

std::int64_t output_extent(bool same, const WindowAxis& a) {
  if (same) return (a.input - 1) / a.stride + 1;
  const std::int64_t reach = (a.kernel - 1) * a.dilation + 1;
  return reach > a.input ? 0 : (a.input - reach) / a.stride + 1;
}

std::int64_t pad_before(bool same, const WindowAxis& a) {
  if (!same) return 0;
  const std::int64_t reach = (a.kernel - 1) * a.dilation + 1;
  return std::max<std::int64_t>(0, (output_extent(true, a) - 1) * a.stride + reach - a.input) / 2;
}

ConvOptions read_conv(NodeImport& n) {
  require_operand_count(n, 2, 3);
  require_value_flow(n);
  const Operand input = n.input(0), weights = n.input(1);
  require_rank(input, 4);
  require_rank(n.output(), 4);
  require_rank(weights, 4);
  require_weights(weights, input, 0);
  if (weights.tensor.shape[3] != input.tensor.shape[3])
    refuse("grouped convolution: {} reads {} channels of {}, allowed: all", weights.label, weights.tensor.shape[3],
           input.tensor.shape[3]);
  return read_convolution(n, require_options(n.source.builtin_options_as_Conv2DOptions(), n), weights.tensor.shape[0]);
}

ConvOptions read_depthwise(NodeImport& n) {
  require_operand_count(n, 2, 3);
  require_value_flow(n);
  const Operand input = n.input(0), weights = n.input(1);
  require_rank(input, 4);
  require_rank(n.output(), 4);
  require_rank(weights, 4);
  require_weights(weights, input, 3);
  const auto& source = require_options(n.source.builtin_options_as_DepthwiseConv2DOptions(), n);
  const std::int64_t in = input.tensor.shape[3], out = weights.tensor.shape[3];
  if (weights.tensor.shape[0] != 1)
    refuse("{} has shape {}, allowed: 1 first", weights.label, shape_text(weights.tensor.shape));
  if (out != in * source.depth_multiplier())
    refuse("depth multiplier {} with {} input and {} output channels, allowed: their quotient",
           source.depth_multiplier(), in, out);
  ConvOptions options = read_convolution(n, source, out);
  options.depth_multiplier = source.depth_multiplier();
  return options;
}

ConvOptions read_transpose_conv(NodeImport& n) {
  require_operand_count(n, 3, 4);
  const Operand weights = n.input(1), input = n.input(2), output = n.output();
  require_value_flow(n, 2);
  for (const Operand& o : {weights, input, output}) require_rank(o, 4);
  require_weights(weights, input, 0);
  const auto &in = input.tensor.shape, &kernel = weights.tensor.shape, &out = output.tensor.shape;
  if (kernel[3] != in[3])
    refuse("{} reads {} channels of {}, allowed: all {}", weights.label, kernel[3], input.label, in[3]);
  require_shape(output, integers_of(n.input(0)));
  const auto& source = require_options(n.source.builtin_options_as_TransposeConvOptions(), n);
  ConvOptions o;
  o.stride_h = source.stride_h(), o.stride_w = source.stride_w();
  require_at_least_one("stride_h", o.stride_h);
  require_at_least_one("stride_w", o.stride_w);
  const bool same = is_same_padding(source.padding());
  const WindowAxis rows{out[1], kernel[1], o.stride_h}, columns{out[2], kernel[2], o.stride_w};
  require_shape(input, {out[0], output_extent(same, rows), output_extent(same, columns), in[3]});
  require_shape(output, {in[0], out[1], out[2], kernel[0]});
  o.pad_top = pad_before(same, rows), o.pad_left = pad_before(same, columns);
  o.activation = activation_of(source.fused_activation_function());
  if (n.has_input(3)) require_bias(n.input(3), input, kernel[0]);
  require_convolution_multipliers(n, 2);
  return o;
}

PoolOptions read_pool(NodeImport& n) {
  require_operand_count(n, 1, 1);
  require_value_flow(n);
  const Operand input = n.input(0), output = n.output();
  require_rank(input, 4);
  require_rank(output, 4);
  const auto& source = require_options(n.source.builtin_options_as_Pool2DOptions(), n);
  if (!is_float(input)) require_same_codes(input, output);
  PoolOptions o;
  o.stride_h = source.stride_h(), o.stride_w = source.stride_w();
  o.kernel_h = source.filter_height(), o.kernel_w = source.filter_width();
  require_at_least_one("stride_h", o.stride_h);
  require_at_least_one("stride_w", o.stride_w);
  require_at_least_one("filter_height", o.kernel_h);
  require_at_least_one("filter_width", o.kernel_w);
  const bool same = is_same_padding(source.padding());
  const WindowAxis rows{input.tensor.shape[1], o.kernel_h, o.stride_h};
  const WindowAxis columns{input.tensor.shape[2], o.kernel_w, o.stride_w};
  require_window_geometry(n, same, rows, columns, input.tensor.shape[3]);
  o.pad_top = pad_before(same, rows), o.pad_left = pad_before(same, columns);
  o.activation = activation_of(source.fused_activation_function());
  return o;
}

}  // namespace octet
