// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Three ways to damage bytes, which mostly die in the verifier, and two that only damage meaning.
#include "tests/models/support/mutator.h"

#include <cstring>

#include "tests/models/support/model_files.h"
#include "tests/models/support/small_models.h"

namespace octet::test {

std::vector<Bytes> hostile_bases(std::uintmax_t largest) {
  std::vector<Bytes> bases = {conv_model().bytes(), depthwise_model().bytes(),       add_model().bytes(),
                              pool_model().bytes(), fully_connected_model().bytes(), reshape_model().bytes(),
                              host_model().bytes(), requantize_model().bytes()};
  for (const std::string& file : files_in(zoo_folder(), ".tflite", largest)) bases.push_back(bytes_of_file(file));
  return bases;
}

Bytes Mutator::mutate(Bytes bytes) {
  const int kind = draw(0, 10);
  if (kind == 0) return truncated(std::move(bytes));
  if (kind <= 3) return flipped(std::move(bytes));
  if (kind <= 6) return with_absurd_words(std::move(bytes));
  if (kind <= 9) return with_absurd_fields(bytes);
  return resized(bytes);
}

// Mostly numbers at the edge of some type, else anything.
std::int32_t Mutator::absurd() {
  constexpr std::uint32_t kEdges[] = {0,       1,          2,          0x7F,       0x80,       0xFF,       0x7FFF,
                                      0x10000, 0x3FFFFFFF, 0x40000000, 0x7FFFFFFF, 0x80000000, 0xFFFF0000, 0xFFFFFFFF};
  if (draw(0, 4) == 0) return draw<std::int32_t>(INT32_MIN, INT32_MAX);
  return static_cast<std::int32_t>(kEdges[draw<std::size_t>(0, std::size(kEdges) - 1)]);
}

// Most bytes of a model are weights, which may hold anything: aim at its ends, where the tables lie.
std::size_t Mutator::place(std::size_t size, std::size_t width) {
  const std::size_t last = size - width, span = std::min<std::size_t>(last, 6000);
  switch (draw(0, 3)) {
    case 0:
      return draw<std::size_t>(0, std::min<std::size_t>(last, 200));
    case 1:
      return draw<std::size_t>(0, last);
    default:
      return last - draw<std::size_t>(0, span);
  }
}

Bytes Mutator::truncated(Bytes bytes) {
  bytes.resize(draw<std::size_t>(0, bytes.size() - 1));
  return bytes;
}

Bytes Mutator::flipped(Bytes bytes) {
  for (int flips = draw(1, 16); flips > 0; --flips)
    bytes[place(bytes.size(), 1)] ^= static_cast<std::uint8_t>(1u << draw(0, 7));
  return bytes;
}

Bytes Mutator::with_absurd_words(Bytes bytes) {
  for (int words = draw(1, 6); words > 0; --words) {
    const std::int32_t value = absurd();
    const std::size_t at = place(bytes.size(), sizeof value) / sizeof value * sizeof value;
    std::memcpy(bytes.data() + at, &value, sizeof value);
  }
  return bytes;
}

void Mutator::damage_tensor(tflite::TensorT& t) {
  switch (draw(0, 7)) {
    case 0:
      if (!t.shape.empty()) any_of(t.shape) = absurd();
      break;
    case 1:
      t.shape.resize(draw<std::size_t>(0, 9), absurd());
      break;
    case 2:
      t.type = static_cast<tflite::TensorType>(draw(-128, 127));
      break;
    case 3:
      t.buffer = static_cast<std::uint32_t>(absurd());
      break;
    case 4:
      if (t.quantization) t.quantization->scale.resize(draw<std::size_t>(0, 70), 1e38f);
      break;
    case 5:
      if (t.quantization) t.quantization->zero_point.assign(t.quantization->scale.size(), absurd());
      break;
    case 6:
      if (t.quantization) t.quantization->quantized_dimension = absurd();
      break;
    default:
      if (t.quantization) t.quantization->scale.assign(1, draw(0, 1) ? 1e-40f : 3e38f);
  }
}

void Mutator::damage_options(tflite::BuiltinOptionsUnion& options) {
  if (auto* conv = options.AsConv2DOptions()) {
    conv->stride_h = absurd(), conv->dilation_w_factor = absurd();
  } else if (auto* depthwise = options.AsDepthwiseConv2DOptions()) {
    depthwise->depth_multiplier = absurd(), depthwise->stride_w = absurd();
  } else if (auto* pool = options.AsPool2DOptions()) {
    pool->filter_height = absurd(), pool->padding = static_cast<tflite::Padding>(draw(-128, 127));
  } else {
    options.Reset();
  }
}

void Mutator::damage_node(tflite::OperatorT& node) {
  switch (draw(0, 4)) {
    case 0:
      if (!node.inputs.empty()) any_of(node.inputs) = absurd();
      break;
    case 1:
      if (!node.outputs.empty()) any_of(node.outputs) = draw(0, 40);
      break;
    case 2:
      node.opcode_index = static_cast<std::uint32_t>(draw(0, 6));
      break;
    case 3:
      node.inputs.resize(draw<std::size_t>(0, 5), draw(-1, 20));
      break;
    default:
      damage_options(node.builtin_options);
  }
}

// A well-formed flatbuffer with senseless contents, which the verifier lets pass.
Bytes Mutator::with_absurd_fields(const Bytes& bytes) {
  const auto model = tflite::UnPackModel(bytes.data());
  for (int fields = draw(1, 3); fields > 0; --fields) {
    auto& graph = *model->subgraphs[0];
    if (draw(0, 1)) {
      damage_tensor(*any_of(graph.tensors));
    } else {
      damage_node(*any_of(graph.operators));
    }
  }
  return TfliteWriter::pack(*model);
}

// Sizes that agree with each other get past every check but that of the size itself.
Bytes Mutator::resized(const Bytes& bytes) {
  const auto model = tflite::UnPackModel(bytes.data());
  auto& tensors = model->subgraphs[0]->tensors;
  const auto& shape = any_of(tensors)->shape;
  if (shape.empty()) return bytes;
  const std::int32_t from = shape[draw<std::size_t>(0, shape.size() - 1)];
  const std::int32_t to = draw(0, 2) == 0 ? draw(1, 100) : absurd();
  for (auto& tensor : tensors)
    for (std::int32_t& dimension : tensor->shape)
      if (dimension == from) dimension = to;
  return TfliteWriter::pack(*model);
}

}  // namespace octet::test
