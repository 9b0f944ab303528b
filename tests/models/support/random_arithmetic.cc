// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Scales are drawn so that outputs use their range; probes draw until a likely mistake shows.
#include "tests/models/support/random_arithmetic.h"

#include <fmt/format.h>

#include <algorithm>

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
Type type_of_seed(std::uint64_t seed) { return seed % 2 ? Type::UINT8 : Type::INT8; }
std::string text_of(Code op, Type type, std::uint64_t seed) {
  return fmt::format("{} {} seed {}", tflite::EnumNameBuiltinOperator(op), tflite::EnumNameTensorType(type), seed);
}
tflite::ActivationFunctionType random_activation(RandomSource& random) {
  using A = tflite::ActivationFunctionType;
  return random.pick<A>({A::NONE, A::NONE, A::RELU, A::RELU6, A::RELU_N1_TO_1});
}

void add_binary_node(TfliteWriter& w, Code op, std::int32_t a, std::int32_t b, std::int32_t out,
                     tflite::ActivationFunctionType activation) {
  tflite::BuiltinOptionsUnion options;
  const auto with = [&](auto o) {
    o.fused_activation_function = activation;
    options = options_union(o);
  };
  if (op == Code::ADD) with(tflite::AddOptionsT());
  if (op == Code::SUB) with(tflite::SubOptionsT());
  if (op == Code::MUL) with(tflite::MulOptionsT());
  w.add_node(op, {a, b}, {out}, std::move(options));
}

struct BinaryScales {
  float a, b, out;
};
BinaryScales binary_scales(RandomSource& random, Code op) {
  if (op == Code::MINIMUM || op == Code::MAXIMUM) {
    const float scale = positive(random, -9, -1);
    return {scale, scale, scale};
  }
  const float a = positive(random, -9, -1), b = a * positive(random, -3, 2);
  if (op == Code::MUL) return {a, b, a * b * positive(random, 3, 9)};
  return {a, b, std::max(a, b) * positive(random, -1, 1)};
}

// Shapes that broadcast to `out`: equal, channels alone, 1x1xC, one element, or any mixture.
Shape broadcast_operand(RandomSource& random, const Shape& out) {
  const std::int64_t kind = random.below(5);
  if (kind == 0) return out;
  if (kind == 1) return {out.back()};
  if (kind == 2) return random.chance(50) ? Shape{1} : Shape{};
  Shape shape = out;
  for (std::int32_t& extent : shape)
    if (random.chance(50)) extent = 1;
  if (kind == 3) shape.back() = out.back();
  return shape;
}

// Whether the product's factor in double moves some product of two codes, of one sign, to another code.
bool double_shows(float a, float b, float out, std::int32_t sign) {
  const Multiplier31 rounded = quantize_multiplier(mul_factor(a, b, out));
  const Multiplier31 exact = quantize_multiplier(static_cast<double>(a) * b / out);
  if (rounded == exact) return false;
  for (std::int32_t x = 1; x <= 255; ++x)
    for (std::int32_t y = x; y <= 255; ++y) {
      const std::int32_t code = multiply_by_quantized_multiplier(sign * x * y, rounded.value, rounded.shift);
      if (std::abs(code) <= 127 && code != multiply_by_quantized_multiplier(sign * x * y, exact.value, exact.shift))
        return true;
    }
  return false;
}

}  // namespace

OracleCase random_binary(Code op, std::uint64_t seed) {
  RandomSource random(seed);
  const Type type = type_of_seed(seed);
  const BinaryScales s = binary_scales(random, op);
  Shape out(static_cast<std::size_t>(between(random, 1, 4)));
  for (std::int32_t& extent : out) extent = between(random, 1, 7);
  Shape a = out, b = broadcast_operand(random, out);
  if (random.chance(40)) std::swap(a, b);
  const bool same = op == Code::MINIMUM || op == Code::MAXIMUM;
  const std::int64_t zero = zero_point(random, type);
  TfliteWriter w;
  w.add_tensor("a", type, a, {s.a}, {same ? zero : zero_point(random, type)});
  w.add_tensor("b", type, b, {s.b}, {same ? zero : zero_point(random, type)});
  w.add_tensor("out", type, out, {s.out}, {same ? zero : zero_point(random, type)});
  add_binary_node(w, op, 0, 1, 2, random_activation(random));
  Shape inputs;
  std::vector<Bytes> values;
  const std::int64_t constant = random.below(4);  // 0: a, 1: b, else neither
  for (std::int32_t i = 0; i < 2; ++i) {
    Bytes bytes = random_bytes(random, elements_of(i == 0 ? a : b));
    if (i == constant) {
      w.make_constant(i, std::move(bytes));
    } else {
      inputs.push_back(i);
      values.push_back(std::move(bytes));
    }
  }
  w.set_inputs_and_outputs(inputs, {2});
  return {text_of(op, type, seed), w.bytes(), {values}};
}

OracleCase random_reduction(Code op, std::uint64_t seed) {
  RandomSource random(seed);
  const Type type = type_of_seed(seed);
  Shape in(static_cast<std::size_t>(between(random, 1, 4))), axes, out;
  for (std::int32_t& extent : in) extent = between(random, 1, 9);
  const auto rank = static_cast<std::int32_t>(in.size());
  tflite::ReducerOptionsT o;
  o.keep_dims = random.chance(50);
  const bool image = in.size() == 4 && random.chance(40);
  for (std::int32_t d = 0; d < rank; ++d) {
    const bool reduced = image ? d == 1 || d == 2 : random.chance(50) || (axes.empty() && d == rank - 1);
    if (reduced) axes.push_back(random.chance(30) ? d - rank : d);
    if (!reduced || o.keep_dims) out.push_back(reduced ? 1 : in[static_cast<std::size_t>(d)]);
  }
  if (random.chance(20)) axes.push_back(axes.front());
  const float scale = positive(random, -9, -1);
  const std::int64_t zero = zero_point(random, type);
  const bool rescales = op == Code::MEAN && random.chance(75);
  TfliteWriter w;
  w.add_tensor("in", type, in, {scale}, {zero});
  w.add_tensor("out", type, out, {rescales ? scale * positive(random, -4, 1) : scale},
               {rescales ? zero_point(random, type) : zero});
  w.add_node(op, {0, add_numbers(w, axes)}, {1}, options_union(o));
  w.set_inputs_and_outputs({0}, {1});
  return {text_of(op, type, seed), w.bytes(), {{random_bytes(random, elements_of(in))}}};
}

OracleCase random_pool(Code op, std::uint64_t seed) {
  RandomSource random(seed);
  const Type type = type_of_seed(seed);
  tflite::Pool2DOptionsT o;
  o.filter_height = between(random, 1, 4), o.filter_width = between(random, 1, 4);
  o.stride_h = between(random, 1, 3), o.stride_w = between(random, 1, 3);
  o.padding = random.chance(50) ? tflite::Padding::SAME : tflite::Padding::VALID;
  o.fused_activation_function = random_activation(random);
  const Shape in{between(random, 1, 3), between(random, 4, 9), between(random, 4, 9), between(random, 1, 5)};
  const auto extent = [&](std::int32_t input, std::int32_t kernel, std::int32_t stride) {
    return o.padding == tflite::Padding::SAME ? (input - 1) / stride + 1 : (input - kernel) / stride + 1;
  };
  const Shape out{in[0], extent(in[1], o.filter_height, o.stride_h), extent(in[2], o.filter_width, o.stride_w), in[3]};
  const float scale = positive(random, -9, -1);
  const std::int64_t zero = zero_point(random, type);
  TfliteWriter w;
  w.add_tensor("in", type, in, {scale}, {zero});
  w.add_tensor("out", type, out, {scale}, {zero});
  w.add_node(op, {0}, {1}, options_union(o));
  w.set_inputs_and_outputs({0}, {1});
  return {text_of(op, type, seed), w.bytes(), {{random_bytes(random, elements_of(in))}}};
}

namespace {

// Whether a slope on one side of zero, with its factor in double, moves one of 255 codes to another code.
bool double_slope_shows(float in, float alpha, float out, std::int32_t sign) {
  const Multiplier31 rounded = quantize_multiplier(slope_factor(in, alpha, out));
  const Multiplier31 exact = quantize_multiplier(static_cast<double>(in) * alpha / out);
  for (std::int32_t x = 1; x <= 255; ++x) {
    const std::int32_t code = multiply_by_quantized_multiplier(sign * x, rounded.value, rounded.shift);
    if (std::abs(code) <= 255 && code != multiply_by_quantized_multiplier(sign * x, exact.value, exact.shift))
      return true;
  }
  return false;
}

// Input scale, output scale and, for LEAKY_RELU, the slope.
struct UnaryScales {
  float in, out, alpha;
};
UnaryScales unary_scales(RandomSource& random, Code op, bool must_show) {
  UnaryScales s;
  do {
    s.in = positive(random, -9, -1);
    s.out = s.in * positive(random, -2, 2);
    s.alpha = random.pick<float>({positive(random, -4, 1), 0.25f * positive(random, -1, 1), 1.5f});
    if (op == Code::HARD_SWISH) s.out = s.in * positive(random, -3, 1);
    if (op == Code::LOGISTIC) s.in = positive(random, -7, -3), s.out = 1.0f / 256;
    if (op == Code::TANH) s.in = positive(random, -8, -4), s.out = 1.0f / 128;
    if (op == Code::ABS && random.chance(30)) s.out = s.in;
  } while (must_show &&
           !(op == Code::RELU ? double_slope_shows(s.in, 1, s.out, 1) : double_slope_shows(s.in, s.alpha, s.out, -1)));
  return s;
}

// An input scale for which LOGISTIC or TANH of some code, computed in double, is another code than in float.
float scale_beside_ties(RandomSource& random, Code op, std::int64_t centre, std::int64_t low) {
  const auto moves = [&](float scale) {
    for (std::int64_t code = low; code < low + 256; ++code) {
      const float x = scale * static_cast<float>(code - centre);
      const double exact =
          op == Code::TANH ? std::tanh(static_cast<double>(x)) : 1 / (1 + std::exp(-static_cast<double>(x)));
      const float single = op == Code::TANH ? std::tanh(x) : 1.0f / (1.0f + std::exp(-x));
      const int steps = op == Code::TANH ? 128 : 256;
      if (std::lround(exact * steps) != std::lround(single * static_cast<float>(steps))) return true;
    }
    return false;
  };
  while (true)
    if (const float scale = positive(random, -7, -4); moves(scale)) return scale;
}

}  // namespace

OracleCase all_codes_of(Code op, std::uint64_t seed) {
  RandomSource random(seed);
  const Type type = op == Code::ABS ? Type::INT8 : seed / 2 % 2 ? Type::UINT8 : Type::INT8;
  const bool shows = (op == Code::LEAKY_RELU || op == Code::RELU) && seed % 2 == 0;
  UnaryScales s = unary_scales(random, op, shows);
  std::int64_t in_zero = zero_point(random, type), out_zero = zero_point(random, type);
  if (shows) in_zero = out_zero = offset_of(type) + (op == Code::RELU ? -128 : 127);
  if (op == Code::LOGISTIC) out_zero = offset_of(type) - 128;
  if (op == Code::TANH) out_zero = offset_of(type);
  if ((op == Code::LOGISTIC || op == Code::TANH) && seed % 2 == 0)
    s.in = scale_beside_ties(random, op, in_zero, offset_of(type) - 128);
  TfliteWriter w;
  w.add_tensor("in", type, {256}, {s.in}, {in_zero});
  w.add_tensor("out", type, {256}, {s.out}, {out_zero});
  tflite::LeakyReluOptionsT o;
  o.alpha = s.alpha;
  w.add_node(op, {0}, {1}, op == Code::LEAKY_RELU ? options_union(o) : tflite::BuiltinOptionsUnion());
  w.set_inputs_and_outputs({0}, {1});
  return {text_of(op, type, seed) + fmt::format(" scales {} {}", s.in, s.out), w.bytes(), {{ascending(256)}}};
}

OracleCase random_prelu(std::uint64_t seed) {
  RandomSource random(seed);
  const Type type = type_of_seed(seed);
  const Shape in{between(random, 1, 2), between(random, 1, 6), between(random, 1, 6), between(random, 1, 9)};
  const Shape alpha = random.pick<Shape>({{1, 1, in[3]}, {in[3]}, {1}, {in[1], in[2], in[3]}, in});
  const float scale = positive(random, -9, -1);
  TfliteWriter w;
  w.add_tensor("in", type, in, {scale}, {zero_point(random, type)});
  w.add_tensor("alpha", type, alpha, {positive(random, -9, -5)}, {zero_point(random, type)});
  w.add_tensor("out", type, in, {scale * positive(random, -1, 1)}, {zero_point(random, type)});
  w.make_constant(1, random_bytes(random, elements_of(alpha)));
  w.add_node(Code::PRELU, {0, 1}, {2});
  w.set_inputs_and_outputs({0}, {2});
  return {text_of(Code::PRELU, type, seed), w.bytes(), {{random_bytes(random, elements_of(in))}}};
}

OracleCase all_pairs(Code op, Type type, std::uint64_t seed) {
  RandomSource random(seed);
  const bool slopes = op == Code::PRELU;  // the first operand below its zero point
  const bool shows = slopes || (op == Code::MUL && seed % 2 == 0);
  BinaryScales s = binary_scales(random, slopes ? Code::MUL : op);
  while (shows && !double_shows(s.a, s.b, s.out, slopes ? -1 : 1)) s = binary_scales(random, Code::MUL);
  // Scales with few bits, whose products are ties: a - b is then not a + (-b), rounded.
  const bool ties = op == Code::SUB && seed % 2 == 0;
  if (ties) s = seed % 4 == 0 ? BinaryScales{39, 24.5, 800} : BinaryScales{140, 88, 704};
  const std::int64_t low = offset_of(type) - 128;  // every difference from 0 to 255
  TfliteWriter w;
  auto zero = [&](bool chosen, std::int64_t code) {
    return ties ? offset_of(type) : chosen ? code : zero_point(random, type);
  };
  w.add_tensor("a", type, {256, 256}, {s.a}, {zero(shows, low + (slopes ? 255 : 0))});
  w.add_tensor("b", type, {256, 256}, {s.b}, {zero(shows, low)});
  w.add_tensor("out", type, {256, 256}, {s.out}, {zero(shows, offset_of(type))});
  add_binary_node(w, op, 0, 1, 2, tflite::ActivationFunctionType::NONE);
  w.set_inputs_and_outputs({0, 1}, {2});
  Bytes rows;
  for (int i = 0; i < 65536; ++i) rows.push_back(static_cast<std::uint8_t>(i / 256));
  return {text_of(op, type, seed), w.bytes(), {{rows, ascending(65536)}}};
}

OracleCase concatenated_codes(std::uint64_t seed) {
  RandomSource random(seed);
  float in = 0, out = 0;
  std::int32_t zero = 0;
  const auto shows = [&] {
    const float scale = in * (1.0f / out), bias = static_cast<float>(-zero) * scale;
    for (std::int32_t code = 0; code < 256; ++code) {
      const double exact = std::round((code - zero) * (static_cast<double>(in) / out));
      if (std::abs(exact) < 128 && static_cast<double>(std::round(static_cast<float>(code) * scale + bias)) != exact)
        return true;
    }
    return false;
  };
  do in = positive(random, -9, -1), out = in * positive(random, 0, 1), zero = between(random, 0, 255);
  while (!shows());
  TfliteWriter w;
  w.add_tensor("in", Type::UINT8, {256}, {in}, {zero});
  w.add_tensor("same", Type::UINT8, {4}, {out}, {128});
  w.add_tensor("out", Type::UINT8, {260}, {out}, {128});
  w.add_node(Code::CONCATENATION, {0, 1}, {2}, options_union(tflite::ConcatenationOptionsT()));
  w.set_inputs_and_outputs({0, 1}, {2});
  return {text_of(Code::CONCATENATION, Type::UINT8, seed), w.bytes(), {{ascending(256), ascending(4)}}};
}

namespace {

// MEAN's multiplier with its division by n rounded, a mistake.
Multiplier31 rounded_mean_multiplier(float in, float out, std::int32_t n) {
  const Multiplier31 whole = quantize_multiplier(static_cast<double>(in) / out), folded = mean_multiplier(in, out, n);
  const std::int64_t shifted = std::int64_t{whole.value} << (whole.shift - folded.shift);
  return {static_cast<std::int32_t>((shifted + n / 2) / n), folded.shift};
}

}  // namespace

OracleCase mean_ties(Type type, std::uint64_t seed) {
  constexpr std::int32_t kRows = 64;
  RandomSource random(seed);
  std::vector<std::int32_t> sums;
  float in = 0, out = 0;
  std::int32_t n = 0;
  while (sums.empty()) {
    in = positive(random, -9, -1), out = in * positive(random, -3, 0), n = between(random, 3, 200);
    const Multiplier31 folded = mean_multiplier(in, out, n);
    const Multiplier31 real =
        seed / 2 % 2 ? rounded_mean_multiplier(in, out, n) : quantize_multiplier(static_cast<double>(in) / out / n);
    for (std::int32_t sum = -255 * n; sum <= 255 * n && sums.size() < kRows; ++sum) {
      const std::int32_t code = multiply_by_quantized_multiplier(sum, folded.value, folded.shift);
      if (code >= -128 && code <= 127 && code != multiply_by_quantized_multiplier(sum, real.value, real.shift))
        sums.push_back(sum);
    }
  }
  // The zero point that allows the sums of one sign; sums of the other are not used.
  const bool negative = sums.front() < 0;
  const std::int64_t zero = offset_of(type) + (negative ? 127 : -128);
  std::erase_if(sums, [&](std::int32_t sum) { return (sum < 0) != negative; });
  Bytes rows;
  for (const std::int32_t sum : sums)
    for (std::int32_t i = 0; i < n; ++i)
      rows.push_back(static_cast<std::uint8_t>(zero + sum / n + (i < std::abs(sum % n) ? (negative ? -1 : 1) : 0)));
  const auto count = static_cast<std::int32_t>(sums.size());
  TfliteWriter w;
  w.add_tensor("in", type, {count, n}, {in}, {zero});
  w.add_tensor("out", type, {count}, {out}, {offset_of(type)});
  w.add_node(Code::MEAN, {0, add_numbers(w, {1})}, {1}, options_union(tflite::ReducerOptionsT()));
  w.set_inputs_and_outputs({0}, {1});
  return {text_of(Code::MEAN, type, seed) + fmt::format(" of {}", n), w.bytes(), {{rows}}};
}

}  // namespace octet::test
