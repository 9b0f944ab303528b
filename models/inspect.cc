// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Verdicts per node, and their table.
#include "models/inspect.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/units.h"
#include "models/host_reason.h"
#include "models/import_text.h"
#include "models/lstm_operands.h"

namespace octet {
namespace {

constexpr std::size_t kColumns = 100, kOperatorColumns = 18, kTensorColumns = 24;
constexpr std::string_view kReasonIndent = "        ";

const Tensor& tensor_at(const Graph& graph, int tensor) { return graph.tensors.at(static_cast<std::size_t>(tensor)); }

std::string tensor_summary(const Graph& graph, int tensor) {
  if (tensor < 0) return "-";
  const Tensor& t = tensor_at(graph, tensor);
  return type_text(t) + " " + shape_text(t.shape);
}

NodeVerdict verdict_of(const Graph& graph, const Node& node) {
  NodeVerdict v{node.index, node.op_name, "", {}, {}, "machine", node.refusal, macs_of(graph, node)};
  if (!node.outputs.empty()) v.output_name = tensor_at(graph, node.outputs[0]).name;
  for (const int tensor : node.inputs) v.inputs.push_back(tensor_summary(graph, tensor));
  for (const int tensor : node.outputs) v.outputs.push_back(tensor_summary(graph, tensor));
  if (!node.refusal.empty()) {
    v.where = "refused";
  } else if (node.folded) {
    v.where = "folded";
  } else if (v.reason = host_reason(graph, node); !v.reason.empty()) {
    v.where = "host";
  }
  return v;
}

// `text` in at most `columns`, its end cut.
std::string cut(const std::string& text, std::size_t columns) {
  return text.size() <= columns ? text : text.substr(0, columns - 2) + "..";
}

// `text` broken at spaces into indented lines of at most kColumns; longer words are broken too.
std::string wrapped(std::string text) {
  const std::size_t room = kColumns - kReasonIndent.size();
  std::string lines;
  while (text.size() > room) {
    const std::size_t space = text.rfind(' ', room);
    const std::size_t end = space == std::string::npos || space == 0 ? room : space;
    lines += fmt::format("{}{}\n", kReasonIndent, text.substr(0, end));
    text.erase(0, end == space ? end + 1 : end);
  }
  return lines + fmt::format("{}{}\n", kReasonIndent, text);
}

std::string format_verdict(const NodeVerdict& v) {
  const auto first = [](const std::vector<std::string>& tensors) {
    return cut(tensors.empty() ? "-" : tensors[0], kTensorColumns);
  };
  std::string text = fmt::format("{:>5} {:<18} {:<24} {:<24} {:<7} {:>16}\n", v.index, cut(v.op_name, kOperatorColumns),
                                 first(v.inputs), first(v.outputs), v.where, v.macs);
  if (!v.reason.empty()) text += wrapped(fmt::format("{}: {}", shown(v.output_name), v.reason));
  return text;
}

std::string format_totals(const std::vector<NodeVerdict>& verdicts) {
  std::string text = fmt::format("total {} nodes:", verdicts.size());
  for (const std::string_view place : {"machine", "host", "folded", "refused"}) {
    std::int64_t nodes = 0, macs = 0;
    for (const NodeVerdict& v : verdicts)
      if (v.where == place) ++nodes, macs += v.macs;
    if (place == "folded" && nodes == 0) continue;
    text += fmt::format("{} {} {} ({} MACs)", place == "machine" ? "" : ",", nodes, place, macs);
  }
  return text + "\n";
}

// Taps of a transposed convolution along an axis, summed over its outputs: every stride-th.
std::int64_t taps_of_outputs(std::int64_t outputs, std::int64_t kernel, std::int64_t stride, std::int64_t pad) {
  std::int64_t taps = 0;
  for (std::int64_t phase = 0; phase < std::min(stride, outputs); ++phase) {
    const std::int64_t first = (phase + pad) % stride;
    if (first < kernel) taps += ceil_div(outputs - phase, stride) * ceil_div(kernel - first, stride);
  }
  return taps;
}

}  // namespace

std::vector<NodeVerdict> inspect(const Graph& graph) {
  std::vector<NodeVerdict> verdicts;
  for (const Node& node : graph.nodes) verdicts.push_back(verdict_of(graph, node));
  return verdicts;
}

std::string format_inspection(const Graph& graph) {
  const auto verdicts = inspect(graph);
  std::string text =
      fmt::format("{:>5} {:<18} {:<24} {:<24} {:<7} {:>16}\n", "node", "operator", "input", "output", "where", "MACs");
  for (const NodeVerdict& v : verdicts) text += format_verdict(v);
  return text + format_totals(verdicts);
}

std::int64_t macs_of(const Graph& graph, const Node& node) {
  if (!node.refusal.empty()) return 0;
  const auto weights = [&]() -> const Tensor& { return tensor_at(graph, node.inputs.at(1)); };
  const auto outputs = [&] { return tensor_at(graph, node.outputs.at(0)).elements(); };
  if (node.op == Operator::kConv2d || node.op == Operator::kFullyConnected)  // each output sums one filter
    return outputs() * (weights().elements() / weights().shape.at(0));
  if (node.op == Operator::kBatchMatMul) {
    const auto& x = tensor_at(graph, node.inputs.at(0)).shape;
    return outputs() * x.at(x.size() - (std::get<MatMulOptions>(node.options).adjoint_x ? 2 : 1));
  }
  if (node.op == Operator::kLstm) {
    const LstmShape s = lstm_shape(graph, node);  // four gates, each with an input and a recurrent matrix
    return static_cast<std::int64_t>(s.batch * s.time * s.cells * 4 * (s.depth + s.cells));
  }
  if (node.op == Operator::kTransposeConv) {
    const auto& o = std::get<ConvOptions>(node.options);
    const auto &out = tensor_at(graph, node.outputs.at(0)).shape, &kernel = weights().shape;
    const std::int64_t taps = taps_of_outputs(out.at(1), kernel.at(1), o.stride_h, o.pad_top) *
                              taps_of_outputs(out.at(2), kernel.at(2), o.stride_w, o.pad_left);
    return out.at(0) * taps * kernel.at(0) * kernel.at(3);
  }
  if (node.op == Operator::kDepthwiseConv2d)  // weights [1, kh, kw, channels]
    return outputs() * weights().shape.at(1) * weights().shape.at(2);
  return 0;
}

}  // namespace octet
