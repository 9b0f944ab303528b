// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What products of matrices and bilinear resizing take on the host.
#include <cmath>

#include "base/fixed_point.h"
#include "models/broadcast.h"
#include "models/factors.h"
#include "models/host_operands_checks.h"
#include "models/import_text.h"

namespace octet {

void check_resize_bilinear(const Operands& o) {
  o.options<ResizeOptions>();
  o.counts(1, 2, 1);
  o.type(o.in(0), {DataType::kInt8, DataType::kUint8, DataType::kFloat32});
  if (o.in(0).type != DataType::kFloat32) o.codes(o.in(0));
  o.same_type(o.out(0), o.in(0));
  o.rank(o.in(0), 4, 4);
  o.rank(o.out(0), 4, 4);
  const auto &in = o.in(0).shape, &out = o.out(0).shape;
  o.shape(o.out(0), {in[0], out[1], out[2], in[3]});
}

void check_batch_matmul(const Operands& o) {
  constexpr std::size_t kMostDimensions = 8;
  const auto& options = o.options<MatMulOptions>();
  o.counts(2, 2, 1);
  const bool floats = o.in(0).type == DataType::kFloat32;
  for (const Tensor* t : {&o.in(0), &o.in(1), &o.out(0)}) {
    o.type(*t, {floats ? DataType::kFloat32 : DataType::kInt8});
    if (!floats) o.codes(*t);
    o.rank(*t, 2, kMostDimensions);
  }
  const auto &x = o.in(0).shape, &y = o.in(1).shape;
  const std::int64_t rows = x[x.size() - (options.adjoint_x ? 1 : 2)],
                     depth = x[x.size() - (options.adjoint_x ? 2 : 1)];
  const std::int64_t other = y[y.size() - (options.adjoint_y ? 1 : 2)],
                     columns = y[y.size() - (options.adjoint_y ? 2 : 1)];
  if (depth != other) reject("{} columns and {} rows, allowed: as many", depth, other);
  auto batch = broadcast_shape({x.begin(), x.end() - 2}, {y.begin(), y.end() - 2});
  if (!batch) reject("shapes {} and {}, allowed: batches that broadcast", shape_text(x), shape_text(y));
  batch->insert(batch->end(), {rows, columns});
  o.shape(o.out(0), *batch);
  if (floats) return;
  const double factor = batch_matmul_factor(o.in(0).quantization.scales[0], o.in(1).quantization.scales[0],
                                            o.out(0).quantization.scales[0]);
  if (!std::isfinite(factor) || quantize_multiplier(factor).shift > 31)
    reject("scale factor {}, allowed: below 2^31", factor);
}

}  // namespace octet
