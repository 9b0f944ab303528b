// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// BATCH_MATMUL and RESIZE_BILINEAR.
#include "models/broadcast.h"
#include "models/factors.h"
#include "models/import_codes.h"
#include "models/import_moves.h"
#include "models/import_text.h"

namespace octet {
namespace {

using Shape = std::vector<std::int64_t>;

Shape batch_of(const Operand& o) { return {o.tensor.shape.begin(), o.tensor.shape.end() - 2}; }

// Rows and columns of an operand's matrices as they enter the product.
struct MatrixShape {
  MatrixShape(const Operand& o, bool adjoint) {
    const Shape& s = o.tensor.shape;
    if (s.size() < 2 || s.size() > 5) refuse("{} has shape {}, allowed: 2 to 5 dimensions", o.label, shape_text(s));
    rows = s[s.size() - (adjoint ? 1 : 2)], columns = s[s.size() - (adjoint ? 2 : 1)];
  }
  std::int64_t rows, columns;
};

void require_matrices(const Operand& o, bool floats) {
  if (floats) return require_float(o), require_elements(o);
  require_codes(o);
  require_elements(o);
  if (o.tensor.type != DataType::kInt8) refuse("{} has type {}, allowed: int8", o.label, name_of(o.tensor.type));
}

}  // namespace

MatMulOptions read_batch_matmul(NodeImport& n) {
  require_operand_count(n, 2, 2);
  const auto& source = require_options(n.source.builtin_options_as_BatchMatMulOptions(), n);
  const Operand a = n.input(0), b = n.input(1), output = n.output();
  for (const Operand& o : {a, b, output}) require_matrices(o, is_float(a));
  const MatrixShape x(a, source.adj_x()), y(b, source.adj_y());
  if (x.columns != y.rows)
    refuse("{} has {} columns and {} has {} rows, allowed: as many", a.label, x.columns, b.label, y.rows);
  const auto batch = broadcast_shape(batch_of(a), batch_of(b));
  if (!batch)
    refuse("{} has shape {} and {} has {}, allowed: shapes whose batches broadcast", a.label,
           shape_text(a.tensor.shape), b.label, shape_text(b.tensor.shape));
  Shape expected = *batch;
  expected.insert(expected.end(), {x.rows, y.columns});
  require_shape(output, expected);
  if (is_float(a)) return {source.adj_x(), source.adj_y()};
  require_factor(batch_matmul_factor(a.tensor.quantization.scales[0], b.tensor.quantization.scales[0],
                                     output.tensor.quantization.scales[0]));
  return {source.adj_x(), source.adj_y()};
}

ResizeOptions read_resize_bilinear(NodeImport& n) {
  const auto& source = require_options(n.source.builtin_options_as_ResizeBilinearOptions(), n);
  const ResizeOptions options = read_resize(n, source.align_corners(), source.half_pixel_centers());
  const Operand input = n.input(0);
  const DataType type = input.tensor.type;
  if (type != DataType::kInt8 && type != DataType::kUint8 && type != DataType::kFloat32)
    refuse("{} has type {}, allowed: int8, uint8, float32", input.label, name_of(type));
  return options;
}

}  // namespace octet
