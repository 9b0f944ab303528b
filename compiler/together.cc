// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "compiler/together.h"

#include <algorithm>

#include "compiler/lower.h"
#include "compiler/resident.h"

namespace octet {
namespace {

bool fit(const std::vector<KeptDemand>& demands, const Machine& m) {
  std::int64_t banks = 0, bytes = 0;
  for (const KeptDemand& d : demands) {
    banks += d.banks();
    if (d.banks() > 0) bytes += d.weight_bytes;
  }
  return m.scratchpad_banks - banks >= kFewestWorkingBanks && fits_half(bytes, m);
}

}  // namespace

std::vector<ChipShare> share_out(const std::vector<Graph>& graphs, const Machine& machine,
                                 const CompileOptions& options) {
  validate(machine);
  std::vector<KeptDemand> demands;
  for (const Graph& graph : graphs) {
    require_supported(graph);
    demands.push_back(kept_demand(lower(graph, machine, options), machine));
  }
  while (!fit(demands, machine)) {
    KeptDemand& most = *std::max_element(
        demands.begin(), demands.end(), [](const KeptDemand& a, const KeptDemand& b) { return a.banks() < b.banks(); });
    if (most.banks() == 0) break;  // fewer than four banks: compile() says so
    most.array_banks = most.vector_banks = 0;
  }
  std::int64_t records = 0, bank = machine.scratchpad_banks, record = 0;
  for (const KeptDemand& d : demands) {
    records += d.records;
    bank -= d.banks();
  }
  const bool records_stay = records <= machine.parameters_channels * Machine::kParameterHalves;
  std::vector<ChipShare> shares;
  const std::int64_t work_banks = bank;
  for (const KeptDemand& d : demands) {
    ChipShare& share = shares.emplace_back();
    share.work_banks = work_banks;
    share.kept_bank = bank;
    share.kept_banks = d.banks();
    share.vector_banks = d.vector_banks;
    bank += d.banks();
    if (!records_stay) continue;
    share.kept_record = record;
    share.kept_records = d.records;
    record += d.records;
  }
  return shares;
}

}  // namespace octet
