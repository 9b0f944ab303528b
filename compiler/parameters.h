// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A node's constants folded into a layer's weights and parameter records, in canonical form: uint8 codes and
// zero points less 128.
#pragma once
#include <array>
#include <cstdint>

#include "compiler/compile.h"
#include "compiler/layer.h"
#include "models/bilinear_plan.h"

namespace octet {

// Of convolutions, fully connected layers, pools, elementwise operators and rescaling moves.
void fold_parameters(const Graph& graph, const Node& node, const CompileOptions& options, Layer& layer);

// The taps of one phase of a transposed convolution: rows and columns from the first on, every stride-th, reversed.
struct TapSelection {
  std::int64_t rows = 0, columns = 0, first_row = 0, first_column = 0, stride_h = 1, stride_w = 1;
};
void fold_transpose_convolution(const Graph& graph, const Node& node, const TapSelection& taps, Layer& layer);

// BATCH_MATMUL: records only, its weights are computed; the input's zero point is the mapper's to subtract.
void fold_matmul(const Graph& graph, const Node& node, Layer& layer);

// The mean of `taps` elements as a convolution with weights of one, on the array or depthwise.
void fold_mean(const Graph& graph, const Node& node, std::int64_t taps, Layer& layer);

// Interpolation as a depthwise convolution, rounded once, half away from zero.
void fold_bilinear(const Graph& graph, const Node& node, const BilinearRun& rows, const BilinearRun& columns,
                   Layer& layer);

// A table of the files' codes (entry 0: of the lowest) as one of canonical codes.
void fold_table(const Tensor& in, const Tensor& out, const std::array<std::uint8_t, 256>& table, Layer& layer);

// The exponentials of a SOFTMAX of `in` as little-endian words.
void fold_exponentials(const Node& node, const Tensor& in, Layer& layer);

// A tensor's zero point in canonical form: of uint8 tensors 128 less.
std::int32_t canonical_zero_point(const Tensor& tensor);

}  // namespace octet
