// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Networks with states on every backend: each inference equals the layer-wise reference's.
#include <gtest/gtest.h>

#include "compiler/compile.h"
#include "models/layerwise.h"
#include "models/model_inputs.h"
#include "tests/compiler/support/network_run.h"
#include "tests/models/support/streaming_models.h"

namespace octet {
namespace {

void expect_same_steps(const test::TfliteWriter& writer) {
  const Graph graph = import_tflite_bytes(writer.bytes(), "states");
  std::vector<std::vector<TensorBytes>> inputs;
  for (std::uint64_t seed = 0; seed < 4; ++seed) inputs.push_back(random_inputs(graph, seed));
  const auto outputs = run_layerwise_steps(graph, inputs);
  std::vector<Recorded> recorded;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    recorded.push_back({"step " + std::to_string(i), inputs[i], outputs[i]});
  for (const Machine& machine : {load_machine("tiny-8"), load_machine("edge-16"), odd_machine()}) {
    SCOPED_TRACE(machine.name);
    expect_everywhere(compile(graph, machine), recorded);
  }
}

TEST(States, AShiftRegister) { expect_same_steps(test::shift_register()); }
TEST(States, OfCodesThatChangePlaces) { expect_same_steps(test::changing_places(tflite::TensorType::INT8)); }
TEST(States, OfFloatsThatChangePlaces) { expect_same_steps(test::changing_places(tflite::TensorType::FLOAT32)); }

}  // namespace
}  // namespace octet
