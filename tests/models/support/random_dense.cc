// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Shapes of outputs are derived here from what is drawn, not by the importer's functions.
#include "tests/models/support/random_dense.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "base/fixed_point.h"
#include "models/factors.h"
#include "tests/models/support/probe_parts.h"

namespace octet::test {
namespace {

using Type = tflite::TensorType;
using Code = tflite::BuiltinOperator;
using Shape = std::vector<std::int32_t>;
using Bytes = std::vector<std::uint8_t>;

std::int32_t between(RandomSource& random, std::int32_t low, std::int32_t high) {
  return static_cast<std::int32_t>(random.between(low, high));
}

Bytes random_floats(RandomSource& random, std::size_t count) {
  Bytes bytes(count * sizeof(float));
  for (std::size_t i = 0; i < count; ++i) {
    const float value = positive(random, -3, 3) * (random.chance(50) ? 1.0f : -1.0f);
    std::memcpy(bytes.data() + i * sizeof value, &value, sizeof value);
  }
  return bytes;
}

// Scales and zero points of `count` channels, or one of all.
void set_weight_scales(RandomSource& random, TfliteWriter& w, std::int32_t weights, std::int32_t count) {
  auto& q = *w.tensor(weights).quantization;
  q.scale.clear();
  for (std::int32_t i = 0; i < count; ++i) q.scale.push_back(positive(random, -9, -6));
  q.zero_point.assign(static_cast<std::size_t>(count), q.zero_point.front());
}

}  // namespace

OracleCase random_resize(std::uint64_t seed) {
  RandomSource random(seed);
  constexpr Type kTypes[] = {Type::INT8, Type::UINT8, Type::FLOAT32};
  const Type type = kTypes[seed % 3];
  const bool multiple = random.chance(40);
  const Shape in{between(random, 1, 2), between(random, 1, 9), between(random, 1, 9), between(random, 1, 5)};
  const auto extent = [&](std::int32_t from) {
    return multiple ? from * between(random, 1, 4) : between(random, 1, 24);
  };
  const Shape out{in[0], extent(in[1]), extent(in[2]), in[3]};
  const bool codes = type != Type::FLOAT32;
  const std::vector<float> scale(codes ? 1 : 0, 0.5f);
  const std::vector<std::int64_t> zero(codes ? 1 : 0, zero_point(random, type));
  TfliteWriter w;
  w.add_tensor("in", type, in, scale, zero);
  w.add_tensor("out", type, out, scale, zero);
  tflite::ResizeBilinearOptionsT o;
  const std::int64_t mode = random.below(3);
  o.align_corners = mode == 1, o.half_pixel_centers = mode == 2;
  w.add_node(Code::RESIZE_BILINEAR, {0, add_numbers(w, {out[1], out[2]})}, {1}, options_union(o));
  w.set_inputs_and_outputs({0}, {1});
  Bytes bytes = codes ? random_bytes(random, elements_of(in)) : random_floats(random, elements_of(in));
  return {fmt::format("RESIZE_BILINEAR {} seed {}: {} to {}, mode {}", tflite::EnumNameTensorType(type), seed,
                      fmt::join(in, "x"), fmt::join(out, "x"), mode),
          w.bytes(),
          {{std::move(bytes)}}};
}

OracleCase random_transpose_conv(std::uint64_t seed) {
  RandomSource random(seed);
  const Type type = seed % 2 ? Type::UINT8 : Type::INT8;
  tflite::TransposeConvOptionsT o;
  o.stride_h = between(random, 1, 3), o.stride_w = between(random, 1, 3);
  o.padding = random.chance(50) ? tflite::Padding::SAME : tflite::Padding::VALID;
  const Shape in{between(random, 1, 2), between(random, 1, 6), between(random, 1, 6), between(random, 1, 7)};
  const std::int32_t channels = between(random, 1, 6);
  const Shape kernel{channels, between(random, 1, 4), between(random, 1, 4), in[3]};
  const auto extent = [&](std::int32_t from, std::int32_t size, std::int32_t stride) {
    if (o.padding == tflite::Padding::SAME) return from * stride - between(random, 0, stride - 1);
    return (from - 1) * stride + size + between(random, 0, stride - 1);
  };
  const Shape out{in[0], extent(in[1], kernel[1], o.stride_h), extent(in[2], kernel[2], o.stride_w), channels};
  const float in_scale = positive(random, -8, -4);
  TfliteWriter w;
  const std::int32_t shape = add_numbers(w, out);
  const std::int32_t weights =
      w.add_tensor("w", type, kernel, {0.01f}, {type == Type::UINT8 ? random.between(0, 255) : 0}, 0);
  set_weight_scales(random, w, weights, type == Type::INT8 && random.chance(70) ? channels : 1);
  w.make_constant(weights, random_bytes(random, elements_of(kernel)));
  const std::int32_t x = w.add_tensor("in", type, in, {in_scale}, {zero_point(random, type)});
  const float spread = 64 * std::sqrt(static_cast<float>(kernel[1] * kernel[2] * kernel[3]));
  const std::int32_t y = w.add_tensor("out", type, out, {in_scale * 0x1p-7f * spread * positive(random, -1, 0)},
                                      {zero_point(random, type)});
  std::vector<std::int32_t> operands{shape, weights, x};
  if (random.chance(60)) {
    Shape biases;
    for (std::int32_t i = 0; i < channels; ++i) biases.push_back(between(random, -20000, 20000));
    operands.push_back(add_numbers(w, biases));
    auto& q = *(w.tensor(operands.back()).quantization = std::make_unique<tflite::QuantizationParametersT>());
    for (const float scale : w.tensor(weights).quantization->scale) q.scale.push_back(in_scale * scale);
    q.zero_point.assign(q.scale.size(), 0);
  }
  w.add_node(Code::TRANSPOSE_CONV, operands, {y}, options_union(o));
  w.set_inputs_and_outputs({x}, {y});
  return {fmt::format("TRANSPOSE_CONV {} seed {}: {} by {} to {}", tflite::EnumNameTensorType(type), seed,
                      fmt::join(in, "x"), fmt::join(kernel, "x"), fmt::join(out, "x")),
          w.bytes(),
          {{random_bytes(random, elements_of(in))}}};
}

OracleCase random_matmul(std::uint64_t seed) {
  RandomSource random(seed);
  std::int32_t m = between(random, 1, 9), k = between(random, 1, 30), n = between(random, 1, 9);
  if (random.chance(15)) m = between(random, 1, 90), k = between(random, 1, 400), n = between(random, 1, 70);
  tflite::BatchMatMulOptionsT o;
  o.adj_x = random.chance(40), o.adj_y = random.chance(40);
  Shape batch(static_cast<std::size_t>(between(random, 0, 2)));
  for (std::int32_t& extent : batch) extent = between(random, 1, 3);
  Shape a = batch, b = batch, out = batch;
  for (std::size_t d = 0; d < batch.size(); ++d)
    if (random.chance(30)) (random.chance(50) ? a : b)[d] = 1;
  a.insert(a.end(), {o.adj_x ? k : m, o.adj_x ? m : k});
  b.insert(b.end(), {o.adj_y ? n : k, o.adj_y ? k : n});
  out.insert(out.end(), {m, n});
  const float scale_a = positive(random, -8, -4), scale_b = positive(random, -8, -4);
  const float spread = 64 * std::sqrt(static_cast<float>(k));
  TfliteWriter w;
  w.add_tensor("a", Type::INT8, a, {scale_a}, {zero_point(random, Type::INT8)});
  w.add_tensor("b", Type::INT8, b, {scale_b}, {zero_point(random, Type::INT8)});
  w.add_tensor("out", Type::INT8, out, {scale_a * scale_b * spread * positive(random, -1, 1)},
               {zero_point(random, Type::INT8)});
  w.add_node(Code::BATCH_MATMUL, {0, 1}, {2}, options_union(o));
  std::vector<Bytes> values{random_bytes(random, elements_of(a)), random_bytes(random, elements_of(b))};
  Shape inputs{0, 1};
  if (random.chance(40)) {
    w.make_constant(1, values.back());
    values.pop_back();
    inputs.pop_back();
  }
  w.set_inputs_and_outputs(inputs, {2});
  return {
      fmt::format("BATCH_MATMUL seed {}: {} by {}", seed, fmt::join(a, "x"), fmt::join(b, "x")), w.bytes(), {values}};
}

OracleCase matmul_pairs(std::uint64_t seed) {
  RandomSource random(seed);
  float a = 0, b = 0, out = 0;
  const auto shows = [&] {
    const Multiplier31 rounded = quantize_multiplier(batch_matmul_factor(a, b, out));
    const Multiplier31 exact = quantize_multiplier(static_cast<double>(a) * b / out);
    for (std::int32_t x = 1; x <= 255; ++x)
      for (std::int32_t y = x; y <= 255; ++y) {
        const std::int32_t code = multiply_by_quantized_multiplier(x * y, rounded.value, rounded.shift);
        if (code <= 255 && code != multiply_by_quantized_multiplier(x * y, exact.value, exact.shift)) return true;
      }
    return false;
  };
  do a = positive(random, -9, -1), b = positive(random, -9, -1), out = a * b * positive(random, 8, 9);
  while (!shows());
  TfliteWriter w;
  w.add_tensor("a", Type::INT8, {256, 1}, {a}, {-128});
  w.add_tensor("b", Type::INT8, {1, 256}, {b}, {-128});
  w.add_tensor("out", Type::INT8, {256, 256}, {out}, {-128});
  w.add_node(Code::BATCH_MATMUL, {0, 1}, {2}, options_union(tflite::BatchMatMulOptionsT()));
  w.set_inputs_and_outputs({0, 1}, {2});
  return {fmt::format("BATCH_MATMUL pairs seed {}", seed), w.bytes(), {{ascending(256), ascending(256)}}};
}

}  // namespace octet::test
