// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Convolutions of float32 values, without bias and activation. What a window reads beside the tensor is 0.
#include <algorithm>

#include "models/evaluate_floats.h"
#include "models/float_product.h"
#include "models/typed_values.h"

namespace octet {
namespace {

// Geometry of a window over n h w c.
struct Window {
  Window(const Tensor& from, const Tensor& weights, const Tensor& to, const ConvOptions& options)
      : in(from.shape), kernel(weights.shape), out(to.shape), o(options) {}
  // First element of the input pixel under tap (ky, kx) of output pixel (y, x); negative: beside the tensor.
  std::int64_t under(std::int64_t b, std::int64_t y, std::int64_t x, std::int64_t ky, std::int64_t kx) const {
    const std::int64_t row = y * o.stride_h - o.pad_top + ky * o.dilation_h;
    const std::int64_t column = x * o.stride_w - o.pad_left + kx * o.dilation_w;
    const bool inside = row >= 0 && row < in[1] && column >= 0 && column < in[2];
    return inside ? ((b * in[1] + row) * in[2] + column) * in[3] : -1;
  }
  const std::vector<std::int64_t>&in, &kernel, &out;
  const ConvOptions& o;
};

// The pixels that output pixel `pixel` sees, one after the other.
void gather(const Window& w, const std::vector<float>& from, std::int64_t pixel, float* to) {
  const std::int64_t b = pixel / (w.out[1] * w.out[2]), y = pixel / w.out[2] % w.out[1], x = pixel % w.out[2];
  const auto channels = static_cast<std::size_t>(w.in[3]);
  for (std::int64_t ky = 0; ky < w.kernel[1]; ++ky)
    for (std::int64_t kx = 0; kx < w.kernel[2]; ++kx, to += channels) {
      const std::int64_t first = w.under(b, y, x, ky, kx);
      if (first < 0)
        std::fill_n(to, channels, 0.0f);
      else
        std::copy_n(from.data() + first, channels, to);
    }
}

}  // namespace

std::vector<float> float_convolution(const NodeValues& n) {
  constexpr std::int64_t kPixels = 32;  // gathered at once
  const std::vector<float> x = n.values<float>(0), filters = n.values<float>(1);
  const Window w(n.in(0), n.in(1), n.out(), std::get<ConvOptions>(n.node.options));
  const auto columns = static_cast<std::size_t>(w.kernel[0]), depth = filters.size() / columns;
  const FloatPanels panels(filters.data(), depth, columns, 1, depth);
  const std::int64_t pixels = w.out[0] * w.out[1] * w.out[2];
  std::vector<float> result(static_cast<std::size_t>(pixels) * columns);
  if (w.kernel[1] * w.kernel[2] == 1 && w.o.stride_h == 1 && w.o.stride_w == 1 && w.in[1] == w.out[1] &&
      w.in[2] == w.out[2]) {
    panels.multiply(x.data(), static_cast<std::size_t>(pixels), result.data());
    return result;
  }
  std::vector<float> seen(static_cast<std::size_t>(kPixels) * depth);
  for (std::int64_t first = 0; first < pixels; first += kPixels) {
    const std::int64_t count = std::min(kPixels, pixels - first);
    for (std::int64_t i = 0; i < count; ++i) gather(w, x, first + i, &seen[static_cast<std::size_t>(i) * depth]);
    panels.multiply(seen.data(), static_cast<std::size_t>(count), &result[static_cast<std::size_t>(first) * columns]);
  }
  return result;
}

std::vector<float> float_depthwise_convolution(const NodeValues& n) {
  const std::vector<float> x = n.values<float>(0), filters = n.values<float>(1);
  const Window w(n.in(0), n.in(1), n.out(), std::get<ConvOptions>(n.node.options));
  const auto channels = static_cast<std::size_t>(w.out[3]);
  const auto multiplier = static_cast<std::size_t>(w.o.depth_multiplier);
  std::vector<float> result(static_cast<std::size_t>(n.out().elements()), 0.0f);
  float* to = result.data();
  for (std::int64_t pixel = 0; pixel < w.out[0] * w.out[1] * w.out[2]; ++pixel, to += channels) {
    const std::int64_t b = pixel / (w.out[1] * w.out[2]), row = pixel / w.out[2] % w.out[1], column = pixel % w.out[2];
    const float* filter = filters.data();
    for (std::int64_t ky = 0; ky < w.kernel[1]; ++ky)
      for (std::int64_t kx = 0; kx < w.kernel[2]; ++kx, filter += channels) {
        const std::int64_t first = w.under(b, row, column, ky, kx);
        if (first < 0) continue;
        const float* seen = x.data() + first;
        if (multiplier == 1)
          for (std::size_t c = 0; c < channels; ++c) to[c] += seen[c] * filter[c];
        else
          for (std::size_t c = 0; c < channels; ++c) to[c] += seen[c / multiplier] * filter[c];
      }
  }
  return result;
}

// Each input element adds its products to the outputs under it, inputs in C order.
std::vector<float> float_transpose_convolution(const NodeValues& n) {
  const std::vector<float> x = n.values<float>(2), filters = n.values<float>(1);
  const auto& o = std::get<ConvOptions>(n.node.options);
  const std::vector<std::int64_t>&in = n.in(2).shape, &kernel = n.in(1).shape, &out = n.out().shape;
  const auto channels = static_cast<std::size_t>(out[3]), depth = static_cast<std::size_t>(in[3]);
  const auto taps = static_cast<std::size_t>(kernel[1] * kernel[2]);
  std::vector<float> turned(filters.size());  // [tap, depth, channel]
  for (std::size_t i = 0; i < filters.size(); ++i)
    turned[i % (taps * depth) * channels + i / (taps * depth)] = filters[i];
  std::vector<float> result(static_cast<std::size_t>(n.out().elements()), 0.0f);
  for (std::int64_t pixel = 0; pixel < in[0] * in[1] * in[2]; ++pixel) {
    const float* seen = x.data() + static_cast<std::size_t>(pixel) * depth;
    const std::int64_t top = pixel / in[2] % in[1] * o.stride_h - o.pad_top;
    const std::int64_t left = pixel % in[2] * o.stride_w - o.pad_left;
    for (std::size_t tap = 0; tap < taps; ++tap) {
      const std::int64_t row = top + static_cast<std::int64_t>(tap) / kernel[2];
      const std::int64_t column = left + static_cast<std::int64_t>(tap) % kernel[2];
      if (row < 0 || row >= out[1] || column < 0 || column >= out[2]) continue;
      const std::int64_t place = (pixel / (in[1] * in[2]) * out[1] + row) * out[2] + column;
      float* to = result.data() + static_cast<std::size_t>(place) * channels;
      for (std::size_t k = 0; k < depth; ++k)
        for (std::size_t c = 0; c < channels; ++c) to[c] += seen[k] * turned[(tap * depth + k) * channels + c];
    }
  }
  return result;
}

}  // namespace octet
