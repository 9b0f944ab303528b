// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a step costs on the modelled host. Estimated: an in-order core with an FPU and no vector extension,
// one instruction a cycle, inner loops counted by hand (load, arithmetic, store, loop).
#include <algorithm>

#include "arch/backend.h"
#include "base/error.h"

namespace octet {
namespace {

constexpr double kCallCycles = 200;  // call, shape checks
constexpr double kMostCycles = 1e18;

// What a rate counts: elements written, elements of the first operand read, elements of all operands read,
// products of a window with weights (input 1), of two matrices, or of a recurrent step with its matrices.
enum class Work { kOutputs, kFirstInput, kInputs, kWindow, kMatrices, kRecurrent };

struct HostRate {
  std::string_view op;
  double cycles;
  Work work = Work::kOutputs;
};

// In the order of the graph's operators. The rows of docs/timing.md section 9.
constexpr HostRate kRates[] = {
    {"CONV_2D", 4, Work::kWindow},
    {"DEPTHWISE_CONV_2D", 4, Work::kWindow},
    {"FULLY_CONNECTED", 4, Work::kWindow},
    {"TRANSPOSE_CONV", 4, Work::kWindow},
    {"BATCH_MATMUL", 4, Work::kMatrices},
    {"AVERAGE_POOL_2D", 5, Work::kFirstInput},
    {"MAX_POOL_2D", 5, Work::kFirstInput},
    {"MEAN", 5, Work::kFirstInput},
    {"SUM", 5, Work::kFirstInput},
    {"REDUCE_MAX", 5, Work::kFirstInput},
    {"REDUCE_MIN", 5, Work::kFirstInput},
    {"ADD", 7},
    {"SUB", 7},
    {"MUL", 7},
    {"DIV", 20},
    {"FLOOR_DIV", 24},
    {"MINIMUM", 7},
    {"MAXIMUM", 7},
    {"PRELU", 8},
    {"RELU", 5},
    {"RELU6", 6},
    {"RELU_N1_TO_1", 6},
    {"LEAKY_RELU", 6},
    {"HARD_SWISH", 10},
    {"LOGISTIC", 50},
    {"TANH", 50},
    {"ABS", 4},
    {"NEG", 4},
    {"SQRT", 20},
    {"RSQRT", 36},
    {"EXP", 40},
    {"LOG", 40},
    {"SQUARE", 4},
    {"FLOOR", 6},
    {"ROUND", 10},
    {"SOFTMAX", 80},
    {"RESIZE_BILINEAR", 24},
    {"RESIZE_NEAREST_NEIGHBOR", 5},
    {"RESHAPE", 3},
    {"SQUEEZE", 3},
    {"EXPAND_DIMS", 3},
    {"PAD", 5},
    {"PADV2", 5},
    {"CONCATENATION", 4},
    {"TRANSPOSE", 6},
    {"SPLIT", 4},
    {"SPLIT_V", 4},
    {"SLICE", 4},
    {"STRIDED_SLICE", 5},
    {"PACK", 4},
    {"UNPACK", 4},
    {"TILE", 4},
    {"GATHER", 6},
    {"GATHER_ND", 8},
    {"QUANTIZE", 8},
    {"DEQUANTIZE", 5},
    {"CAST", 5},
    {"SHAPE", 4},
    {"ARG_MAX", 5, Work::kFirstInput},
    {"ARG_MIN", 5, Work::kFirstInput},
    {"UNIDIRECTIONAL_SEQUENCE_LSTM", 4, Work::kRecurrent},
    {"LSTM_STEP", 120},  // per cell 360: eight rescalings, five gate functions
    {"TFLite_Detection_PostProcess", 12, Work::kInputs},
};

const HostRate* rate_of(const std::string& op) {
  const auto* found = std::find_if(std::begin(kRates), std::end(kRates), [&](const HostRate& r) { return r.op == op; });
  return found == std::end(kRates) ? nullptr : found;
}

double elements_of(const TensorPort& port) {
  double elements = 1;
  for (const std::int64_t d : port.shape) elements *= static_cast<double>(d);
  return elements;
}

double elements_of(const std::vector<TensorPort>& ports) {
  double elements = 0;
  for (const TensorPort& port : ports) elements += elements_of(port);
  return elements;
}

// Each output sums one filter: weights [n, kh, kw, c] or [n, k], depthwise [1, kh, kw, n].
double window_products(const HostStep& step) {
  const TensorPort& weights = step.inputs.at(1);
  const bool depthwise = step.op == "DEPTHWISE_CONV_2D";
  const std::int64_t filters = weights.shape.empty() ? 1 : depthwise ? weights.shape.back() : weights.shape.front();
  return elements_of(step.outputs) * elements_of(weights) / static_cast<double>(std::max<std::int64_t>(filters, 1));
}

// Each element of a matrix meets a row or a column of the result; a broadcast one is the smaller.
double matrix_products(const HostStep& step) {
  const auto& out = step.outputs.at(0).shape;
  const double columns = out.empty() ? 1 : static_cast<double>(out.back());
  const double rows = out.size() < 2 ? 1 : static_cast<double>(out[out.size() - 2]);
  return std::max(elements_of(step.inputs.at(0)) * columns, elements_of(step.inputs.at(1)) * rows);
}

// A recurrent step uses every weight once per sequence element: eight matrices after the input.
double recurrent_products(const HostStep& step) {
  constexpr std::size_t kMatrices = 9;
  double weights = 0;
  for (std::size_t i = 1; i < std::min(kMatrices, step.inputs.size()); ++i) weights += elements_of(step.inputs[i]);
  const TensorPort& in = step.inputs.at(0);
  const double depth = in.shape.empty() ? 1 : static_cast<double>(std::max<std::int64_t>(in.shape.back(), 1));
  return elements_of(in) / depth * weights;
}

double work_of(const HostStep& step, Work work) {
  const auto need = [&](std::size_t inputs) {
    if (step.inputs.size() < inputs)
      fail(ErrorKind::kModel, "host step {} has {} inputs, allowed: at least {}", step.op, step.inputs.size(), inputs);
  };
  switch (work) {
    case Work::kOutputs:
      return elements_of(step.outputs);
    case Work::kFirstInput:
      need(1);
      return std::max(elements_of(step.inputs[0]), elements_of(step.outputs));
    case Work::kInputs:
      return elements_of(step.inputs);
    case Work::kWindow:
      need(2);
      return window_products(step);
    case Work::kMatrices:
      need(2);
      return matrix_products(step);
    case Work::kRecurrent:
      need(1);
      return recurrent_products(step);
  }
  return 0;
}

}  // namespace

bool host_runs(const std::string& op) { return rate_of(op) != nullptr; }

HostCost host_cost(const HostStep& step) {
  const HostRate* rate = rate_of(step.op);
  if (!rate) fail(ErrorKind::kModel, "operator {} on the host has no estimate of its cycles", step.op);
  const double cycles = std::min(kCallCycles + rate->cycles * work_of(step, rate->work), kMostCycles);
  return {cycles, static_cast<std::int64_t>(cycles)};
}

}  // namespace octet
