// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Checks of a node's operands, each naming the operand, what was found and what is allowed.
#pragma once
#include <fmt/format.h>

#include <initializer_list>
#include <string>

#include "base/error.h"
#include "models/graph.h"

namespace octet {

template <class... Args>
[[noreturn]] void reject(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kModel, fmt::format(format, std::forward<Args>(args)...));
}

class Operands {
 public:
  Operands(const Graph& graph, const Node& node) : graph_(graph), node_(node) {}

  // From `required` to `most` inputs, the required ones present, and `outputs` outputs; none is empty.
  void counts(std::size_t required, std::size_t most, std::size_t outputs) const;
  bool has(std::size_t input) const { return input < node_.inputs.size() && node_.inputs[input] >= 0; }
  const Tensor& in(std::size_t input) const;
  const Tensor& out(std::size_t output) const;
  std::size_t inputs() const { return node_.inputs.size(); }
  std::size_t outputs() const { return node_.outputs.size(); }
  std::string label(const Tensor& tensor) const;  // "input 0 'name'"

  void type(const Tensor& tensor, std::initializer_list<DataType> allowed) const;
  void same_type(const Tensor& tensor, const Tensor& as) const;
  void shape(const Tensor& tensor, const std::vector<std::int64_t>& allowed) const;
  void same_shape(const Tensor& tensor, const Tensor& as) const { shape(tensor, as.shape); }
  void rank(const Tensor& tensor, std::size_t low, std::size_t high) const;
  // 8 bits, one positive scale, a zero point of the type.
  void codes(const Tensor& tensor) const;
  // An axis counted from 0.
  void axis(std::int64_t axis, std::size_t rank) const;

  template <class Options>
  const Options& options() const {
    if (const Options* options = std::get_if<Options>(&node_.options)) return *options;
    reject("its options are those of another operator than {}", node_.op_name);
  }
  Operator op() const { return node_.op; }

 private:
  const Graph& graph_;
  const Node& node_;
};

// Operators of is_strided_copy(): every copy of the node stays inside its operands.
void check_move(const Operands& o);
void check_resize_bilinear(const Operands& o);
void check_batch_matmul(const Operands& o);
// Windows and fully connected layers on float32.
void check_float_convolution(const Operands& o);
void check_float_transpose_convolution(const Operands& o);
void check_float_fully_connected(const Operands& o);
void check_float_pool(const Operands& o);

}  // namespace octet
