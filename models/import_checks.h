// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Checks that operators share. Each names the operand, what was found and what is allowed, and
// refuses the node (a Refusal) rather than the file: inspect shows it, a run reports all at once.
#pragma once
#include <fmt/format.h>

#include <string>
#include <vector>

#include "models/import_tensors.h"

namespace octet {

struct Refusal {  // thrown and caught inside read_operator only
  std::string reason;
};
template <class... Args>
[[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) {
  throw Refusal{fmt::format(format, std::forward<Args>(args)...)};
}

// An input or output of the node under inspection; `label` is "input 0 'name'".
struct Operand {
  const Tensor& tensor;
  TensorTraits traits;
  std::string label;
};

struct NodeImport {
  const tflite::Operator& source;
  const Graph& graph;
  const std::vector<TensorTraits>& traits;
  Node& node;

  bool has_input(std::size_t position) const { return node.inputs.at(position) >= 0; }
  Operand input(std::size_t position) const;
  Operand output(std::size_t position = 0) const;
};

// From `required` to `most` inputs, the required ones present, and one output. Afterwards
// node.inputs has `most` entries, the missing ones -1.
void require_operand_count(NodeImport& n, std::size_t required, std::size_t most);
// The same for inputs alone, and `outputs` outputs.
void require_operand_counts(NodeImport& n, std::size_t required, std::size_t most, std::size_t outputs);
// Elements that can be moved: a dense tensor of 8 or 32 bits, int64 or bool, no variable.
void require_elements(const Operand& operand);
// Computed in each inference: no constant, no variable.
void require_computed(const Operand& operand);
// A type of 8 bits with one positive scale and a zero point of the type.
void require_codes(const Operand& operand);
void require_float(const Operand& operand);
bool is_float(const Operand& operand);
void require_rank(const Operand& operand, std::size_t rank);
void require_shape(const Operand& operand, const std::vector<std::int64_t>& expected);
// Two operands of the same scale and zero point.
void require_same_quantization(const Operand& a, const Operand& b);
// A factor between scales that TFLite defines: a shift of at most 31.
void require_factor(double factor);
// Two operands of the same type.
void require_same_type(const Operand& a, const Operand& b);
// A dense constant of the input's type: int8 with zero point 0 and one scale or one per channel, uint8 with one scale,
// or float32.
void require_weights(const Operand& weights, const Operand& input, int channel_dimension);
// A dense constant with one element per channel: int32, float32 where the input is.
void require_bias(const Operand& bias, const Operand& input, std::int64_t channels);
// Computed codes of one type into the node, codes of that type out of it.
void require_code_flow(const NodeImport& n);
// The same, or float32 into the node and out of it. The input is input `data`.
void require_value_flow(const NodeImport& n, std::size_t data = 0);

// The numbers of a dense int32 or int64 constant.
std::vector<std::int64_t> integers_of(const Operand& operand);
// A dimension of `rank` from 0; negative ones count from behind. `what` names it in the refusal.
int dimension_of(std::string_view what, std::int64_t value, std::size_t rank);

// The node's options, or a refusal: they are missing or those of another operator.
template <class Options>
const Options& require_options(const Options* options, const NodeImport& n) {
  if (options) return *options;
  refuse("its options are {}, allowed: those of {}", tflite::EnumNameBuiltinOptions(n.source.builtin_options_type()),
         n.node.op_name);
}
Activation activation_of(tflite::ActivationFunctionType activation);

}  // namespace octet
