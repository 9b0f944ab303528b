// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Lowering of BATCH_MATMUL: per pair of matrices a layer on the array, whose weights are the second operand's codes.
#include <algorithm>

#include "compiler/lowering.h"
#include "compiler/parameters.h"
#include "models/broadcast.h"
#include "models/inspect.h"

namespace octet {

// The operand's matrices as they enter the product; transposed ones are turned by copies first.
Lowering::Matrices Lowering::matrices(const Node& node, std::size_t input, bool adjoint) {
  const auto& shape = in(node, input).shape;
  Matrices m;
  m.batch.assign(shape.begin(), shape.end() - 2);
  m.rows = shape[shape.size() - (adjoint ? 1 : 2)];
  m.columns = shape[shape.size() - (adjoint ? 2 : 1)];
  const bool moves = adjoint && m.rows > 1 && m.columns > 1;
  m.value = moves ? transposed(node, input) : value_of(node.inputs.at(input));
  return m;
}

// Output matrix `index` from matrix i of x and matrix j of y. M rows are the pixels of an image.
void Lowering::add_product(const Node& node, const Matrices& x, std::size_t i, const Matrices& y, std::size_t j,
                           std::int64_t index) {
  const std::int64_t m = x.rows, k = x.columns, n = y.columns, rows = image_rows(m);
  Layer layer = layer_of(node, LayerKind::kConvolution);
  layer.in = {View::dense(read(x.value), 1, rows, m / rows, k), View::dense(read(y.value), 1, 1, k, n)};
  layer.in[0].offset = static_cast<std::int64_t>(i) * m * k;
  layer.in[1].offset = static_cast<std::int64_t>(j) * k * n;
  layer.out = View::dense(output_value(node.outputs.at(0)), 1, rows, m / rows, n);
  layer.out.offset = index * m * n;
  layer.pad_value = floats() ? 0 : canonical_zero_point(in(node, 0));
  layer.parameter_count = n;
  layer.info.macs = m * k * n;
  if (values()) fold_matmul(graph_, node, layer);
  add_layer(std::move(layer));
}

void Lowering::lower_batch_matmul(const Node& node) {
  const auto& o = std::get<MatMulOptions>(node.options);
  Matrices x = matrices(node, 0, o.adjoint_x);
  const Matrices y = matrices(node, 1, o.adjoint_y);
  const bool one = std::all_of(y.batch.begin(), y.batch.end(), [](std::int64_t extent) { return extent == 1; });
  if (one) {  // all rows of x meet the same weights
    for (const std::int64_t extent : x.batch) x.rows *= extent;
    return add_product(node, x, 0, y, 0, 0);
  }
  const auto& shape = out(node).shape;
  std::int64_t index = 0;
  for_each_broadcast({shape.begin(), shape.end() - 2}, x.batch, y.batch,
                     [&](std::size_t i, std::size_t j) { add_product(node, x, i, y, j, index++); });
}

}  // namespace octet
