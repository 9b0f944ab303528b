// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The shared checks of operands: presence, type, quantization, constness.
#include "models/import_checks.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/fixed_point.h"
#include "models/import_text.h"

namespace octet {
namespace {

Operand operand(const NodeImport& n, int tensor, std::string_view role, std::size_t position) {
  const auto index = static_cast<std::size_t>(tensor);
  const Tensor& found = n.graph.tensors.at(index);
  const std::string label = fmt::format("{} {} {}", role, position, shown(found.name));
  if (found.elements() == 0)
    refuse("{} has shape {}, allowed: dimensions of 1 or more", label, shape_text(found.shape));
  return {found, n.traits.at(index), label};
}

void require_type(const Operand& o, std::initializer_list<DataType> allowed) {
  const bool found =
      o.tensor.foreign_type.empty() && std::find(allowed.begin(), allowed.end(), o.tensor.type) != allowed.end();
  if (found) return;
  std::string names;
  for (const DataType type : allowed) names += (names.empty() ? "" : ", ") + std::string(name_of(type));
  refuse("{} has type {}, allowed: {}", o.label, type_text(o.tensor), names);
}

void require_dense_constant(const Operand& o) {
  if (!o.tensor.constant) refuse("{} is computed, allowed: a constant", o.label);
  if (o.traits.sparse) refuse("{} is a sparse constant, allowed: a dense one", o.label);
  if (o.traits.other_scheme) refuse("{} has custom or blockwise quantization, allowed: scale and zero point", o.label);
}

void require_zero_points(const Operand& o, std::int64_t low, std::int64_t high) {
  for (const std::int64_t zero_point : o.tensor.quantization.zero_points)
    if (zero_point < low || zero_point > high)
      refuse("{} has zero point {}, allowed: {} to {}", o.label, zero_point, low, high);
}

void require_zero_points_of_type(const Operand& o) {
  const bool is_signed = o.tensor.type == DataType::kInt8;
  require_zero_points(o, is_signed ? -128 : 0, is_signed ? 127 : 255);
}

}  // namespace

Operand NodeImport::input(std::size_t position) const {
  return operand(*this, node.inputs.at(position), "input", position);
}

Operand NodeImport::output(std::size_t position) const {
  return operand(*this, node.outputs.at(position), "output", position);
}

void require_operand_count(NodeImport& n, std::size_t required, std::size_t most) {
  require_operand_counts(n, required, most, 1);
}

void require_operand_counts(NodeImport& n, std::size_t required, std::size_t most, std::size_t outputs) {
  const std::size_t inputs = n.node.inputs.size();
  if (inputs < required || inputs > most) refuse("{} inputs, allowed: {} to {}", inputs, required, most);
  if (n.node.outputs.size() != outputs) refuse("{} outputs, allowed: {}", n.node.outputs.size(), outputs);
  for (std::size_t i = 0; i < required; ++i)
    if (!n.has_input(i)) refuse("input {} is left out, allowed: a tensor", i);
  n.node.inputs.resize(most, -1);
}

void require_elements(const Operand& o) {
  require_type(
      o, {DataType::kInt8, DataType::kUint8, DataType::kInt32, DataType::kInt64, DataType::kFloat32, DataType::kBool});
  if (o.traits.variable) refuse("{} is a variable tensor, allowed: one computed in each inference", o.label);
  if (o.traits.sparse) refuse("{} is a sparse constant, allowed: a dense one", o.label);
}

void require_computed(const Operand& o) {
  if (o.traits.variable) refuse("{} is a variable tensor, allowed: one computed in each inference", o.label);
  if (o.tensor.constant) refuse("{} is a constant, allowed: a computed tensor", o.label);
}

void require_codes(const Operand& o) {
  require_type(o, {DataType::kInt8, DataType::kUint8});
  const Quantization& q = o.tensor.quantization;
  if (o.traits.other_scheme) refuse("{} has custom or blockwise quantization, allowed: scale and zero point", o.label);
  if (q.scales.size() != 1) refuse("{} has {} scales, allowed: 1", o.label, q.scales.size());
  if (q.scales[0] <= 0) refuse("{} has scale {}, allowed: above 0", o.label, q.scales[0]);
  require_zero_points_of_type(o);
}

void require_float(const Operand& o) { require_type(o, {DataType::kFloat32}); }

bool is_float(const Operand& o) { return o.tensor.foreign_type.empty() && o.tensor.type == DataType::kFloat32; }

void require_rank(const Operand& o, std::size_t rank) {
  if (o.tensor.shape.size() != rank)
    refuse("{} has shape {}, allowed: {} dimensions", o.label, shape_text(o.tensor.shape), rank);
}

void require_shape(const Operand& o, const std::vector<std::int64_t>& expected) {
  if (o.tensor.shape != expected)
    refuse("{} has shape {}, allowed: {}", o.label, shape_text(o.tensor.shape), shape_text(expected));
}

void require_same_quantization(const Operand& a, const Operand& b) {
  const Quantization &first = a.tensor.quantization, &second = b.tensor.quantization;
  if (first.scales == second.scales && first.zero_points == second.zero_points) return;
  require_codes(a);
  require_codes(b);
  refuse("{} has scale {} and zero point {}, allowed: those of {}, {} and {}", b.label, second.scales[0],
         second.zero_points[0], a.label, first.scales[0], first.zero_points[0]);
}

void require_factor(double factor) {
  if (!std::isfinite(factor) || quantize_multiplier(factor).shift > 31)
    refuse("scale factor {}, allowed: below 2^31", factor);
}

void require_same_type(const Operand& a, const Operand& b) {
  if (a.tensor.type != b.tensor.type)
    refuse("{} has type {} but {} has {}, allowed: the same type", b.label, type_text(b.tensor), a.label,
           type_text(a.tensor));
}

void require_weights(const Operand& weights, const Operand& input, int channel_dimension) {
  require_dense_constant(weights);
  if (is_float(input)) return require_float(weights);
  require_type(weights, {DataType::kInt8, DataType::kUint8});
  require_same_type(input, weights);
  const Quantization& q = weights.tensor.quantization;
  if (q.scales.empty()) refuse("{} has no scale, allowed: 1 or one per channel", weights.label);
  if (weights.tensor.type == DataType::kUint8) {
    if (q.per_channel()) refuse("{} is uint8 with {} scales, allowed: 1", weights.label, q.scales.size());
    require_zero_points_of_type(weights);
    return;
  }
  require_zero_points(weights, 0, 0);
  if (q.per_channel() && q.dimension != channel_dimension)
    refuse("{} has its scales along dimension {}, allowed: {}", weights.label, q.dimension, channel_dimension);
}

void require_bias(const Operand& bias, const Operand& input, std::int64_t channels) {
  require_dense_constant(bias);
  require_type(bias, {is_float(input) ? DataType::kFloat32 : DataType::kInt32});
  if (bias.tensor.elements() != channels)
    refuse("{} has {} elements, allowed: {}, one per channel", bias.label, bias.tensor.elements(), channels);
}

void require_code_flow(const NodeImport& n) {
  const Operand input = n.input(0), output = n.output();
  require_computed(input);
  require_codes(input);
  require_codes(output);
  require_same_type(input, output);
}

void require_value_flow(const NodeImport& n, std::size_t data) {
  const Operand input = n.input(data), output = n.output();
  require_computed(input);
  require_type(input, {DataType::kInt8, DataType::kUint8, DataType::kFloat32});
  if (is_float(input)) return require_float(output);
  require_codes(input);
  require_codes(output);
  require_same_type(input, output);
}

std::vector<std::int64_t> integers_of(const Operand& o) {
  require_dense_constant(o);
  require_type(o, {DataType::kInt32, DataType::kInt64});
  const auto width = static_cast<std::size_t>(bytes_of(o.tensor.type));
  std::vector<std::int64_t> integers;
  for (std::size_t at = 0; at + width <= o.tensor.data.size(); at += width) {
    std::int64_t value = 0;
    std::int32_t narrow = 0;
    if (width == sizeof value) {
      std::memcpy(&value, o.tensor.data.data() + at, width);
    } else {
      std::memcpy(&narrow, o.tensor.data.data() + at, width);
      value = narrow;
    }
    if (value < INT32_MIN || value > INT32_MAX) refuse("{} contains {}, allowed: numbers of 32 bits", o.label, value);
    integers.push_back(value);
  }
  return integers;
}

int dimension_of(std::string_view what, std::int64_t value, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  if (value < -count || value >= count) refuse("{} is {}, allowed: {} to {}", what, value, -count, count - 1);
  return static_cast<int>(value < 0 ? value + count : value);
}

Activation activation_of(tflite::ActivationFunctionType activation) {
  switch (static_cast<int>(activation)) {
    case static_cast<int>(tflite::ActivationFunctionType::NONE):
      return Activation::kNone;
    case static_cast<int>(tflite::ActivationFunctionType::RELU):
      return Activation::kRelu;
    case static_cast<int>(tflite::ActivationFunctionType::RELU_N1_TO_1):
      return Activation::kReluN1To1;
    case static_cast<int>(tflite::ActivationFunctionType::RELU6):
      return Activation::kRelu6;
    default:
      break;
  }
  const char* name = tflite::EnumNameActivationFunctionType(activation);
  refuse("fused activation {}, allowed: NONE, RELU, RELU_N1_TO_1, RELU6",
         *name ? name : std::to_string(static_cast<int>(activation)));
}

}  // namespace octet
