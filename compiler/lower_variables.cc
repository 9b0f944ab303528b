// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Lowering of variables: states in the workspace that outlive an inference. A read is the value that lies there; an
// assignment is a place where its value is stored as well.
#include <algorithm>

#include "compiler/lowering.h"
#include "models/evaluate.h"

namespace octet {

void Lowering::add_variables() {
  variables_.resize(graph_.variables.size());
  for (std::size_t i = 0; i < graph_.variables.size(); ++i) {
    const Variable& variable = graph_.variables[i];
    State state{place(variable.tensor, Base::kWorkspace), {}};
    if (values()) state.initial = variable.initial;
    variables_[i].place = state.place;
    network_.states.push_back(std::move(state));
  }
}

void Lowering::read_variable(const Node& node) {
  VariableUse& variable = variables_.at(static_cast<std::size_t>(std::get<VariableOptions>(node.options).variable));
  const int t = node.outputs.at(0);
  if (variable.assigned >= 0) {
    value_of_[static_cast<std::size_t>(t)] = value_of(variable.assigned);
    return;
  }
  variable.reads.push_back(new_value(t));
  Value& v = network_.values.back();
  v.from_dram = true;
  v.homes.push_back({variable.place.base, variable.place.offset, flip(tensor(t))});
}

void Lowering::assign_variable(const Node& node) {
  variables_.at(static_cast<std::size_t>(std::get<VariableOptions>(node.options).variable)).assigned =
      node.inputs.at(1);
}

bool Lowering::is_state(const Value& v) const {
  return v.from_dram && std::any_of(variables_.begin(), variables_.end(), [&](const VariableUse& variable) {
           return v.homes.front().base == variable.place.base && v.homes.front().offset == variable.place.offset;
         });
}

// Whether only the host can copy the value of t.
bool Lowering::copied_by_host(int t) {
  return bytes_of(tensor(t).type) != 1 ||
         (network_.values[static_cast<std::size_t>(value_of(t))].from_dram && floats());
}

// Old states that become new ones are taken away before any state changes.
void Lowering::take_states_away() {
  for (const VariableUse& variable : variables_) {
    const int t = variable.assigned;
    if (t < 0 || !is_state(network_.values[static_cast<std::size_t>(value_of(t))])) continue;
    if (!copied_by_host(t)) {
      copy_layer(t);
      continue;
    }
    const TensorPort port = place(t, Base::kWorkspace);
    copy_on_host(t, port);
    Value& v = network_.values[static_cast<std::size_t>(new_value(t))];
    v.from_dram = true;
    v.homes.push_back({port.base, port.offset, flip(tensor(t))});
  }
}

// The new value is stored as it is made if all that read the old one are layers before; else it is copied at the end.
void Lowering::store_variables() {
  take_states_away();
  for (const VariableUse& variable : variables_) {
    if (variable.assigned < 0) continue;
    const Value& v = network_.values[static_cast<std::size_t>(value_of(variable.assigned))];
    const bool late = std::any_of(variable.reads.begin(), variable.reads.end(), [&](int read) {
      return network_.values[static_cast<std::size_t>(read)].last_use >= v.producer;
    });
    if (copied_by_host(variable.assigned)) {
      copy_on_host(variable.assigned, variable.place);
      continue;
    }
    if (v.from_dram || late) copy_layer(variable.assigned);
    add_home(variable.assigned, variable.place);
  }
}

void Lowering::copy_on_host(int t, const TensorPort& to) {
  Layer layer;
  layer.kind = LayerKind::kHost;
  layer.info.name = tensor(t).name;
  layer.info.op = "COPY";
  layer.info.output_shape = tensor(t).shape;
  layer.info.on_host = true;
  layer.host.op = std::string(name_of(Operator::kReshape));
  layer.host.options = encode_options({});
  layer.host.inputs = {host_input(t)};
  use(t);
  layer.host.outputs = {to};
  network_.layers.push_back(std::move(layer));
}

}  // namespace octet
