// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The formulas of the memory model.
#include "arch/sram.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace octet {
namespace {

// The factors of a node, between those of its neighbours among `nodes`, which rise.
SramNode factors_at(const std::vector<SramNode>& nodes, double node_nm) {
  const auto above = std::find_if(nodes.begin(), nodes.end(), [&](const SramNode& n) { return n.node_nm >= node_nm; });
  if (above == nodes.end() || (above == nodes.begin() && above->node_nm != node_nm))
    fail(ErrorKind::kArchitecture, "memories of {} nm: the model is of {} to {} nm and does not extrapolate", node_nm,
         nodes.front().node_nm, nodes.back().node_nm);
  if (above->node_nm == node_nm) return *above;
  const SramNode& below = *(above - 1);
  const double share = std::log(node_nm / below.node_nm) / std::log(above->node_nm / below.node_nm);
  const auto between = [&](double low, double high) { return low * std::pow(high / low, share); };
  return {node_nm, between(below.read, above->read), between(below.write, above->write),
          between(below.area, above->area), ""};
}

void scale(SramEnergy& energy, double factor) {
  for (double* pj : {&energy.fixed_pj, &energy.byte_pj, &energy.wire_pj}) *pj *= factor;
}

}  // namespace

SramModel at_node(const SramModel& model, double node_nm) {
  if (node_nm == model.node_nm) return model;
  std::vector<SramNode> nodes = model.nodes;
  if (std::none_of(nodes.begin(), nodes.end(), [&](const SramNode& n) { return n.node_nm == model.node_nm; }))
    nodes.push_back({model.node_nm, 1, 1, 1, model.source});
  std::sort(nodes.begin(), nodes.end(), [](const SramNode& a, const SramNode& b) { return a.node_nm < b.node_nm; });
  const SramNode to = factors_at(nodes, node_nm);
  SramModel scaled = model;
  scaled.node_nm = node_nm;
  scale(scaled.read, to.read);
  scale(scaled.write, to.write);
  for (double* um2 : {&scaled.area.fixed_um2, &scaled.area.byte_um2, &scaled.area.word_byte_um2, &scaled.area.wire_um2})
    *um2 *= to.area;
  for (SramNode& node : nodes) {
    node.read /= to.read;
    node.write /= to.write;
    node.area /= to.area;
  }
  scaled.nodes = std::move(nodes);
  scaled.source = fmt::format("{}; at {} nm", model.source, node_nm);
  return scaled;
}

SramError error_at(const SramModel& model, const SramAnchor& anchor) {
  const SramModel there = at_node(model, anchor.node_nm);
  return {access_energy(there.read, anchor.shape).value() / anchor.read_pj - 1,
          access_energy(there.write, anchor.shape).value() / anchor.write_pj - 1,
          bank_area(there.area, anchor.shape).value() / anchor.area_um2 - 1};
}

Picojoules access_energy(const SramEnergy& energy, SramShape shape) {
  const auto bytes = static_cast<double>(shape.bytes), word = static_cast<double>(shape.word_bytes);
  return Picojoules(energy.fixed_pj * std::pow(bytes, energy.fixed_exponent) +
                    word * (energy.byte_pj + energy.wire_pj * std::pow(bytes, energy.wire_exponent)));
}

Picojoules energy_per_byte(const SramEnergy& energy, SramShape shape) {
  return Picojoules(access_energy(energy, shape).value() / static_cast<double>(shape.word_bytes));
}

SquareMicrometres bank_area(const SramArea& area, SramShape shape) {
  const auto bytes = static_cast<double>(shape.bytes), word = static_cast<double>(shape.word_bytes);
  return SquareMicrometres(area.fixed_um2 + area.byte_um2 * bytes +
                           word * (area.word_byte_um2 + area.wire_um2 * std::sqrt(bytes)));
}

}  // namespace octet
