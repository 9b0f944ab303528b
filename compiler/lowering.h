// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The state of lowering: values, their places in DRAM, and the layers made so far. Members are in lower.cc (what
// runs where, values), lower_host.cc (DRAM places, host steps), lower_variables.cc, lower_windows.cc,
// lower_matmul.cc, lower_lstm.cc and lower_elementwise.cc (one function per kind of operator).
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "compiler/depthwise.h"
#include "compiler/lower.h"
#include "models/strided_copy.h"

namespace octet {

class Lowering {
 public:
  Lowering(const Graph& graph, const Machine& machine, bool values, const CompileOptions& options)
      : graph_(graph),
        machine_(machine),
        values_(values),
        options_(options),
        depthwise_costs_(machine),
        value_of_(graph.tensors.size(), -1) {}
  Network run();

 private:
  static constexpr std::int64_t kLongest = 32768;  // extent of a box; command fields hold 65,535

  // An operand of an elementwise operator or copy: the value's element offset + sum i_d * strides[d].
  struct Strided {
    std::int64_t offset = 0;
    std::vector<std::int64_t> strides;
  };

  const Tensor& tensor(int t) const { return graph_.tensors.at(static_cast<std::size_t>(t)); }
  const Tensor& in(const Node& node, std::size_t i) const { return tensor(node.inputs.at(i)); }
  const Tensor& out(const Node& node) const { return tensor(node.outputs.at(0)); }
  bool floats() const { return machine_.floats(); }
  bool values() const { return values_ && graph_.has_values && (!floats() || real_); }
  bool flip(const Tensor& t) const { return !floats() && t.type == DataType::kUint8; }

  // lower.cc
  void find_float_values();
  void fold(const Node& node, Layer& layer) const;
  void append_constant(int t);
  void add_node(const Node& node);
  bool is_alias(const Node& node) const;
  bool fits_machine(const Node& node) const;
  bool moves_nothing(const Node& node) const;
  void lower_on_machine(const Node& node);
  int new_value(const std::string& name, const std::vector<std::int64_t>& shape);
  int new_value(int t);
  int value_of(int t);  // of a tensor computed, given or constant
  int constant_value(int t);
  int read(int value);  // the next layer reads it
  int use(int t) { return read(value_of(t)); }
  View input_view(int t);   // whole, as its tensor's shape says
  int output_value(int t);  // made when its first part is written
  View output_view(int t);
  Layer layer_of(const Node& node, LayerKind kind) const;
  void add_layer(Layer&& layer);

  // lower_host.cc
  DataType type_of(const Tensor& t) const;
  TensorPort describe(int t) const;
  TensorPort port_at(int t, const Home& home) const;
  TensorPort place(int t, Base base);
  void add_input(int t);
  void add_output(int t);
  TensorPort host_port(int t, Base base);
  TensorPort host_input(int t);
  TensorPort host_output(int t);
  void add_home(int t, const TensorPort& port);
  bool is_network_output(int t) const;
  bool is_network_input(int t) const;
  void add_host(const Node& node);
  void copy_layer(int t);

  // lower_variables.cc
  void add_variables();
  void read_variable(const Node& node);
  void assign_variable(const Node& node);
  bool is_state(const Value& v) const;
  bool copied_by_host(int t);
  void take_states_away();
  void store_variables();
  void copy_on_host(int t, const TensorPort& to);

  // lower_windows.cc
  // The fewest rows of an image of `pixels` whose columns a command can count; `pixels` itself if it is a prime.
  static std::int64_t image_rows(std::int64_t pixels);
  void lower_convolution(const Node& node);
  void add_depthwise(const Node& node, Layer&& layer);
  void lower_fully_connected(const Node& node);
  void lower_transpose_convolution(const Node& node);
  void lower_pool(const Node& node);
  void lower_mean(const Node& node);
  void lower_reduce_max(const Node& node);
  void lower_resize_bilinear(const Node& node);
  std::int64_t pad_value_of(const Node& node) const;
  bool defer_pad(const Node& node);
  void lower_pad(const Node& node);

  // lower_matmul.cc
  struct Matrices {  // rows x columns each, `batch` of them
    int value = -1;
    std::int64_t rows = 0, columns = 0;
    std::vector<std::int64_t> batch;
  };
  Matrices matrices(const Node& node, std::size_t input, bool adjoint);
  void add_product(const Node& node, const Matrices& x, std::size_t i, const Matrices& y, std::size_t j,
                   std::int64_t index);
  void lower_batch_matmul(const Node& node);

  // lower_lstm.cc
  TensorPort place_sums(const Node& node, std::int64_t rows, std::int64_t columns, Base base);
  TensorPort lstm_constants(const Node& node, std::int64_t cells);
  void add_gates(const Node& node, std::size_t first, int weights_of, int value, std::int64_t offset,
                 const TensorPort& sums);
  void add_lstm_step(const Node& node, const std::vector<TensorPort>& inputs, const std::vector<TensorPort>& outputs,
                     bool continues);
  void lower_lstm(const Node& node);

  // lower_elementwise.cc
  struct Box;
  static void merge(Box& box);
  static void make_pixels(Box& box);
  void add_boxes(Box box, bool broadcast, std::vector<std::vector<View>>& list) const;
  void add_parts(const Layer& layer, const Box& box, const std::vector<int>& tensors);
  bool rescales(const Node& node, int input) const;
  void lower_binary(const Node& node);
  void lower_unary(const Node& node);
  void lower_softmax(const Node& node);
  void lower_copies(const Node& node);
  int transposed(const Node& node, std::size_t input);

  // What an inference does with a variable.
  struct VariableUse {
    TensorPort place;
    std::vector<int> reads;  // values of the old state
    int assigned = -1;       // tensor of the new one
  };
  // A PAD that its convolutions do themselves.
  struct Deferred {
    int source = -1;
    std::int64_t top = 0, left = 0;
  };

  const Graph& graph_;
  const Machine& machine_;
  const bool values_;
  const CompileOptions& options_;
  DepthwiseCosts depthwise_costs_;
  std::optional<Graph> real_;  // dequantized, of a program of floats with values
  std::vector<int> value_of_;
  std::vector<VariableUse> variables_;
  std::map<int, Deferred> deferred_;  // by the PAD's output tensor
  std::vector<std::pair<int, TensorPort>> host_ports_;
  Network network_;
  std::int64_t io_ = 0, workspace_ = 0;
};

}  // namespace octet
