// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Lowering: where the network's and the host's tensors lie in DRAM, and the host's steps.
#include <algorithm>

#include "compiler/lowering.h"
#include "models/evaluate.h"
#include "models/inspect.h"

namespace octet {
namespace {

// An optional input that the node does without.
TensorPort absent_port() {
  TensorPort port;
  port.shape = {0};
  return port;
}

}  // namespace

// Its type in DRAM: a float machine has elements of one type.
DataType Lowering::type_of(const Tensor& t) const {
  switch (machine_.array_pe) {
    case PeKind::kInt8:
      return t.type;
    case PeKind::kFp32:
      return DataType::kFloat32;
    case PeKind::kBf16:
      return DataType::kBfloat16;
  }
  OCTET_CHECK(false, "PE kind {}", static_cast<int>(machine_.array_pe));
}

TensorPort Lowering::describe(int t) const {
  const Tensor& x = tensor(t);
  TensorPort port;
  port.name = x.name;
  port.type = type_of(x);
  port.shape = x.shape;
  if (!x.quantization.scales.empty()) port.scale = x.quantization.scales[0];
  if (!x.quantization.zero_points.empty()) port.zero_point = static_cast<std::int32_t>(x.quantization.zero_points[0]);
  return port;
}

TensorPort Lowering::port_at(int t, const Home& home) const {
  TensorPort port = describe(t);
  port.base = home.base;
  port.offset = static_cast<std::uint32_t>(home.offset);
  return port;
}

TensorPort Lowering::place(int t, Base base) {
  TensorPort port = describe(t);
  port.base = base;
  std::int64_t& top = base == Base::kIo ? io_ : workspace_;
  if (top + port.bytes() > std::int64_t{0xffffffff})
    fail(ErrorKind::kModel, "tensor '{}' of {} bytes does not fit a 4 GiB region", port.name, port.bytes());
  port.offset = static_cast<std::uint32_t>(top);
  top += (port.bytes() + 63) / 64 * 64;
  return port;
}

void Lowering::add_input(int t) {
  const TensorPort port = place(t, Base::kIo);
  network_.inputs.push_back(port);
  Value& v = network_.values[static_cast<std::size_t>(new_value(t))];
  v.from_dram = true;
  v.homes.push_back({port.base, port.offset, flip(tensor(t))});
  host_ports_.push_back({t, port});
}

// The DRAM place where the host finds or leaves tensor t.
TensorPort Lowering::host_port(int t, Base base) {
  for (const auto& [number, port] : host_ports_)
    if (number == t) return port;
  host_ports_.push_back({t, place(t, base)});
  return host_ports_.back().second;
}

// The DRAM place of tensor t for the host to read. An alias of a value that lies in DRAM already is read there,
// or copied first if its file's type is the other 8-bit one.
TensorPort Lowering::host_input(int t) {
  const auto known = std::find_if(host_ports_.begin(), host_ports_.end(), [&](const auto& p) { return p.first == t; });
  if (known != host_ports_.end()) return known->second;
  const Value& v = network_.values[static_cast<std::size_t>(value_of(t))];
  if (v.from_dram && v.homes.front().flip == flip(tensor(t))) return port_at(t, v.homes.front());
  const TensorPort port = host_port(t, Base::kWorkspace);
  if (v.from_dram) copy_layer(t);
  add_home(t, port);
  return port;
}

// The DRAM place where the host leaves tensor t, a new value.
TensorPort Lowering::host_output(int t) {
  const int id = new_value(t);
  const TensorPort port = host_port(t, is_network_output(t) ? Base::kIo : Base::kWorkspace);
  Value& v = network_.values[static_cast<std::size_t>(id)];
  v.from_dram = true;
  v.homes.push_back({port.base, port.offset, flip(tensor(t))});
  return port;
}

bool Lowering::is_network_output(int t) const {
  return std::find(graph_.outputs.begin(), graph_.outputs.end(), t) != graph_.outputs.end();
}

bool Lowering::is_network_input(int t) const {
  return std::find(graph_.inputs.begin(), graph_.inputs.end(), t) != graph_.inputs.end();
}

void Lowering::add_home(int t, const TensorPort& port) {
  Value& v = network_.values[static_cast<std::size_t>(value_of_.at(static_cast<std::size_t>(t)))];
  const Home home{port.base, port.offset, flip(tensor(t))};
  const bool known = std::any_of(v.homes.begin(), v.homes.end(),
                                 [&](const Home& h) { return h.base == home.base && h.offset == home.offset; });
  if (!known) v.homes.push_back(home);
}

void Lowering::add_host(const Node& node) {
  Layer layer = layer_of(node, LayerKind::kHost);
  layer.info.on_host = true;
  layer.info.macs = macs_of(graph_, node);
  layer.host.op = node.op_name;
  layer.host.options = encode_options(node.options);
  for (const int t : node.inputs) layer.host.inputs.push_back(t < 0 ? absent_port() : host_input(t));
  for (const int t : node.inputs)
    if (t >= 0) use(t);
  for (std::size_t i = 0; i < node.inputs.size() && layer.info.macs > 0; ++i)
    if (node.inputs[i] >= 0 && tensor(node.inputs[i]).constant) layer.info.weight_bytes += layer.host.inputs[i].bytes();
  for (const int t : node.outputs) layer.host.outputs.push_back(host_output(t));
  network_.layers.push_back(std::move(layer));
}

// An output nobody stores yet gets a place in io; one that is an input or an alias of one is copied.
void Lowering::add_output(int t) {
  const int id = value_of(t);
  const Value& v = network_.values[static_cast<std::size_t>(id)];
  for (const auto& [number, port] : host_ports_) {
    if (number != t || !v.from_dram || is_network_input(t)) continue;
    network_.outputs.push_back(port);
    return;
  }
  const bool on_host = v.from_dram && bytes_of(tensor(t).type) != 1;  // the machine moves bytes only
  if (on_host && !is_state(v)) {
    network_.outputs.push_back(port_at(t, v.homes.front()));
    return;
  }
  const TensorPort port = place(t, Base::kIo);
  network_.outputs.push_back(port);
  if (on_host) return copy_on_host(t, port);
  if (v.from_dram) copy_layer(t);
  add_home(t, port);
}

void Lowering::copy_layer(int t) {
  Layer layer;
  layer.kind = LayerKind::kMove;
  layer.in = {input_view(t)};
  value_of_[static_cast<std::size_t>(t)] = -1;
  layer.out = output_view(t);
  layer.info.name = tensor(t).name;
  layer.info.op = "COPY";
  layer.info.output_shape = tensor(t).shape;
  add_layer(std::move(layer));
}

}  // namespace octet
