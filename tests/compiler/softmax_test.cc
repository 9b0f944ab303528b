// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Where a SOFTMAX runs, and how its rows are cut.
#include <gtest/gtest.h>

#include "compiler/compile.h"
#include "models/graph.h"
#include "tests/models/support/tflite_writer.h"

namespace octet {
namespace {

Graph softmax_graph(const std::vector<std::int32_t>& shape) {
  test::TfliteWriter w;
  w.add_tensor("in", tflite::TensorType::INT8, shape, {0.1f}, {0});
  w.add_tensor("out", tflite::TensorType::INT8, shape, {1.0f / 256}, {-128});
  tflite::SoftmaxOptionsT options;
  options.beta = 1;
  w.add_node(tflite::BuiltinOperator::SOFTMAX, {0}, {1}, test::options_union(options));
  w.set_inputs_and_outputs({0}, {1});
  return import_tflite_bytes(w.bytes(), "softmax");
}

struct Use {
  std::int64_t commands = 0, rows = 0, host_steps = 0;
};
Use use_of(const std::vector<std::int32_t>& shape, const Machine& machine) {
  const Program program = compile(softmax_graph(shape), machine);
  Use use;
  for (const Segment& segment : program.segments) use.host_steps += segment.on_host;
  for (const Command& command : program.commands)
    if (const auto* c = std::get_if<SoftmaxCommand>(&command.op)) {
      EXPECT_EQ(c->channels, shape.back());
      use.rows += std::int64_t{c->out_h} * c->out_w;
      ++use.commands;
    }
  return use;
}

TEST(SoftmaxLowering, IsOneCommandOfTheMachine) {
  const Use use = use_of({1, 10}, load_machine("edge-16"));
  EXPECT_EQ(use.commands, 1);
  EXPECT_EQ(use.rows, 1);
  EXPECT_EQ(use.host_steps, 0);
}

TEST(SoftmaxLowering, KeepsRowsWholeWhateverTheirDimensions) {
  for (const std::vector<std::int32_t>& shape :
       {std::vector<std::int32_t>{7}, {300, 1001}, {2, 3, 5, 7, 11}, {1, 70000, 3}, {3, 2, 40000, 2}}) {
    const Use use = use_of(shape, load_machine("tiny-8"));
    std::int64_t rows = 1;
    for (std::size_t d = 0; d + 1 < shape.size(); ++d) rows *= shape[d];
    EXPECT_EQ(use.rows, rows);
    EXPECT_EQ(use.host_steps, 0);
  }
}

// A bank of tiny-8 has 8 KiB.
TEST(SoftmaxLowering, GoesToTheHostWhereARowFitsNoBank) {
  EXPECT_EQ(use_of({2, 8192}, load_machine("tiny-8")).host_steps, 0);
  EXPECT_EQ(use_of({2, 8193}, load_machine("tiny-8")).host_steps, 1);
  EXPECT_EQ(use_of({2, 2049}, load_machine("tiny-8", {"array.pe=fp32"})).host_steps, 1);
  EXPECT_EQ(use_of({2, 32769}, load_machine("tpu-128")).host_steps, 1) << "a command's field";
}

TEST(SoftmaxLowering, GoesToTheHostWhereTheExponentialsFitNoHalf) {
  EXPECT_EQ(use_of({2, 10}, load_machine("tiny-8", {"parameters.channels=64"})).host_steps, 0);
  EXPECT_EQ(use_of({2, 10}, load_machine("tiny-8", {"parameters.channels=63"})).host_steps, 1);
}

}  // namespace
}  // namespace octet
