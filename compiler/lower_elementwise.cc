// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Lowering of what works element by element: operators of two inputs with broadcasting, tables, rescaling, copies
// with strides, and of softmax. Each becomes boxes of at most four dimensions, as many as its strides need.
#include <algorithm>

#include "compiler/lowering.h"
#include "compiler/parameters.h"
#include "compiler/tiles.h"
#include "models/tables.h"

namespace octet {
namespace {

// Strides of a dense tensor of `shape` by the dimensions of `to`, to which it broadcasts as in numpy.
std::vector<std::int64_t> broadcast_strides(const std::vector<std::int64_t>& shape,
                                            const std::vector<std::int64_t>& to) {
  std::vector<std::int64_t> strides(to.size(), 0);
  std::int64_t stride = 1;
  for (std::size_t i = 1; i <= shape.size(); ++i) {
    const std::int64_t extent = shape[shape.size() - i];
    const std::size_t d = to.size() - i;
    strides[d] = extent == 1 && to[d] > 1 ? 0 : stride;
    stride *= extent;
  }
  if (!to.empty() && to.back() == 1) strides.back() = 1;  // a single channel has neighbours of any kind
  return strides;
}

BinaryFunction function_of(Operator op) {
  if (op == Operator::kSub) return BinaryFunction::kSubtract;
  if (op == Operator::kMul) return BinaryFunction::kMultiply;
  if (op == Operator::kMinimum) return BinaryFunction::kMinimum;
  if (op == Operator::kMaximum) return BinaryFunction::kMaximum;
  if (op == Operator::kPRelu) return BinaryFunction::kPrelu;
  return BinaryFunction::kAdd;
}

}  // namespace

// A box under construction: extents with a stride per operand, outermost first.
struct Lowering::Box {
  std::vector<std::int64_t> extents;
  std::vector<Strided> operands;

  void erase(std::size_t d) {
    extents.erase(extents.begin() + static_cast<std::ptrdiff_t>(d));
    for (Strided& o : operands) o.strides.erase(o.strides.begin() + static_cast<std::ptrdiff_t>(d));
  }
  void move_to(std::size_t from, std::size_t to) {
    auto turn = [&](std::vector<std::int64_t>& list) {
      const std::int64_t x = list[from];
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(from));
      list.insert(list.begin() + static_cast<std::ptrdiff_t>(to), x);
    };
    turn(extents);
    for (Strided& o : operands) turn(o.strides);
  }
  // Boxes of [first, first + count) along dimension d.
  Box part(std::size_t d, std::int64_t first, std::int64_t count) const {
    Box box = *this;
    box.extents[d] = count;
    for (Strided& o : box.operands) o.offset += first * o.strides[d];
    return box;
  }
  // The last dimension can be channels: neighbours in every operand, or one element for all in an input.
  bool channels(bool broadcast) const {
    if (extents.empty()) return false;
    return std::all_of(operands.begin(), operands.end(),
                       [&](const Strided& o) { return o.strides.back() == 1 || (broadcast && o.strides.back() == 0); });
  }
};

// Fewer dimensions where neighbours are regular in every operand.
void Lowering::merge(Box& box) {
  for (std::size_t d = box.extents.size() - 1; d-- > 0;) {
    const bool regular = std::all_of(box.operands.begin(), box.operands.end(), [&](const Strided& o) {
      return o.strides[d] == o.strides[d + 1] * box.extents[d + 1];
    });
    if (!regular && box.extents[d] > 1) continue;
    box.extents[d + 1] *= box.extents[d];
    box.erase(d);
  }
}

// Single elements become pixels of one channel. Neighbours of the one operand lie in a row and those of the other, if
// they are others, in a column, so that both move in runs.
void Lowering::make_pixels(Box& box) {
  for (const Strided& o : box.operands) {
    const auto at = static_cast<std::size_t>(std::find(o.strides.begin(), o.strides.end(), 1) - o.strides.begin());
    if (at + 1 >= o.strides.size()) continue;
    box.move_to(at, o.strides.size() - 2);
    break;
  }
  box.extents.push_back(1);
  for (Strided& o : box.operands) o.strides.push_back(1);
}

void Lowering::add_boxes(Box box, bool broadcast, std::vector<std::vector<View>>& list) const {
  for (std::size_t d = 0; d < box.extents.size(); ++d) {
    const bool backwards =
        std::any_of(box.operands.begin(), box.operands.end(), [&](const Strided& o) { return o.strides[d] < 0; });
    const bool image = d + 3 < box.extents.size();  // no field of a command holds it
    const std::int64_t most = backwards ? 1 : image ? box.extents[d] : kLongest;
    if (box.extents[d] <= most) continue;
    for (std::int64_t first = 0; first < box.extents[d]; first += most)
      add_boxes(box.part(d, first, std::min(most, box.extents[d] - first)), broadcast, list);
    return;
  }
  for (std::size_t d = 0; d < box.extents.size(); ++d)  // of a single element no stride counts
    if (box.extents[d] == 1)
      for (Strided& o : box.operands) o.strides[d] = d + 1 == box.extents.size() ? 1 : 0;
  if (box.extents.size() > 4) merge(box);
  if (!box.channels(broadcast)) make_pixels(box);
  if (box.extents.size() > 4) {
    for (std::int64_t i = 0; i < box.extents[0]; ++i) {
      Box slice = box.part(0, i, 1);
      slice.erase(0);
      add_boxes(slice, broadcast, list);
    }
    return;
  }
  while (box.extents.size() < 4) {
    box.extents.insert(box.extents.begin(), 1);
    for (Strided& o : box.operands) o.strides.insert(o.strides.begin(), 0);
  }
  std::vector<View> views;  // of values that add_parts fills in
  for (const Strided& o : box.operands) {
    const auto& s = o.strides;
    auto extent = [&](std::size_t d) { return s[d] == 0 ? 1 : box.extents[d]; };
    views.push_back({-1, extent(0), extent(1), extent(2), extent(3), o.offset, s[0], s[1], s[2], s[3]});
  }
  list.push_back(std::move(views));
  if (static_cast<std::int64_t>(list.size()) > kMostCommands)
    fail(ErrorKind::kModel, "a node of more than {} parts: a program holds at most so many commands", kMostCommands);
}

// One layer like `layer` per box; the operands' tensors, inputs first.
void Lowering::add_parts(const Layer& layer, const Box& box, const std::vector<int>& tensors) {
  std::vector<std::vector<View>> parts;
  add_boxes(box, tensors.size() > 2, parts);
  for (const std::vector<View>& views : parts) {
    Layer part = layer;
    for (std::size_t i = 0; i < views.size(); ++i) {
      const bool result = i + 1 == views.size();
      View& view = result ? part.out : part.in.emplace_back();
      view = views[i];
      view.value = result ? output_value(tensors[i]) : use(tensors[i]);
    }
    add_layer(std::move(part));
  }
}

void Lowering::lower_binary(const Node& node) {
  const std::vector<int> tensors{node.inputs.at(0), node.inputs.at(1), node.outputs.at(0)};
  Layer layer = layer_of(node, LayerKind::kBinary);
  layer.function = function_of(node.op);
  layer.parameter_count = 3;
  if (values()) fold(node, layer);
  Box box{out(node).shape, {}};
  if (box.extents.empty()) box.extents = {1};
  for (const int t : tensors) box.operands.push_back({0, broadcast_strides(tensor(t).shape, box.extents)});
  add_parts(layer, box, tensors);
}

void Lowering::lower_unary(const Node& node) {
  Layer layer = layer_of(node, LayerKind::kMove);
  if (node.op == Operator::kQuantize) {
    layer.mode = MoveMode::kRequantize;
    layer.parameter_count = 1;
    if (values()) fold(node, layer);
  } else {
    layer.mode = MoveMode::kTable;
    layer.parameter_count = kTableRecords;
    if (values()) fold_table(in(node, 0), out(node), table_of(graph_, node), layer);
  }
  Box box{out(node).shape, {}};
  if (box.extents.empty()) box.extents = {1};
  box.operands.assign(2, {0, broadcast_strides(box.extents, box.extents)});
  add_parts(layer, box, {node.inputs.at(0), node.outputs.at(0)});
}

// Rows stay whole: the dimensions before the last three count as images.
void Lowering::lower_softmax(const Node& node) {
  Layer layer = layer_of(node, LayerKind::kSoftmax);
  layer.parameter_count = kExponentialRecords;
  if (real_)
    fold(node, layer);
  else if (values())
    fold_exponentials(node, in(node, 0), layer);
  Box box{out(node).shape, {}};
  while (box.extents.size() < 4) box.extents.insert(box.extents.begin(), 1);
  while (box.extents.size() > 4) {
    box.extents[1] *= box.extents[0];
    box.extents.erase(box.extents.begin());
  }
  box.operands.assign(2, {0, broadcast_strides(box.extents, box.extents)});
  add_parts(layer, box, {node.inputs.at(0), node.outputs.at(0)});
}

void Lowering::lower_copies(const Node& node) {
  for (const StridedCopy& copy : copies_of(graph_, node)) {
    const int from = node.inputs.at(static_cast<std::size_t>(copy.input));
    const int to = node.outputs.at(static_cast<std::size_t>(copy.output));
    Layer layer = layer_of(node, LayerKind::kMove);
    layer.info.name = tensor(to).name;
    layer.info.output_shape = tensor(to).shape;
    if (rescales(node, copy.input)) {
      layer.mode = MoveMode::kTable;
      layer.parameter_count = kTableRecords;
      if (values())
        fold_table(tensor(from), tensor(to), concatenation_table(graph_, node, static_cast<std::size_t>(copy.input)),
                   layer);
    }
    Box box{copy.extents, {{copy.in_offset, copy.in_strides}, {copy.out_offset, copy.out_strides}}};
    if (box.extents.empty()) box = {{1}, {{copy.in_offset, {1}}, {copy.out_offset, {1}}}};
    add_parts(layer, box, {from, to});
  }
}

// A value of its own: the input with its last two dimensions swapped.
int Lowering::transposed(const Node& node, std::size_t input) {
  const int t = node.inputs.at(input);
  std::vector<std::int64_t> shape = tensor(t).shape, strides = broadcast_strides(shape, shape);
  const std::size_t last = shape.size() - 1;
  strides[last] = 1;
  strides[last - 1] = shape[last];
  std::swap(shape[last - 1], shape[last]);
  std::swap(strides[last - 1], strides[last]);
  Box box{shape, {{0, strides}, {0, broadcast_strides(shape, shape)}}};
  std::vector<std::vector<View>> parts;
  add_boxes(box, false, parts);
  const int result = new_value(tensor(t).name, shape);
  network_.values.back().producer = static_cast<int>(network_.layers.size());
  for (const std::vector<View>& views : parts) {
    Layer part = layer_of(node, LayerKind::kMove);
    part.in = {views[0]};
    part.out = views[1];
    part.in[0].value = use(t);
    part.out.value = read(result);
    add_layer(std::move(part));
  }
  return result;
}

}  // namespace octet
