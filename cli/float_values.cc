// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/float_values.h"

#include <bit>
#include <cstring>

#include "base/error.h"
#include "base/float_arithmetic.h"
#include "models/dequantized.h"

namespace octet {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <class To, class From, class Convert>
Bytes converted(const Bytes& bytes, Convert&& convert) {
  Bytes result(bytes.size() / sizeof(From) * sizeof(To));
  for (std::size_t i = 0; i < bytes.size() / sizeof(From); ++i) {
    From from;
    std::memcpy(&from, bytes.data() + i * sizeof(From), sizeof(From));
    const To to = convert(from);
    std::memcpy(result.data() + i * sizeof(To), &to, sizeof(To));
  }
  return result;
}

bool narrow(const TensorPort& port) {
  OCTET_CHECK(port.type == DataType::kFloat32 || port.type == DataType::kBfloat16, "{} is {}", port.name,
              name_of(port.type));
  return port.type == DataType::kBfloat16;
}

}  // namespace

StepBytes element_inputs(const Graph& graph, const Program& program, const StepBytes& inputs) {
  StepBytes steps;
  for (const auto& step : inputs) {
    steps.push_back(dequantized_inputs(graph, step));
    for (std::size_t i = 0; i < steps.back().size(); ++i)
      if (narrow(program.inputs.at(i))) steps.back()[i] = converted<std::uint16_t, float>(steps.back()[i], narrowed);
  }
  return steps;
}

StepBytes float_outputs(const Program& program, const StepBytes& outputs) {
  StepBytes steps = outputs;
  for (auto& step : steps)
    for (std::size_t i = 0; i < step.size(); ++i)
      if (narrow(program.outputs.at(i))) step[i] = converted<float, std::uint16_t>(step[i], widened);
  return steps;
}

}  // namespace octet
