// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operators that work element by element, move elements or reduce them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tests/compiler/support/random_operators.h"

namespace octet::testing {
namespace {

using Type = tflite::TensorType;
using Code = tflite::BuiltinOperator;
using Shape = std::vector<std::int32_t>;

}  // namespace

RandomTensor RandomOperators::like(const RandomTensor& in, Shape shape) {
  return tensor(std::move(shape), in.type, in.scale, in.zero_point);
}

int RandomOperators::numbers(const Shape& values, Shape shape) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(std::int32_t));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return writer_.make_constant(
      writer_.add_tensor(fmt::format("n{}", writer_.graph().tensors.size()), Type::INT32, std::move(shape), {}), bytes);
}

// The second operand: as large, one that fits among the others, a constant, or of fewer dimensions and extents.
RandomTensor RandomOperators::binary(const RandomTensor& in, const std::vector<RandomTensor>& others,
                                     std::vector<RandomTensor>& inputs) {
  const Code code = random_.pick({Code::ADD, Code::SUB, Code::MUL, Code::MINIMUM, Code::MAXIMUM});
  const bool same_codes = code == Code::MINIMUM || code == Code::MAXIMUM;
  Shape shape = in.shape;
  if (random_.chance(60)) {
    if (random_.chance(40)) shape.erase(shape.begin(), shape.begin() + random_.below(static_cast<int>(shape.size())));
    for (std::int32_t& extent : shape)
      if (random_.chance(50)) extent = 1;
  }
  RandomTensor other;
  for (const RandomTensor& t : others)
    if (t.shape == shape && t.type == in.type &&
        (!same_codes || (t.scale == in.scale && t.zero_point == in.zero_point)))
      other = t;
  if (other.number < 0) {
    const float scale = same_codes ? in.scale : in.scale * positive(-3, 2);
    other = tensor(shape, in.type, scale, same_codes ? in.zero_point : zero_point(in.type));
    if (random_.chance(50))
      writer_.make_constant(other.number, codes(other.elements(), in.type));
    else
      inputs.push_back(other);
  }
  const float larger = std::max(in.scale, other.scale);
  const float scale = same_codes          ? in.scale
                      : code == Code::MUL ? in.scale * other.scale * positive(4, 8)
                                          : larger * (random_.chance(10) ? positive(-8, 8) : positive(-2, 1));
  const RandomTensor out = tensor(in.shape, in.type, scale, same_codes ? in.zero_point : zero_point(in.type));
  const bool turned = random_.chance(40) && other.number != in.number;
  std::vector<std::int32_t> operands{turned ? other.number : in.number, turned ? in.number : other.number};
  if (code == Code::ADD) {
    tflite::AddOptionsT o;
    o.fused_activation_function = activation(out);
    return emit(code, operands, out, test::options_union(o));
  }
  if (code == Code::SUB) {
    tflite::SubOptionsT o;
    o.fused_activation_function = activation(out);
    return emit(code, operands, out, test::options_union(o));
  }
  if (code == Code::MUL) {
    tflite::MulOptionsT o;
    o.fused_activation_function = activation(out);
    return emit(code, operands, out, test::options_union(o));
  }
  return emit(code, operands, out);
}

RandomTensor RandomOperators::prelu(const RandomTensor& in) {
  Shape shape = in.shape;
  for (std::size_t d = 0; d + 1 < shape.size(); ++d) shape[d] = 1;
  const RandomTensor alpha = tensor(shape, in.type, positive(-9, -5), zero_point(in.type));
  writer_.make_constant(alpha.number, codes(alpha.elements(), in.type));
  return emit(Code::PRELU, {in.number, alpha.number},
              tensor(in.shape, in.type, in.scale * positive(-2, 2), zero_point(in.type)));
}

RandomTensor RandomOperators::table(const RandomTensor& in) {
  const Code code = random_.pick(
      {Code::RELU, Code::RELU6, Code::LEAKY_RELU, Code::HARD_SWISH, Code::LOGISTIC, Code::TANH, Code::ABS});
  const bool unit = code == Code::LOGISTIC || code == Code::TANH;
  if (code == Code::ABS && in.is_uint8()) return reshape(in);
  RandomTensor out = tensor(in.shape, in.type, in.scale * positive(-1, 1), zero_point(in.type));
  if (unit)
    out = tensor(in.shape, in.type, code == Code::TANH ? 1.0f / 128 : 1.0f / 256,
                 in.is_uint8() ? (code == Code::TANH ? 128 : 0) : (code == Code::TANH ? 0 : -128));
  if (code != Code::LEAKY_RELU) return emit(code, {in.number}, out);
  tflite::LeakyReluOptionsT o;
  o.alpha = positive(-6, -1);
  return emit(code, {in.number}, out, test::options_union(o));
}

RandomTensor RandomOperators::max_pool(const RandomTensor& in) {
  const bool same = random_.chance(60);
  const Axis y = axis(in.shape[1], same, false), x = axis(in.shape[2], same, false);
  const RandomTensor out = like(in, {1, y.out, x.out, in.shape[3]});
  tflite::Pool2DOptionsT o;
  o.padding = same ? tflite::Padding::SAME : tflite::Padding::VALID;
  o.stride_h = y.stride, o.stride_w = x.stride, o.filter_height = y.kernel, o.filter_width = x.kernel;
  o.fused_activation_function = activation(out);
  return emit(Code::MAX_POOL_2D, {in.number}, out, test::options_union(o));
}

RandomTensor RandomOperators::reduce(const RandomTensor& in) {
  const Code code = random_.pick({Code::MEAN, Code::MEAN, Code::REDUCE_MAX});
  const auto rank = static_cast<std::int32_t>(in.shape.size());
  Shape axes, shape;
  const bool keep = random_.chance(50);
  for (std::int32_t d = 0; d < rank; ++d) {
    const bool reduced = random_.chance(45) || (axes.empty() && d + 1 == rank);
    if (reduced) axes.push_back(d);
    if (!reduced || keep) shape.push_back(reduced ? 1 : in.shape[static_cast<std::size_t>(d)]);
  }
  if (shape.empty()) return reshape(in);
  const RandomTensor out =
      code == Code::MEAN ? tensor(shape, in.type, in.scale * positive(-2, 0), zero_point(in.type)) : like(in, shape);
  tflite::ReducerOptionsT o;
  o.keep_dims = keep;
  return emit(code, {in.number, numbers(axes, {static_cast<std::int32_t>(axes.size())})}, out, test::options_union(o));
}

RandomTensor RandomOperators::pad(const RandomTensor& in) {
  Shape shape = in.shape, paddings;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const bool pads = random_.chance(d + 1 == shape.size() || d == 0 ? 15 : 70);
    paddings.push_back(pads ? static_cast<std::int32_t>(random_.below(4)) : 0);
    paddings.push_back(pads ? static_cast<std::int32_t>(random_.below(4)) : 0);
    shape[d] += paddings[2 * d] + paddings[2 * d + 1];
  }
  return emit(Code::PAD, {in.number, numbers(paddings, {static_cast<std::int32_t>(shape.size()), 2})}, like(in, shape));
}

RandomTensor RandomOperators::concatenation(const RandomTensor& in, const std::vector<RandomTensor>& others) {
  const auto axis = static_cast<std::size_t>(random_.below(static_cast<int>(in.shape.size())));
  std::vector<std::int32_t> operands{in.number};
  Shape shape = in.shape;
  for (const RandomTensor& t : others) {
    bool fits = t.type == in.type && t.shape.size() == shape.size();
    for (std::size_t d = 0; fits && d < shape.size(); ++d) fits = d == axis || t.shape[d] == shape[d];
    if (!fits || (!in.is_uint8() && (t.scale != in.scale || t.zero_point != in.zero_point))) continue;
    operands.push_back(t.number);
    shape[axis] += t.shape[axis];
  }
  Shape part = in.shape;
  part[axis] = static_cast<std::int32_t>(random_.between(1, 5));
  const RandomTensor constant =
      in.is_uint8() ? tensor(part, in.type, in.scale * positive(-1, 1), zero_point(in.type)) : like(in, part);
  writer_.make_constant(constant.number, codes(constant.elements(), in.type));
  operands.insert(operands.begin() + random_.below(2), constant.number);
  shape[axis] += part[axis];
  tflite::ConcatenationOptionsT o;
  o.axis = static_cast<std::int32_t>(axis) - (random_.chance(30) ? static_cast<std::int32_t>(shape.size()) : 0);
  return emit(Code::CONCATENATION, operands, like(in, shape), test::options_union(o));
}

RandomTensor RandomOperators::transpose(const RandomTensor& in) {
  Shape order(in.shape.size()), shape;
  for (std::size_t d = 0; d < order.size(); ++d) order[d] = static_cast<std::int32_t>(d);
  for (std::size_t d = order.size(); d-- > 1;)
    std::swap(order[d], order[static_cast<std::size_t>(random_.below(static_cast<int>(d) + 1))]);
  for (const std::int32_t d : order) shape.push_back(in.shape[static_cast<std::size_t>(d)]);
  return emit(Code::TRANSPOSE, {in.number, numbers(order, {static_cast<std::int32_t>(order.size())})}, like(in, shape));
}

// Two halves, or one whole; the second half goes on.
RandomTensor RandomOperators::split(const RandomTensor& in) {
  std::size_t axis = 0;
  while (axis + 1 < in.shape.size() && (in.shape[axis] % 2 != 0 || random_.chance(30))) ++axis;
  const std::int32_t parts = in.shape[axis] % 2 == 0 ? 2 : 1;
  Shape shape = in.shape;
  shape[axis] /= parts;
  const int operand = numbers({static_cast<std::int32_t>(axis)}, {});
  std::vector<std::int32_t> results;
  RandomTensor out;
  for (std::int32_t i = 0; i < parts; ++i) results.push_back((out = like(in, shape)).number);
  tflite::SplitOptionsT o;
  o.num_splits = parts;
  text_ += fmt::format("SPLIT into {} along {}; ", parts, axis);
  writer_.add_node(Code::SPLIT, {operand, in.number}, results, test::options_union(o));
  return out;
}

RandomTensor RandomOperators::strided_slice(const RandomTensor& in) {
  Shape begin, end, stride, shape;
  tflite::StridedSliceOptionsT o;
  for (std::size_t d = 0; d < in.shape.size(); ++d) {
    const std::int32_t extent = in.shape[d];
    const auto first = static_cast<std::int32_t>(random_.below(extent));
    const auto last = static_cast<std::int32_t>(random_.between(first + 1, extent));
    const std::int32_t step = random_.pick({1, 1, 2, 3});
    if (random_.chance(15)) {  // backwards, all of it
      begin.push_back(0), end.push_back(0), stride.push_back(-step);
      o.begin_mask |= 1 << d, o.end_mask |= 1 << d;
      shape.push_back((extent + step - 1) / step);
      continue;
    }
    begin.push_back(first), end.push_back(last), stride.push_back(step);
    shape.push_back((last - first + step - 1) / step);
  }
  const auto rank = static_cast<std::int32_t>(shape.size());
  return emit(Code::STRIDED_SLICE, {in.number, numbers(begin, {rank}), numbers(end, {rank}), numbers(stride, {rank})},
              like(in, shape), test::options_union(o));
}

RandomTensor RandomOperators::pack(const RandomTensor& in, const std::vector<RandomTensor>& others) {
  std::vector<std::int32_t> operands{in.number};
  for (const RandomTensor& t : others)
    if (t.shape == in.shape && t.type == in.type && t.scale == in.scale && t.zero_point == in.zero_point)
      operands.push_back(t.number);
  if (random_.chance(50)) operands.push_back(in.number);
  const auto axis = static_cast<std::size_t>(random_.below(static_cast<int>(in.shape.size()) + 1));
  Shape shape = in.shape;
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), static_cast<std::int32_t>(operands.size()));
  tflite::PackOptionsT o;
  o.axis = static_cast<std::int32_t>(axis);
  o.values_count = static_cast<std::int32_t>(operands.size());
  return emit(Code::PACK, operands, like(in, shape), test::options_union(o));
}

RandomTensor RandomOperators::unpack(const RandomTensor& in) {
  std::size_t axis = 0;
  while (axis + 1 < in.shape.size() && in.shape[axis] > 4) ++axis;
  if (in.shape[axis] > 6 || in.shape.size() < 2) return reshape(in);
  Shape shape = in.shape;
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  std::vector<std::int32_t> results;
  RandomTensor out;
  for (std::int32_t i = 0; i < in.shape[axis]; ++i) results.push_back((out = like(in, shape)).number);
  tflite::UnpackOptionsT o;
  o.axis = static_cast<std::int32_t>(axis);
  o.num = in.shape[axis];
  text_ += fmt::format("UNPACK along {}; ", axis);
  writer_.add_node(Code::UNPACK, {in.number}, results, test::options_union(o));
  return out;
}

RandomTensor RandomOperators::tile(const RandomTensor& in) {
  Shape shape = in.shape, times;
  for (std::int32_t& extent : shape) {
    times.push_back(random_.pick({1, 1, 2, 3}));
    extent *= times.back();
  }
  return emit(Code::TILE, {in.number, numbers(times, {static_cast<std::int32_t>(times.size())})}, like(in, shape));
}

RandomTensor RandomOperators::resize_nearest(const RandomTensor& in) {
  auto extent = [&](std::int32_t from) {
    return in.is_large() ? from : std::max(1, from * random_.pick({1, 2, 2, 3}) + random_.pick({0, 0, -1, 1}));
  };
  const std::int32_t h = extent(in.shape[1]), w = extent(in.shape[2]);
  tflite::ResizeNearestNeighborOptionsT o;
  o.align_corners = random_.chance(30);
  o.half_pixel_centers = !o.align_corners && random_.chance(40);
  return emit(Code::RESIZE_NEAREST_NEIGHBOR, {in.number, numbers({h, w}, {2})}, like(in, {1, h, w, in.shape[3]}),
              test::options_union(o));
}

RandomTensor RandomOperators::transpose_conv(const RandomTensor& in) {
  const bool same = random_.chance(60);
  const std::int32_t kernel_h = random_.pick({1, 2, 3, 4, 5}), kernel_w = random_.pick({1, 2, 3, 5});
  const std::int32_t stride_h = random_.pick({1, 2, 2, 3}), stride_w = random_.pick({1, 2, 2, 3});
  auto extent = [&](std::int32_t from, std::int32_t kernel, std::int32_t stride) {
    return same ? from * stride : (from - 1) * stride + std::max(kernel, stride);
  };
  const std::int32_t channels = random_.pick({1, 2, 3, 8, 17});
  const Shape shape{1, extent(in.shape[1], kernel_h, stride_h), extent(in.shape[2], kernel_w, stride_w), channels};
  const RandomTensor out = tensor(shape, in.type);
  const Weights w = weights(in, out, {channels, kernel_h, kernel_w, in.shape[3]}, 0);
  tflite::TransposeConvOptionsT o;
  o.padding = same ? tflite::Padding::SAME : tflite::Padding::VALID;
  o.stride_h = stride_h, o.stride_w = stride_w;
  return emit(Code::TRANSPOSE_CONV, {numbers(shape, {4}), w.number, in.number, w.bias}, out, test::options_union(o));
}

// Enlarged by whole factors, which the machine does, or by others, which the host does.
RandomTensor RandomOperators::resize_bilinear(const RandomTensor& in) {
  const std::int32_t factor = random_.pick({1, 2, 2, 3, 4});
  auto extent = [&](std::int32_t from) {
    return in.is_large() ? from : std::max(1, from * factor + random_.pick({0, 0, 0, 1}));
  };
  const std::int32_t h = extent(in.shape[1]), w = extent(in.shape[2]);
  tflite::ResizeBilinearOptionsT o;
  o.align_corners = random_.chance(30);
  o.half_pixel_centers = !o.align_corners && random_.chance(40);
  return emit(Code::RESIZE_BILINEAR, {in.number, numbers({h, w}, {2})}, like(in, {1, h, w, in.shape[3]}),
              test::options_union(o));
}

RandomTensor RandomOperators::batch_matmul(const RandomTensor& in, std::vector<RandomTensor>& inputs) {
  const std::size_t d = in.shape.size();
  tflite::BatchMatMulOptionsT o;
  o.adj_x = random_.chance(30);
  const std::int32_t rows = in.shape[d - (o.adj_x ? 1 : 2)], depth = in.shape[d - (o.adj_x ? 2 : 1)];
  const bool itself = random_.chance(30);  // x * x^T
  o.adj_y = itself ? !o.adj_x : random_.chance(40);
  const std::int32_t columns = itself ? rows : random_.pick({1, 3, 8, 21});
  RandomTensor other = in;
  if (!itself) {
    Shape shape;  // its batch broadcasts
    if (random_.chance(60)) shape.assign(in.shape.begin(), in.shape.end() - 2);
    for (std::int32_t& extent : shape)
      if (random_.chance(30)) extent = 1;
    shape.insert(shape.end(), {o.adj_y ? columns : depth, o.adj_y ? depth : columns});
    other = tensor(shape, in.type, positive(-6, -3), zero_point(in.type));
    if (random_.chance(50))
      writer_.make_constant(other.number, codes(other.elements(), in.type));
    else
      inputs.push_back(other);
  }
  Shape result(in.shape.begin(), in.shape.end() - 2);
  result.insert(result.end(), {rows, columns});
  const float scale = in.scale * other.scale * std::sqrt(static_cast<float>(depth)) * positive(4, 7);
  return emit(Code::BATCH_MATMUL, {in.number, other.number}, tensor(result, in.type, scale, zero_point(in.type)),
              test::options_union(o));
}

RandomTensor RandomOperators::wide(RandomKind kind, const RandomTensor& in, const std::vector<RandomTensor>& others,
                                   std::vector<RandomTensor>& inputs) {
  if (kind == RandomKind::kBinary) return binary(in, others, inputs);
  if (kind == RandomKind::kPRelu) return prelu(in);
  if (kind == RandomKind::kTable) return table(in);
  if (kind == RandomKind::kMaxPool) return max_pool(in);
  if (kind == RandomKind::kReduce) return reduce(in);
  if (kind == RandomKind::kPad) return pad(in);
  if (kind == RandomKind::kConcatenation) return concatenation(in, others);
  if (kind == RandomKind::kTranspose) return transpose(in);
  if (kind == RandomKind::kSplit) return split(in);
  if (kind == RandomKind::kStridedSlice) return strided_slice(in);
  if (kind == RandomKind::kPack) return pack(in, others);
  if (kind == RandomKind::kUnpack) return unpack(in);
  if (kind == RandomKind::kTile) return tile(in);
  if (kind == RandomKind::kResizeNearest) return resize_nearest(in);
  if (kind == RandomKind::kResizeBilinear) return resize_bilinear(in);
  if (kind == RandomKind::kBatchMatMul) return batch_matmul(in, inputs);
  return transpose_conv(in);
}

}  // namespace octet::testing
