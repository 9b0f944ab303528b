// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The analytic model of on-chip memories: energy of an access and area as functions of bank size, word
// width and node, fitted to the anchors listed beside it (arch/memory/*.toml).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/units.h"

namespace octet {

// One bank behind one port: `bytes` in all, `word_bytes` move in one access.
struct SramShape {
  std::int64_t bytes = 0;
  std::int64_t word_bytes = 1;
};

// pJ of an access = fixed_pj * B^fixed_exponent + word * (byte_pj + wire_pj * B^wire_exponent), B the
// bank's bytes: decoding and control, the bits' own cells, and the wires across the bank.
struct SramEnergy {
  double fixed_pj = 0, fixed_exponent = 0, byte_pj = 0, wire_pj = 0, wire_exponent = 0;
};

// um2 of a bank = fixed_um2 + byte_um2 * B + word_byte_um2 * word + wire_um2 * word * sqrt(B).
struct SramArea {
  double fixed_um2 = 0, byte_um2 = 0, word_byte_um2 = 0, wire_um2 = 0;
};

// A published or characterised memory the model was fitted to.
struct SramAnchor {
  SramShape shape;
  double read_pj = 0, write_pj = 0;  // per access of a whole word
  double area_um2 = 0, leakage_mw = 0;
  double node_nm = 0;
  std::string source;
};

// At this node everything costs the model's own times these factors.
struct SramNode {
  double node_nm = 0, read = 1, write = 1, area = 1;
  std::string source;
};

struct SramModel {
  SramEnergy read, write;
  SramArea area;
  std::string source;
  double node_nm = 0;               // of the coefficients
  std::vector<SramNode> nodes;      // others, each relative to that of factors 1
  std::vector<SramAnchor> anchors;  // empty: scaled from another technology
};

// The model at another node: factors interpolated between the neighbouring nodes, logarithm over logarithm. Throws
// Error(kArchitecture) outside the nodes: the model does not extrapolate.
SramModel at_node(const SramModel& model, double node_nm);

// Model over anchor - 1, the model at the anchor's node.
struct SramError {
  double read = 0, write = 0, area = 0;
};
SramError error_at(const SramModel& model, const SramAnchor& anchor);

Picojoules access_energy(const SramEnergy& energy, SramShape shape);
// An access spread over the bytes of its word.
Picojoules energy_per_byte(const SramEnergy& energy, SramShape shape);
SquareMicrometres bank_area(const SramArea& area, SramShape shape);

}  // namespace octet
