// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/models/support/float_models.h"

#include <algorithm>
#include <cstring>

#include "tests/models/support/tflite_writer.h"

namespace octet::test {
namespace {

using Type = tflite::TensorType;
using Code = tflite::BuiltinOperator;
using Bytes = std::vector<std::uint8_t>;

void put(Bytes& bytes, float value) {
  const auto* from = reinterpret_cast<const std::uint8_t*>(&value);
  bytes.insert(bytes.end(), from, from + sizeof value);
}

Bytes floats_of(const Bytes& codes, Type type) {
  Bytes bytes;
  if (type == Type::INT32) {
    for (std::size_t at = 0; at + 4 <= codes.size(); at += 4) {
      std::int32_t code = 0;
      std::memcpy(&code, &codes[at], 4);
      put(bytes, static_cast<float>(code) * 0.00037f);
    }
    return bytes;
  }
  for (const std::uint8_t byte : codes)
    put(bytes, static_cast<float>(type == Type::INT8 ? static_cast<std::int8_t>(byte) : byte - 128) * 0.0173f);
  return bytes;
}

// The bias of a node; -1: none.
int bias_of(const tflite::OperatorT& node, Code code) {
  const std::size_t position = code == Code::TRANSPOSE_CONV ? 3 : 2;
  const bool weighted = code == Code::CONV_2D || code == Code::DEPTHWISE_CONV_2D || code == Code::FULLY_CONNECTED ||
                        code == Code::TRANSPOSE_CONV;
  return weighted && node.inputs.size() > position ? node.inputs[position] : -1;
}

bool is_code(Type type) { return type == Type::INT8 || type == Type::UINT8; }

void turn(tflite::ModelT& model, tflite::TensorT& t) {
  if (t.buffer > 0 && !model.buffers.at(t.buffer)->data.empty()) {
    auto buffer = std::make_unique<tflite::BufferT>();  // others may share the old one
    buffer->data = floats_of(model.buffers[t.buffer]->data, t.type);
    model.buffers.push_back(std::move(buffer));
    t.buffer = static_cast<std::uint32_t>(model.buffers.size()) - 1;
  }
  t.type = Type::FLOAT32;
  t.quantization.reset();
}

}  // namespace

OracleCase in_floats(const OracleCase& codes) {
  tflite::ModelT model;
  tflite::GetModel(codes.file.data())->UnPackTo(&model);
  tflite::SubGraphT& graph = *model.subgraphs[0];
  OracleCase result{"float32 " + codes.text, {}, codes.inputs, codes.steps};
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    const Type type = graph.tensors.at(static_cast<std::size_t>(graph.inputs[i]))->type;
    for (auto& set : result.inputs)
      if (is_code(type)) set[i] = floats_of(set[i], type);
  }
  for (const auto& node : graph.operators) {
    const Code code = model.operator_codes.at(node->opcode_index)->builtin_code;
    if (code == Code::QUANTIZE || code == Code::DEQUANTIZE) return result;
    const int bias = bias_of(*node, code);
    if (bias >= 0 && graph.tensors.at(static_cast<std::size_t>(bias))->type == Type::INT32)
      turn(model, *graph.tensors[static_cast<std::size_t>(bias)]);
  }
  for (auto& t : graph.tensors)
    if (is_code(t->type)) turn(model, *t);
  result.file = TfliteWriter::pack(model);
  return result;
}

}  // namespace octet::test
