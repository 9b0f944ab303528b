// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The energy of a run, action by action: counts of the backend times the cost table of the machine's
// technology.
#pragma once
#include <string>
#include <vector>

#include "arch/area.h"
#include "arch/backend.h"
#include "arch/cost.h"

namespace octet {

// What the activations of array MACs do; shares of the MACs.
struct Activity {
  double density = 1;  // the activation is not zero
  double changes = 0;  // either it or the one before it at this PE is zero, the other is not; at most 2 min(d, 1-d)
  double macs() const { return density - changes / 2; }      // non-zero after non-zero
  double idle() const { return 1 - density - changes / 2; }  // zero after zero
};
// Zeros at random places: one after the other are independent, so changes are 2 d (1-d).
Activity random_activity(double density);

// What energy depends on, of a run or of a layer.
struct EnergyCounts {
  Actions actions;
  double dram_bytes = 0;
  double cycles = 0;       // of the machine; the clock tree's
  double nanoseconds = 0;  // machine and host; leakage's
  double host_instructions = 0;
  Activity activity;
};
EnergyCounts counts_of(const RunResult& result, const Machine& machine);

// What one action costs on a machine: pJ of one `unit`.
struct EnergyPrice {
  std::string action, unit;
  double pj_each = 0, pj_low = 0, pj_high = 0;
  Confidence confidence = Confidence::kEstimated;
  std::string source;
  double (*count)(const EnergyCounts&) = nullptr;
};
std::vector<EnergyPrice> energy_prices(const Machine& machine, const CostTable& table);
double energy_uj(const std::vector<EnergyPrice>& prices, const EnergyCounts& counts);

// energy_uj = count * pj_each * 1e-6.
struct EnergyRow {
  std::string action;
  double count = 0;
  std::string unit;
  double pj_each = 0, pj_low = 0, pj_high = 0;
  double energy_uj = 0;
  Confidence confidence = Confidence::kEstimated;
  std::string source;
};
// The totals are the sums of the rows, in their order.
struct EnergyLedger {
  std::vector<EnergyRow> rows;
  double energy_uj = 0, energy_low_uj = 0, energy_high_uj = 0;
};
EnergyLedger energy_ledger(const std::vector<EnergyPrice>& prices, const EnergyCounts& counts);
// The ledger of a timed run (leakage and clock need its time).
EnergyLedger energy_ledger(const Machine& machine, const CostTable& table, const RunResult& result);

}  // namespace octet
