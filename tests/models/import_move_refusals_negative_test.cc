// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Refused nodes among the operators that move elements: each reason, word for word.
#include <gtest/gtest.h>

#include <functional>

#include "models/graph.h"
#include "tests/models/support/probe_parts.h"
#include "tests/models/support/tflite_writer.h"

namespace octet {
namespace {

using test::add_numbers;
using test::options_union;
using test::TfliteWriter;
using Type = tflite::TensorType;
using Code = tflite::BuiltinOperator;
using Shape = std::vector<std::int32_t>;

// One node: data inputs and outputs of the shapes, then constant operands. Tensors: inputs, outputs, numbers.
struct Move {
  Code op;
  std::vector<Shape> inputs, outputs, numbers;
  tflite::BuiltinOptionsUnion options = {};
  Type type = Type::INT8;
  bool numbers_first = false;  // SPLIT: the axis before the data
};

TfliteWriter model_of(const Move& m) {
  TfliteWriter w;
  Shape inputs, outputs, numbers;
  for (const Shape& s : m.inputs) inputs.push_back(w.add_tensor("in", m.type, s));
  for (const Shape& s : m.outputs) outputs.push_back(w.add_tensor("out", m.type, s));
  for (const Shape& values : m.numbers) numbers.push_back(add_numbers(w, values));
  Shape operands = m.numbers_first ? numbers : inputs;
  const Shape& rest = m.numbers_first ? inputs : numbers;
  operands.insert(operands.end(), rest.begin(), rest.end());
  w.add_node(m.op, operands, outputs, m.options);
  w.set_inputs_and_outputs(inputs, outputs);
  return w;
}

std::string refusal(const Move& m) { return import_tflite_bytes(model_of(m).bytes(), "m").nodes.at(0).refusal; }

template <class Options, class Set>
tflite::BuiltinOptionsUnion with(Set&& set) {
  Options o;
  set(o);
  return options_union(o);
}

TEST(RefusesMoves, OfInt16AndOfAnotherType) {
  EXPECT_EQ(refusal({Code::TRANSPOSE, {{2, 3}}, {{3, 2}}, {{1, 0}}}), "");
  EXPECT_EQ(refusal({Code::TRANSPOSE, {{2, 3}}, {{3, 2}}, {{1, 0}}, {}, Type::INT16}),
            "input 0 'in' has type int16, allowed: int8, uint8, int32, int64, float32, bool");
  TfliteWriter w = model_of({Code::TRANSPOSE, {{2, 3}}, {{3, 2}}, {{1, 0}}});
  w.tensor(1).type = Type::UINT8;
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "m").nodes[0].refusal,
            "output 0 'out' has type uint8 but input 0 'in' has int8, allowed: the same type");
}

TEST(RefusesTranspose, WhatIsNoPermutation) {
  EXPECT_EQ(refusal({Code::TRANSPOSE, {{2, 3}}, {{3, 2}}, {{1, 1}}}),
            "the permutation is 1x1, allowed: each of 2 dimensions once");
  EXPECT_EQ(refusal({Code::TRANSPOSE, {{2, 3}}, {{3, 2}}, {{1, 2}}}), "an entry is 2, allowed: -2 to 1");
  EXPECT_EQ(refusal({Code::TRANSPOSE, {{2, 3}}, {{2, 3}}, {{1, 0}}}), "output 0 'out' has shape 2x3, allowed: 3x2");
}

TEST(RefusesSqueeze, DimensionsThatHoldMore) {
  const auto options = [](std::int32_t d) {
    return with<tflite::SqueezeOptionsT>([&](auto& o) { o.squeeze_dims = {d}; });
  };
  EXPECT_EQ(refusal({Code::SQUEEZE, {{1, 2, 1}}, {{1, 2}}, {}, options(-1)}), "");
  EXPECT_EQ(refusal({Code::SQUEEZE, {{1, 2, 1}}, {{1, 2}}, {}, options(1)}),
            "dimension 1 of input 0 'in' is 2, allowed: 1 where squeezed");
  EXPECT_EQ(refusal({Code::SQUEEZE, {{1, 2, 1}}, {{1, 2}}, {}, options(3)}),
            "the squeezed dimension is 3, allowed: -3 to 2");
}

TEST(RefusesExpandDims, DimensionsOutside) {
  EXPECT_EQ(refusal({Code::EXPAND_DIMS, {{2}}, {{2, 1}}, {{1}}}), "");
  EXPECT_EQ(refusal({Code::EXPAND_DIMS, {{2}}, {{2, 1}}, {{2}}}), "the new dimension is 2, allowed: -2 to 1");
  EXPECT_EQ(refusal({Code::EXPAND_DIMS, {{2}}, {{2, 1}}, {{1, 1}}}), "input 1 'n' has 2 elements, allowed: 1");
}

TEST(RefusesPad, NegativePaddingAndOtherValues) {
  EXPECT_EQ(refusal({Code::PAD, {{2}}, {{5}}, {{1, 2}}}), "");
  EXPECT_EQ(refusal({Code::PAD, {{2}}, {{3}}, {{2, -1}}}),
            "the padding of dimension 0 is 2 and -1, allowed: 0 or more");
  EXPECT_EQ(refusal({Code::PAD, {{2}}, {{5}}, {{1, 2, 0}}}),
            "input 1 'n' has 3 elements, allowed: 2, two per dimension");
  TfliteWriter w = model_of({Code::PADV2, {{2}}, {{5}}, {{1, 2}}});
  w.node(0).inputs.push_back(w.make_constant(w.add_tensor("value", Type::INT8, {1}), {7}));
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "m").nodes[0].refusal,
            "input 2 'value' pads with 7, allowed: the zero point 0 of output 0 'out'");
}

TEST(RefusesConcatenation, ScalesShapesAndAxes) {
  const auto options = [](std::int32_t axis) {
    return with<tflite::ConcatenationOptionsT>([&](auto& o) { o.axis = axis; });
  };
  const Move move{Code::CONCATENATION, {{2, 1}, {2, 3}}, {{2, 4}}, {}, options(1)};
  EXPECT_EQ(refusal(move), "");
  TfliteWriter w = model_of(move);
  w.tensor(1).quantization->scale[0] = 0.25f;
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "m").nodes[0].refusal,
            "output 0 'out' has scale 0.5 and zero point 0, allowed: those of input 1 'in', 0.25 and 0");
  EXPECT_EQ(refusal({Code::CONCATENATION, {{2, 1}, {3, 3}}, {{2, 4}}, {}, options(1)}),
            "input 1 'in' has shape 3x3, allowed: 2x3");
  EXPECT_EQ(refusal({Code::CONCATENATION, {{2, 1}, {2, 3}}, {{2, 4}}, {}, options(2)}),
            "the axis is 2, allowed: -2 to 1");
  EXPECT_EQ(refusal({Code::CONCATENATION, {{2, 1}, {2, 3}}, {{2, 5}}, {}, options(1)}),
            "output 0 'out' has shape 2x5, allowed: 2x4");
}

TEST(RefusesSplit, UnevenParts) {
  const auto options = [](std::int32_t parts) {
    return with<tflite::SplitOptionsT>([&](auto& o) { o.num_splits = parts; });
  };
  EXPECT_EQ(refusal({Code::SPLIT, {{5}}, {{2}, {2}}, {{0}}, options(2), Type::INT8, true}),
            "dimension 0 of input 1 'in' is 5, allowed: a multiple of 2");
  EXPECT_EQ(refusal({Code::SPLIT, {{4}}, {{2}, {2}}, {{0}}, options(3), Type::INT8, true}),
            "num_splits is 3, allowed: 2, as many as outputs");
  EXPECT_EQ(refusal({Code::SPLIT, {{4}}, {{2}, {1}}, {{0}}, options(2), Type::INT8, true}),
            "output 1 'out' has shape 1, allowed: 2");
}

TEST(RefusesSplitV, PartsThatDoNotFill) {
  const auto split = [](const Shape& parts) {
    return refusal({Code::SPLIT_V, {{5}}, {{2}, {3}}, {parts, {0}}, options_union(tflite::SplitVOptionsT())});
  };
  EXPECT_EQ(split({2, -1}), "");
  EXPECT_EQ(split({2, 2}), "the parts of dimension 0 are 2x2, allowed: 5 together");
  EXPECT_EQ(split({-1, -1}), "the parts of dimension 0 are -1x-1, allowed: 1 or more, one of them -1");
  EXPECT_EQ(split({2, 3, 1}), "input 1 'n' has 3 elements, allowed: 2");
}

TEST(RefusesSlice, RangesOutside) {
  const auto slice = [](std::int32_t begin, std::int32_t extent) {
    return refusal({Code::SLICE, {{5}}, {{2}}, {{begin}, {extent}}});
  };
  EXPECT_EQ(slice(3, -1), "");
  EXPECT_EQ(slice(5, 1), "the slice begins at 5 of dimension 0, allowed: 0 to 4");
  EXPECT_EQ(slice(3, 3), "the slice takes 3 of dimension 0 from 3, allowed: 1 to 2");
}

TEST(RefusesStridedSlice, WhatIsEmptyOrReadDifferentlyByTflite) {
  const auto slice = [](const Shape& begin, const Shape& end, const Shape& stride, auto&& set) {
    return refusal({Code::STRIDED_SLICE, {{5}}, {{2}}, {begin, end, stride}, with<tflite::StridedSliceOptionsT>(set)});
  };
  const auto plain = [](auto&) {};
  EXPECT_EQ(slice({1}, {3}, {1}, plain), "");
  EXPECT_EQ(slice({3}, {3}, {1}, plain), "dimension 0 from 3 to 3 by 1 is empty, allowed: 1 element or more");
  EXPECT_EQ(slice({1}, {3}, {0}, plain), "the stride of dimension 0 is 0, allowed: another number");
  EXPECT_EQ(slice({1, 0}, {3, 0}, {1, 1}, plain),
            "begin names more dimensions than the 1 of the input, allowed: as many at most");
  EXPECT_EQ(slice({1}, {3, 4}, {1}, plain), "input 2 'n' has 2 elements, allowed: 1");
  EXPECT_EQ(slice({1}, {3}, {1}, [](auto& o) { o.offset = true; }),
            "its end is an offset from begin, allowed: an index");
  EXPECT_EQ(slice({1, 0}, {3, 0}, {1, 1}, [](auto& o) { o.ellipsis_mask = 2; }),
            "the ellipsis stands for no dimension, allowed: 1 or more");
  EXPECT_EQ(refusal({Code::STRIDED_SLICE,
                     {{3, 3, 3}},
                     {{3, 3, 3}},
                     {{0, 0}, {0, 0}, {1, 1}},
                     with<tflite::StridedSliceOptionsT>([](auto& o) { o.ellipsis_mask = 3; })}),
            "ellipsis mask 3, allowed: one bit at most");
}

TEST(RefusesPad, AmountsOf64Bits) {
  TfliteWriter w = model_of({Code::PAD, {{3}}, {{4}}, {{0, 1}}});
  w.tensor(2).shape = {1, 2};
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "m").nodes[0].refusal, "");
  w.tensor(2).type = Type::INT64;
  w.make_constant(2, {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "m").nodes[0].refusal,
            "input 1 'n' contains 4294967296, allowed: numbers of 32 bits");
}

TEST(RefusesPackAndUnpack, CountsAndShapes) {
  const auto pack = [](std::int32_t count, const Shape& second) {
    return refusal({Code::PACK, {{3}, second}, {{2, 3}}, {}, with<tflite::PackOptionsT>([&](auto& o) {
                      o.values_count = count;
                    })});
  };
  EXPECT_EQ(pack(2, {3}), "");
  EXPECT_EQ(pack(3, {3}), "values_count is 3, allowed: 2, as many as inputs");
  EXPECT_EQ(pack(2, {4}), "input 1 'in' has shape 4, allowed: 3");
  EXPECT_EQ(refusal({Code::UNPACK, {{3, 2}}, {{3}, {3}}, {}, with<tflite::UnpackOptionsT>([](auto& o) {
                       o.num = 3;
                       o.axis = 1;
                     })}),
            "num is 3 with 2 outputs, allowed: 2, the extent of dimension 1");
}

TEST(RefusesTileAndResize, CountsAndShapes) {
  EXPECT_EQ(refusal({Code::TILE, {{3}}, {{6}}, {{2}}}), "");
  EXPECT_EQ(refusal({Code::TILE, {{3}}, {{6}}, {{0}}}), "dimension 0 is repeated 0 times, allowed: 1 or more");
  EXPECT_EQ(refusal({Code::TILE, {{3}}, {{6}}, {{2, 1}}}), "input 1 'n' has 2 elements, allowed: 1, one per dimension");
  EXPECT_EQ(refusal({Code::RESIZE_NEAREST_NEIGHBOR,
                     {{1, 2, 2, 1}},
                     {{1, 4, 4, 1}},
                     {{4, 4, 1}},
                     options_union(tflite::ResizeNearestNeighborOptionsT())}),
            "input 1 'n' has 3 elements, allowed: 2");
}

}  // namespace
}  // namespace octet
