// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The rows a cost table must have, and looking them up.
#include "arch/cost.h"

#include <algorithm>

#include "base/error.h"

namespace octet {

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::kSynthesized:
      return "synthesized";
    case Confidence::kPublished:
      return "published";
    case Confidence::kScaled:
      return "scaled";
    case Confidence::kEstimated:
      return "estimated";
  }
  return "";
}

std::string source_of(const CostRow& row) {
  if (!row.provenance) return row.source;
  const Provenance& p = *row.provenance;
  return fmt::format("{}; {} (SHA-256 {}), {}, seed {}", row.source, p.liberty, p.liberty_sha256, p.tools, p.seed);
}

const std::vector<CostRowInfo>& cost_row_infos() {
  static const std::vector<CostRowInfo> infos = {
      {"energy.int8_mac", "pJ", "8 x 8 bit multiply and 32-bit add of a PE, of non-zero activations"},
      {"energy.int8_mac_change", "pJ", "the same of a zero after another activation, or the reverse"},
      {"energy.int8_mac_idle", "pJ", "the same of a zero after a zero"},
      {"energy.fp32_mac", "pJ", "fp32 multiply-add of a PE or a lane"},
      {"energy.fp32_mac_change", "pJ", "the same of a zero after another activation, or the reverse"},
      {"energy.fp32_mac_idle", "pJ", "the same of a zero after a zero"},
      {"energy.bf16_mac", "pJ", "bf16 multiply and fp32 add of a PE"},
      {"energy.bf16_mac_change", "pJ", "the same of a zero after another activation, or the reverse"},
      {"energy.bf16_mac_idle", "pJ", "the same of a zero after a zero"},
      {"energy.sum_add", "pJ", "one addition of the sum column"},
      {"energy.weight_load", "pJ/byte", "a weight byte written into a PE"},
      {"energy.vector_mac", "pJ", "9 x 9 bit multiply and 32-bit add of a lane"},
      {"energy.vector_op", "pJ", "another lane operation on an int8 machine"},
      {"energy.fp32_vector_op", "pJ", "another lane operation on a float machine"},
      {"energy.requantize", "pJ", "one element through a requantizer"},
      {"energy.sram", "x model", "factor on the memory model's energies", RowHome::kMemory},
      {"energy.dram", "pJ/byte", "a byte to or from DRAM, interface included", RowHome::kMemory},
      {"energy.link", "pJ/byte", "a byte over a link to a host; no machine has one yet", RowHome::kMemory},
      {"energy.command", "pJ", "a command fetched, dispatched and sequenced"},
      {"energy.int8_pe_clock", "pJ/cycle", "clock of an int8 PE in a cycle in which the array is occupied"},
      {"energy.fp32_pe_clock", "pJ/cycle", "clock of an fp32 PE in a cycle in which the array is occupied"},
      {"energy.bf16_pe_clock", "pJ/cycle", "clock of a bf16 PE in a cycle in which the array is occupied"},
      {"energy.clock_tree", "pJ/cycle/mm2", "clock that is never gated, per area of logic"},
      {"power.leakage_logic", "mW/mm2", "leakage of logic"},
      {"power.leakage_sram", "mW/mm2", "leakage of memories", RowHome::kMemory},
      {"area.int8_pe", "um2", "an int8 PE with its registers"},
      {"area.fp32_pe", "um2", "an fp32 multiply-add PE with its registers"},
      {"area.bf16_pe", "um2", "a bf16 multiply-add PE with its registers, fp32 psums"},
      {"area.sum_pe", "um2", "one row of the sum column"},
      {"area.read_port", "um2", "what chooses the row that the two ports of a column read, per row behind the first"},
      {"area.array_edge", "um2", "addresses, offsets and results of a row or a column of the array"},
      {"area.accumulator_lane", "um2", "the two adders of a column of the accumulator"},
      {"area.vector_mac", "um2", "a 9 x 9 bit multiplier and its adder in a lane"},
      {"area.vector_lane", "um2", "a lane's registers, adders and dividers without its multipliers and requantizers"},
      {"area.vector_address", "um2", "addresses, window and constants of a lane"},
      {"area.fp32_vector_mac", "um2", "an fp32 multiply-adder in a lane"},
      {"area.fp32_vector_lane", "um2", "an fp32 lane's registers without multiply-adders"},
      {"area.requantizer", "um2", "32 x 40 bit requantizer, one per lane"},
      {"area.input_requantizer", "um2", "rescaling of one input of ADD, two per lane"},
      {"area.softmax", "um2", "the softmax unit"},
      {"area.flip_flop", "um2", "one bit of skew register or table"},
      {"area.command_queue", "um2", "a command in a queue"},
      {"area.sequencer", "um2", "fetcher, decoders, scoreboard, what tracks the array's and the vector unit's command"},
      {"area.dma", "um2", "load and store engines without what each byte of the memory's port needs"},
      {"area.dma_byte", "um2", "addresses of a byte of the memory's port in four transfers"},
      {"area.control", "um2", "AXI, registers of the host, DRAM arbiter and what joins the blocks"},
      {"area.sram", "x model", "factor on the memory model's area", RowHome::kMemory},
      {"area.accumulator_ports", "x single port", "factor on the accumulators' area for reading and writing at once",
       RowHome::kMemory},
      {"area.placement", "x cell area", "area of logic lost to placement and wiring"},
      {"price.wafer", "$", "a processed wafer", RowHome::kPrices},
      {"price.wafer_diameter", "mm", "its diameter", RowHome::kPrices},
      {"price.edge_exclusion", "mm", "rim without good dies", RowHome::kPrices},
      {"price.scribe_line", "mm", "street between dies", RowHome::kPrices},
      {"price.pad_ring", "mm", "pads and seal ring on each side of the core", RowHome::kPrices},
      {"price.defect_density", "1/cm2", "killing defects", RowHome::kPrices},
      {"price.defect_clustering", "-", "alpha of the negative binomial yield", RowHome::kPrices},
      {"price.package", "$", "package and assembly of a chip", RowHome::kPrices},
      {"price.test", "$", "test of a chip", RowHome::kPrices},
  };
  return infos;
}

const CostRow& CostTable::row(std::string_view name) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const CostRow& row) { return row.name == name; });
  if (found != rows_.end()) return *found;
  fail(ErrorKind::kArchitecture, "technology {}: no row {}; nothing is free: add it with value, low, high and source",
       name_, name);
}

}  // namespace octet
