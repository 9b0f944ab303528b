// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What windows and fully connected layers take on the host: float32. Extents of the output need no check: what a
// window reads beside the tensor is nothing.
#include "models/host_operands_checks.h"
#include "models/import_text.h"

namespace octet {
namespace {

constexpr auto kFloat = DataType::kFloat32;

void require_between(const char* what, std::int64_t value, std::int64_t low) {
  constexpr std::int64_t kMost = 1 << 30;
  if (value < low || value > kMost) reject("{} is {}, allowed: {} to {}", what, value, low, kMost);
}

void check_steps(std::int64_t stride_h, std::int64_t stride_w, std::int64_t pad_top, std::int64_t pad_left) {
  require_between("stride_h", stride_h, 1);
  require_between("stride_w", stride_w, 1);
  require_between("pad_top", pad_top, 0);
  require_between("pad_left", pad_left, 0);
}

void check_floats(const Operands& o, std::initializer_list<std::size_t> inputs) {
  for (const std::size_t i : inputs) o.type(o.in(i), {kFloat});
  o.type(o.out(0), {kFloat});
}

void check_bias(const Operands& o, std::size_t input, std::int64_t channels) {
  if (!o.has(input)) return;
  o.type(o.in(input), {kFloat});
  if (o.in(input).elements() != channels)
    reject("{} has {} elements, allowed: {}", o.label(o.in(input)), o.in(input).elements(), channels);
}

void check_options(const ConvOptions& options) {
  check_steps(options.stride_h, options.stride_w, options.pad_top, options.pad_left);
  require_between("dilation_h", options.dilation_h, 1);
  require_between("dilation_w", options.dilation_w, 1);
  require_between("depth multiplier", options.depth_multiplier, 1);
}

}  // namespace

void check_float_convolution(const Operands& o) {
  o.counts(2, 3, 1);
  check_floats(o, {0, 1});
  for (const Tensor* t : {&o.in(0), &o.in(1), &o.out(0)}) o.rank(*t, 4, 4);
  const auto& options = o.options<ConvOptions>();
  check_options(options);
  const auto &in = o.in(0).shape, &kernel = o.in(1).shape, &out = o.out(0).shape;
  const bool depthwise = o.op() == Operator::kDepthwiseConv2d;
  const std::int64_t channels = depthwise ? in[3] * options.depth_multiplier : kernel[0];
  o.shape(o.out(0), {in[0], out[1], out[2], channels});
  o.shape(o.in(1), {depthwise ? 1 : channels, kernel[1], kernel[2], depthwise ? channels : in[3]});
  check_bias(o, 2, channels);
}

void check_float_transpose_convolution(const Operands& o) {
  o.counts(3, 4, 1);
  check_floats(o, {1, 2});
  for (const Tensor* t : {&o.in(1), &o.in(2), &o.out(0)}) o.rank(*t, 4, 4);
  check_options(o.options<ConvOptions>());
  const auto &in = o.in(2).shape, &kernel = o.in(1).shape, &out = o.out(0).shape;
  o.shape(o.in(1), {out[3], kernel[1], kernel[2], in[3]});
  o.shape(o.out(0), {in[0], out[1], out[2], kernel[0]});
  check_bias(o, 3, kernel[0]);
}

void check_float_fully_connected(const Operands& o) {
  o.counts(2, 3, 1);
  check_floats(o, {0, 1});
  o.options<FullyConnectedOptions>();
  o.rank(o.in(1), 2, 2);
  const std::int64_t channels = o.in(1).shape[0], depth = o.in(1).shape[1], elements = o.in(0).elements();
  if (elements % depth != 0 || o.out(0).elements() != elements / depth * channels)
    reject("{} has shape {} and {} {}, allowed: rows of {} and as many of {}", o.label(o.in(0)),
           shape_text(o.in(0).shape), o.label(o.out(0)), shape_text(o.out(0).shape), depth, channels);
  check_bias(o, 2, channels);
}

void check_float_pool(const Operands& o) {
  o.counts(1, 1, 1);
  check_floats(o, {0});
  const auto& options = o.options<PoolOptions>();
  check_steps(options.stride_h, options.stride_w, options.pad_top, options.pad_left);
  require_between("kernel_h", options.kernel_h, 1);
  require_between("kernel_w", options.kernel_w, 1);
  o.rank(o.in(0), 4, 4);
  o.rank(o.out(0), 4, 4);
  const auto &in = o.in(0).shape, &out = o.out(0).shape;
  o.shape(o.out(0), {in[0], out[1], out[2], in[3]});
}

}  // namespace octet
