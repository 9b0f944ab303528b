// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One function per family of operators; `Operands` holds the checks they share.
#include "models/host_operands.h"

#include <algorithm>
#include <cmath>

#include "base/fixed_point.h"
#include "models/broadcast.h"
#include "models/evaluate_host.h"
#include "models/host_operands_checks.h"
#include "models/import_text.h"
#include "models/lstm_operands.h"
#include "models/lstm_step.h"
#include "models/strided_copy.h"

namespace octet {
namespace {

using Type = DataType;
constexpr std::int64_t kMostIndex = std::int64_t{1} << 31;

void check_softmax(const Operands& o) {
  o.counts(1, 1, 1);
  o.same_shape(o.out(0), o.in(0));
  o.same_type(o.out(0), o.in(0));
  if (o.in(0).shape.empty()) reject("{} is a scalar, allowed: 1 dimension or more", o.label(o.in(0)));
  const float beta = o.options<SoftmaxOptions>().beta;
  if (!std::isfinite(beta)) reject("beta {}, allowed: a finite number", beta);
  if (o.in(0).type == Type::kFloat32) return;
  o.codes(o.in(0));
  o.codes(o.out(0));
  const float scale = o.in(0).quantization.scales[0];
  if (!(static_cast<double>(beta) * scale * (1 << 26) > 1))
    reject("beta {} x input scale {}, allowed: above 2^-26", beta, scale);
}

void check_quantize(const Operands& o) {
  o.counts(1, 1, 1);
  o.same_shape(o.out(0), o.in(0));
  o.codes(o.out(0));
  if (o.in(0).type == Type::kFloat32) return;
  o.codes(o.in(0));
  const double factor = static_cast<double>(o.in(0).quantization.scales[0]) / o.out(0).quantization.scales[0];
  if (quantize_multiplier(factor).shift > 31) reject("scale factor {}, allowed: below 2^31", factor);
}

void check_dequantize(const Operands& o) {
  o.counts(1, 1, 1);
  o.same_shape(o.out(0), o.in(0));
  o.type(o.out(0), {Type::kFloat32});
  o.codes(o.in(0));
}

void check_elementwise(const Operands& o) {
  o.counts(1, 1, 1);
  const bool sign = o.op() == Operator::kAbs || o.op() == Operator::kNeg;
  if (sign)
    o.type(o.in(0), {Type::kFloat32, Type::kInt32, Type::kInt64});
  else
    o.type(o.in(0), {Type::kFloat32});
  o.same_type(o.out(0), o.in(0));
  o.same_shape(o.out(0), o.in(0));
  if (o.op() == Operator::kLeakyRelu) o.options<LeakyReluOptions>();
}

void check_binary(const Operands& o) {
  o.counts(2, 2, 1);
  if (o.op() == Operator::kPRelu)
    o.type(o.in(0), {Type::kFloat32});
  else if (o.op() == Operator::kDiv || o.op() == Operator::kFloorDiv)
    o.type(o.in(0), {Type::kFloat32, Type::kInt32});
  else
    o.type(o.in(0), {Type::kFloat32, Type::kInt32, Type::kInt64});
  o.same_type(o.in(1), o.in(0));
  o.same_type(o.out(0), o.in(0));
  const auto shape = broadcast_shape(o.in(0).shape, o.in(1).shape);
  if (!shape)
    reject("{} has shape {} and {} has {}, allowed: shapes that broadcast", o.label(o.in(0)), shape_text(o.in(0).shape),
           o.label(o.in(1)), shape_text(o.in(1).shape));
  o.shape(o.out(0), *shape);
  const bool fused =
      o.op() == Operator::kAdd || o.op() == Operator::kSub || o.op() == Operator::kMul || o.op() == Operator::kDiv;
  if (fused) o.options<BinaryOptions>();
}

void check_axes(const Operands& o, const std::vector<int>& axes, std::size_t rank) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    o.axis(axes[i], rank);
    if (i > 0 && axes[i] <= axes[i - 1]) reject("axis {} after {}, allowed: ascending axes", axes[i], axes[i - 1]);
  }
}

// Reduced dimensions are 1 or left out; input 1, the axes, is in the options.
void check_reduction(const Operands& o) {
  o.counts(1, 2, 1);
  const bool codes = o.op() != Operator::kSum && (o.in(0).type == Type::kInt8 || o.in(0).type == Type::kUint8);
  if (codes) {
    o.codes(o.in(0));
    o.codes(o.out(0));
    const double factor = static_cast<double>(o.in(0).quantization.scales[0]) / o.out(0).quantization.scales[0];
    if (quantize_multiplier(factor).shift > 31) reject("scale factor {}, allowed: below 2^31", factor);
  } else {
    o.type(o.in(0), {Type::kFloat32, Type::kInt32, Type::kInt64});
  }
  o.same_type(o.out(0), o.in(0));
  const std::vector<std::int64_t>& from = o.in(0).shape;
  const std::vector<int>& axes = o.options<ReduceOptions>().axes;
  check_axes(o, axes, from.size());
  std::vector<std::int64_t> kept, dropped;
  for (std::size_t d = 0; d < from.size(); ++d) {
    const bool reduced = std::find(axes.begin(), axes.end(), static_cast<int>(d)) != axes.end();
    kept.push_back(reduced ? 1 : from[d]);
    if (!reduced) dropped.push_back(from[d]);
  }
  if (o.out(0).shape != kept) o.shape(o.out(0), dropped);
}

void check_arg(const Operands& o) {
  o.counts(1, 2, 1);
  o.type(o.in(0), {Type::kFloat32, Type::kInt8, Type::kUint8, Type::kInt32});
  o.type(o.out(0), {Type::kInt32, Type::kInt64});
  const int axis = o.options<AxisOptions>().axis;
  o.axis(axis, o.in(0).shape.size());
  std::vector<std::int64_t> shape = o.in(0).shape;
  if (shape[static_cast<std::size_t>(axis)] >= kMostIndex) reject("{} positions, allowed: below 2^31", shape[0]);
  shape.erase(shape.begin() + axis);
  o.shape(o.out(0), shape);
}

void check_gather(const Operands& o) {
  o.counts(2, 3, 1);
  o.type(o.in(1), {Type::kInt32, Type::kInt64});
  o.same_type(o.out(0), o.in(0));
  const int axis = o.options<AxisOptions>().axis;
  o.axis(axis, o.in(0).shape.size());
  std::vector<std::int64_t> shape = o.in(0).shape;
  const auto at = shape.erase(shape.begin() + axis);
  shape.insert(at, o.in(1).shape.begin(), o.in(1).shape.end());
  o.shape(o.out(0), shape);
}

void check_gather_nd(const Operands& o) {
  o.counts(2, 2, 1);
  o.type(o.in(1), {Type::kInt32, Type::kInt64});
  o.same_type(o.out(0), o.in(0));
  const std::vector<std::int64_t>&source = o.in(0).shape, &rows = o.in(1).shape;
  const std::int64_t depth = rows.empty() ? 0 : rows.back(), rank = static_cast<std::int64_t>(source.size());
  if (depth < 1 || depth > rank)
    reject("{} has shape {}, allowed: a last dimension of 1 to {}", o.label(o.in(1)), shape_text(rows), rank);
  std::vector<std::int64_t> shape(rows.begin(), rows.end() - 1);
  shape.insert(shape.end(), source.begin() + depth, source.end());
  o.shape(o.out(0), shape);
}

void check_shape(const Operands& o) {
  o.counts(1, 1, 1);
  o.type(o.out(0), {Type::kInt32, Type::kInt64});
  o.shape(o.out(0), {static_cast<std::int64_t>(o.in(0).shape.size())});
}

void require_threshold(const char* what, float value) {
  if (!(value > 0) || !(value <= 1)) reject("{} {}, allowed: above 0, at most 1", what, value);
}

void require_count(const char* what, std::int64_t value) {
  constexpr std::int64_t kMost = 1 << 20;
  if (value < 1 || value > kMost) reject("{} {}, allowed: 1 to {}", what, value, kMost);
}

void check_detection_options(const DetectionOptions& options) {
  require_count("max_detections", options.max_detections);
  require_count("max_classes_per_detection", options.max_classes_per_detection);
  require_count("max_detections x max_classes_per_detection",
                options.max_detections * options.max_classes_per_detection);
  require_count("detections_per_class", options.detections_per_class);
  require_count("num_classes", options.classes);
  require_threshold("nms_iou_threshold", options.iou_threshold);
  for (const float scale : {options.y_scale, options.x_scale, options.h_scale, options.w_scale})
    if (!std::isfinite(scale) || scale == 0) reject("a scale of {}, allowed: finite, not 0", scale);
  if (std::isnan(options.score_threshold)) reject("nms_score_threshold is not a number");
}

// Operands: codes of boxes [1, n, 4 or more], scores [1, n, classes with or without a background], anchors.
void check_detection(const Operands& o) {
  o.counts(3, 3, 4);
  const auto& options = o.options<DetectionOptions>();
  check_detection_options(options);
  for (std::size_t i = 0; i < 3; ++i) {
    o.type(o.in(i), {Type::kUint8, Type::kFloat32});
    if (o.in(i).type == Type::kUint8) o.codes(o.in(i));
  }
  o.same_type(o.in(2), o.in(0));
  o.rank(o.in(0), 3, 3);
  o.rank(o.in(1), 3, 3);
  const std::int64_t boxes = o.in(0).shape[1], columns = o.in(1).shape[2];
  if (o.in(0).shape[0] != 1 || o.in(0).shape[2] < 4)
    reject("{} has shape {}, allowed: 1, boxes, 4 or more", o.label(o.in(0)), shape_text(o.in(0).shape));
  o.shape(o.in(1), {1, boxes, columns});
  o.shape(o.in(2), {boxes, 4});
  if (columns != options.classes && columns != options.classes + 1)
    reject("{} has {} classes, allowed: {} or one more", o.label(o.in(1)), columns, options.classes);
  const std::int64_t rows = options.max_detections * options.max_classes_per_detection;
  for (std::size_t i = 0; i < 4; ++i) o.type(o.out(i), {Type::kFloat32});
  o.shape(o.out(0), {1, rows, 4});
  o.shape(o.out(1), {1, rows});
  o.shape(o.out(2), {1, rows});
  o.shape(o.out(3), {1});
}

void check_cast(const Operands& o) {
  o.counts(1, 1, 1);
  o.same_shape(o.out(0), o.in(0));
}

}  // namespace

void require_host_operands(const Graph& graph, const Node& node) {
  const Operands o(graph, node);
  if (node.op == Operator::kSoftmax) return check_softmax(o);
  if (node.op == Operator::kQuantize) return check_quantize(o);
  if (node.op == Operator::kDequantize) return check_dequantize(o);
  if (node.op == Operator::kArgMax || node.op == Operator::kArgMin) return check_arg(o);
  if (node.op == Operator::kGather) return check_gather(o);
  if (node.op == Operator::kGatherNd) return check_gather_nd(o);
  if (node.op == Operator::kShape) return check_shape(o);
  if (node.op == Operator::kCast) return check_cast(o);
  if (node.op == Operator::kLstm) return check_lstm(o);
  if (node.op == Operator::kLstmStep) return check_lstm_step(o);
  if (node.op == Operator::kDetectionPostProcess) return check_detection(o);
  if (is_strided_copy(node.op)) return check_move(o);
  if (node.op == Operator::kResizeBilinear) return check_resize_bilinear(o);
  if (node.op == Operator::kBatchMatMul) return check_batch_matmul(o);
  if (node.op == Operator::kConv2d || node.op == Operator::kDepthwiseConv2d) return check_float_convolution(o);
  if (node.op == Operator::kTransposeConv) return check_float_transpose_convolution(o);
  if (node.op == Operator::kFullyConnected) return check_float_fully_connected(o);
  if (node.op == Operator::kAveragePool2d || node.op == Operator::kMaxPool2d) return check_float_pool(o);
  if (is_reduction(node.op)) return check_reduction(o);
  if (is_binary(node.op)) return check_binary(o);
  if (is_elementwise(node.op)) return check_elementwise(o);
  reject("the host does not run {}", node.op_name);
}

}  // namespace octet
