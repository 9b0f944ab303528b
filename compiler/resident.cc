// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// All weights stay or none: all if 1.1 times their bytes fit half the scratchpad, the rule of the bound.
#include "compiler/resident.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/units.h"
#include "compiler/compile.h"

namespace octet {
namespace {

bool on_vector_unit(const Layer& layer) { return layer.kind == LayerKind::kDepthwise; }

// Bytes that the activations of a placed network move because they do not stay on chip, and layers that run in stripes.
struct Spill {
  std::int64_t bytes = 0, striped = 0;
  bool operator<=(const Spill& o) const { return bytes <= o.bytes && striped <= o.striped; }
};
Spill spill_of(const Network& network, const Placement& placement) {
  Spill spill;
  for (const Value& v : network.values)
    if (v.producer >= 0 && v.last_use > v.producer && !v.from_dram && !v.resident) spill.bytes += v.elements;
  for (const Group& group : placement.groups)
    if (group.striped()) spill.striped += group.last - group.first + 1;
  return spill;
}

Placement place_within(Network& network, const Machine& machine, const ChipShare& share, const ForcedMapping* forced) {
  mark_kept(network, share);
  Machine part = machine;
  part.scratchpad_banks = share.work_banks;
  part.scratchpad_bytes = share.work_banks * machine.scratchpad_bank_bytes();
  Placement placement = place(network, part, forced);
  for (auto* list : {&placement.used, &placement.values})
    for (auto& group : *list) group.resize(static_cast<std::size_t>(machine.scratchpad_banks), 1);
  return placement;
}

}  // namespace

void mark_kept(Network& network, const ChipShare& share) {
  for (Layer& layer : network.layers) {
    layer.kept_weights = share.kept_banks > 0 && (layer.kind != LayerKind::kConvolution || layer.in.size() == 1);
    layer.kept_records = share.kept_records > 0;
  }
}

KeptDemand kept_demand(const Network& network, const Machine& m) {
  KeptDemand demand;
  std::int64_t array = 0, vector = 0;
  bool whole = false;
  for (const Layer& layer : network.layers) {
    if (layer.kind == LayerKind::kHost) continue;
    if (layer.weights_of < 0) (on_vector_unit(layer) ? vector : array) += layer.info.weight_bytes;
    demand.records += layer.parameter_count;
    whole = whole || layer.reads_table();
  }
  if (whole) demand.records += kExponentialRecords;  // what a table skips at the end of a half
  demand.weight_bytes = array + vector;
  if (!fits_half(demand.weight_bytes, m) || demand.weight_bytes == 0 || m.dram_unlimited) return demand;
  demand.array_banks = ceil_div(array, m.scratchpad_bank_bytes());
  demand.vector_banks = ceil_div(vector, m.scratchpad_bank_bytes());
  return demand;
}

ChipShare own_share(const KeptDemand& demand, const Machine& m) {
  ChipShare share;
  share.work_banks = m.scratchpad_banks;
  if (m.scratchpad_banks - demand.banks() < kFewestWorkingBanks) return share;
  share.kept_banks = demand.banks();
  share.vector_banks = demand.vector_banks;
  share.work_banks -= share.kept_banks;
  share.kept_bank = share.work_banks;
  const bool records = share.kept_banks > 0 && demand.records <= m.parameters_channels * Machine::kParameterHalves;
  if (records) share.kept_records = demand.records;
  return share;
}

Placement place_and_keep(Network& network, const Machine& machine, const CompileOptions& options, ChipShare& share) {
  const std::optional<ChipShare>& given = options.share;
  share = given ? *given : own_share(kept_demand(network, machine), machine);
  if (given || share.kept_banks == 0) return place_within(network, machine, share, options.forced);
  const std::vector<Value> values = network.values;
  const std::int64_t workspace = network.workspace_bytes;
  Placement kept = place_within(network, machine, share, options.forced);
  const Spill spill = spill_of(network, kept);
  if (spill.bytes == 0 && spill.striped == 0) return kept;
  const std::vector<Value> kept_values = std::exchange(network.values, values);
  const std::int64_t kept_workspace = std::exchange(network.workspace_bytes, workspace);
  const ChipShare all{machine.scratchpad_banks};
  Placement placement = place_within(network, machine, all, options.forced);
  if (!(spill <= spill_of(network, placement))) {
    share = all;
    return placement;
  }
  network.values = kept_values;
  network.workspace_bytes = kept_workspace;
  mark_kept(network, share);
  return kept;
}

KeptMemory::KeptMemory(const ChipShare& share, const Machine& machine, std::int64_t bank) {
  free_.half = machine.parameters_channels;
  free_.next_record = share.kept_record;
  free_.next_array = share.kept_bank * bank;
  free_.array_end = free_.next_vector = (share.kept_bank + share.kept_banks - share.vector_banks) * bank;
  free_.vector_end = (share.kept_bank + share.kept_banks) * bank;
  free_.record_end = share.kept_record + share.kept_records;
}

std::optional<std::int64_t> KeptMemory::weights(std::int64_t offset, std::int64_t bytes, bool vector_unit, bool& load) {
  const auto held = weights_.find(offset);
  load = held == weights_.end();
  if (!load) return held->second;
  std::int64_t& next = vector_unit ? free_.next_vector : free_.next_array;
  if (next + bytes > (vector_unit ? free_.vector_end : free_.array_end)) return std::nullopt;
  weights_[offset] = next;
  return std::exchange(next, next + bytes);
}

std::int64_t KeptMemory::records(std::int64_t offset, std::int64_t records, bool whole, bool& load) {
  const auto held = records_.find(offset);
  load = held == records_.end();
  if (!load) return held->second;
  if (whole && free_.next_record / free_.half != (free_.next_record + records - 1) / free_.half)
    free_.next_record = free_.half;
  OCTET_CHECK(free_.next_record + records <= free_.record_end, "{} records from {} on, {} stay", records,
              free_.next_record, free_.record_end);
  records_[offset] = free_.next_record;
  return std::exchange(free_.next_record, free_.next_record + records);
}

}  // namespace octet
