// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The network that a quantized one stands for, in float32: what an fp32 machine computes, and what int8 values are
// compared with (docs/numerics.md).
#pragma once
#include "models/evaluate.h"

namespace octet {

// Quantized tensors become float32, constants and the initial values of variables scale * (code - zero point) per
// channel, a bias code * input scale * weight scale of its channel; QUANTIZE and DEQUANTIZE become copies. Tensors
// without a scale (shapes, indices) stay. Tensors and nodes keep their numbers; a bias gets a tensor of its own.
// The graph must be supported; it then runs with run_layerwise().
Graph dequantized(const Graph& graph);

// The real values of a tensor's bytes: per channel where it has several scales; without a scale the numbers as they
// are.
std::vector<float> real_values(const Tensor& tensor, const TensorBytes& bytes);

// Inputs of `graph` as those of dequantized(graph).
std::vector<TensorBytes> dequantized_inputs(const Graph& graph, const std::vector<TensorBytes>& inputs);

// dequantized(graph), and its outputs on the graph's own inputs, by inference and output.
struct DequantizedRun {
  Graph graph;
  std::vector<std::vector<TensorBytes>> outputs;
};
DequantizedRun run_dequantized(const Graph& graph, const std::vector<std::vector<TensorBytes>>& inputs);

}  // namespace octet
