// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One rule per kind of operator, on the shapes of one image.
#include "models/batch_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/import_text.h"

namespace octet {
namespace {

// Images may only be in the operands from `first` to `last`: the others are the same for all images.
std::string only_data(const BatchNode& n, std::size_t first, std::size_t last) {
  for (std::size_t i = 0; i < n.node.inputs.size(); ++i)
    if ((i < first || i > last) && n.has_images(i)) return fmt::format("its input {} differs from image to image", i);
  return "";
}
std::string only_data(const BatchNode& n, std::size_t data) { return only_data(n, data, data); }

std::string softmax(const BatchNode& n) {
  return n.in(0).shape.size() > 1 ? only_data(n, 0) : "its only dimension is the one it sums over";
}

std::string reduction(const BatchNode& n) {
  const auto& axes = std::get<ReduceOptions>(n.node.options).axes;
  return axes.empty() || axes[0] > 0 ? only_data(n, 0) : "it reduces dimension 0, in which the images lie";
}

std::string along_axis(const BatchNode& n, std::size_t first, std::size_t last) {
  if (std::get<AxisOptions>(n.node.options).axis == 0) return "it works along dimension 0, in which the images lie";
  return only_data(n, first, last);
}

std::string broadcast(const BatchNode& n, std::size_t least_rank) {
  const auto& to = n.out().shape;
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    if (!n.has_images(i)) continue;
    const auto& from = n.in(i).shape;
    if (from.size() < least_rank) return fmt::format("its input {} has no dimension for images", i);
    if (from.size() != to.size() || from[0] != to[0])
      return fmt::format("its input {} of shape {} is broadcast to {} along dimension 0", i, shape_text(from),
                         shape_text(to));
  }
  return only_data(n, 0, 1);
}

// Matrices of rank 2 have rows of images on the left only.
std::string matrix_product(const BatchNode& n) {
  const bool rows = n.out().shape.size() == 2 && !std::get<MatMulOptions>(n.node.options).adjoint_x;
  if (rows && !n.has_images(1)) return broadcast(n, 2);
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}})
    if (!n.has_images(i) && n.in(i).shape.size() == n.out().shape.size() && n.in(i).shape[0] > 1)
      return fmt::format("its constant input {} has {} matrices along dimension 0", i, n.in(i).shape[0]);
  return broadcast(n, 3);
}

std::string pad(const BatchNode& n) {
  return n.in(0).shape[0] == n.out().shape[0] ? only_data(n, 0) : "it pads dimension 0, in which the images lie";
}

std::string transpose(const BatchNode& n) {
  return std::get<TransposeOptions>(n.node.options).permutation[0] == 0
             ? only_data(n, 0)
             : "it moves dimension 0, in which the images lie";
}

std::string slice(const BatchNode& n) {
  const auto& o = std::get<SliceOptions>(n.node.options);
  const std::int64_t rows = n.in(0).shape[0];
  const bool whole = o.begin[0] == 0 && o.extent[0] == rows && (o.stride[0] == 1 || rows == 1);
  return whole ? only_data(n, 0) : "it takes a part of dimension 0, in which the images lie";
}

std::string tile(const BatchNode& n) {
  return n.in(0).shape[0] == n.out().shape[0] ? only_data(n, 0) : "it repeats dimension 0, in which the images lie";
}

// From images at positions all of them share, or from a table at positions of each image.
std::string gather(const BatchNode& n) {
  const bool nd = n.node.op == Operator::kGatherNd;
  const int axis = nd ? 0 : std::get<AxisOptions>(n.node.options).axis;
  if (n.has_images(0)) return axis > 0 ? only_data(n, 0) : "it gathers from dimension 0, in which the images lie";
  if (axis > 0) return "its positions differ from image to image and are none of dimension 0";
  return nd && n.in(1).shape.size() < 2 ? "its positions have no dimension for images" : "";
}

bool is_one_of(Operator op, std::initializer_list<Operator> list) {
  return std::find(list.begin(), list.end(), op) != list.end();
}

// Windows of one image each, and what works element by element or moves nothing.
bool keeps_rows_apart(Operator op) {
  using enum Operator;
  return is_one_of(op, {kConv2d,
                        kDepthwiseConv2d,
                        kFullyConnected,
                        kAveragePool2d,
                        kMaxPool2d,
                        kRelu,
                        kRelu6,
                        kReluN1To1,
                        kLeakyRelu,
                        kHardSwish,
                        kLogistic,
                        kTanh,
                        kAbs,
                        kNeg,
                        kSqrt,
                        kRsqrt,
                        kExp,
                        kLog,
                        kSquare,
                        kFloor,
                        kRound,
                        kQuantize,
                        kDequantize,
                        kCast,
                        kReshape,
                        kSqueeze,
                        kExpandDims,
                        kResizeBilinear,
                        kResizeNearestNeighbor});
}
bool joins(Operator op) { return is_one_of(op, {Operator::kConcatenation, Operator::kPack}); }
bool combines(Operator op) {
  using enum Operator;
  return is_one_of(op, {kAdd, kSub, kMul, kDiv, kFloorDiv, kMinimum, kMaximum, kPRelu});
}
bool keeps_state(Operator op) {
  using enum Operator;
  return is_one_of(op, {kLstm, kLstmStep, kCallOnce, kVarHandle, kReadVariable, kAssignVariable});
}

}  // namespace

std::string batch_reason(const BatchNode& n) {
  using enum Operator;
  const Operator op = n.node.op;
  if (keeps_rows_apart(op)) return only_data(n, 0);
  if (combines(op)) return broadcast(n, 1);
  if (joins(op)) return along_axis(n, 0, n.node.inputs.size());
  if (op == kTransposeConv) return only_data(n, 2);
  if (op == kBatchMatMul) return matrix_product(n);
  if (is_one_of(op, {kMean, kSum, kReduceMax, kReduceMin})) return reduction(n);
  if (is_one_of(op, {kSplitV, kUnpack, kArgMax, kArgMin})) return along_axis(n, 0, 0);
  if (op == kSplit) return along_axis(n, 1, 1);
  if (op == kSoftmax) return softmax(n);
  if (is_one_of(op, {kPad, kPadV2})) return pad(n);
  if (op == kTranspose) return transpose(n);
  if (is_one_of(op, {kSlice, kStridedSlice})) return slice(n);
  if (op == kTile) return tile(n);
  if (is_one_of(op, {kGather, kGatherNd})) return gather(n);
  if (keeps_state(op)) return "it keeps a state from one inference to the next";
  return "it takes one image";
}

// What is joined needs a row per image; what is combined only where its rows differ.
std::vector<std::size_t> repeated_inputs(const BatchNode& n) {
  std::vector<std::size_t> inputs;
  if (!joins(n.node.op) && !combines(n.node.op)) return inputs;
  for (std::size_t i = 0; i < n.node.inputs.size(); ++i) {
    if (n.node.inputs[i] < 0 || n.has_images(i)) continue;
    const auto &from = n.in(i).shape, &to = n.out().shape;
    if (joins(n.node.op) || (from.size() == to.size() && !from.empty() && from[0] > 1)) inputs.push_back(i);
  }
  return inputs;
}

}  // namespace octet
