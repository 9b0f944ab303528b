// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The report of a run: everything the result JSON, the text and the CSV files say, and the one place
// where ratios are computed. Each struct has a field list; std::optional is null where it has no meaning.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arch/area.h"
#include "arch/backend.h"
#include "arch/chip_price.h"
#include "arch/cost_ledger.h"
#include "arch/program.h"
#include "reports/advise.h"
#include "reports/agreement.h"
#include "reports/classification.h"
#include "reports/explain.h"

namespace octet {

inline constexpr std::string_view kResultSchema = "octet-result/1";

// Who ran it: all that a report needs beyond program, results and table.
struct RunIdentity {
  BackendKind backend = BackendKind::kSystemc;
  std::uint64_t seed = 0;
  std::string input = "none";  // given, random or none (a run without values)
  std::string command_line, version, revision;
  std::int64_t batch = 1;  // images in one inference
  Activity activity = {};  // of array MACs
};

// Where numbers come from: simulated, rtl, analytical; none: the backend keeps no time.
struct NumberSources {
  std::string timing, energy = "analytical", area = "analytical", bound = "analytical", price = "estimate";
};

struct LayerReport {
  std::string name, op;
  std::int64_t node = -1;
  std::string output_shape;  // "1x56x56x24"
  std::int64_t macs = 0, weight_bytes = 0, parameter_bytes = 0;
  std::optional<std::int64_t> bound_cycles;  // null on the host
  std::optional<std::int64_t> cycles, compute_cycles, vector_cycles, array_macs;
  std::optional<double> utilization;
  std::optional<std::string> bound;  // compute, vector, dram, none; host
  std::optional<std::string> limit;  // LayerExplanation::limit; null on the host
  std::optional<double> cycles_over_bound;
  std::optional<double> cycles_share, macs_per_cycle, macs_per_dram_byte;
  std::string choice, runner_up;
  std::optional<double> runner_up_ratio;
  std::optional<std::int64_t> dram_bytes, dram_instruction_bytes, dram_parameter_bytes, dram_weight_bytes,
      dram_activation_bytes;
  std::optional<double> energy_uj;
  std::optional<std::int64_t> owned_by_array_cycles, owned_by_vector_cycles, owned_by_load_cycles,
      owned_by_store_cycles, waiting_cycles;                                 // LayerOwners
  std::optional<std::int64_t> scratchpad_live_bytes, accumulator_live_rows;  // LayerOccupancy
};

struct HostOperatorReport {
  std::string name, op;  // layer and operator on the host
  std::int64_t elements = 0;
  std::optional<double> host_cycles, time_ms, energy_uj;
  std::optional<std::int64_t> instructions;
  std::string source;
};

// The cycles of an engine by owner; they sum to the run's cycles.
struct EngineReport {
  std::string name;
  std::int64_t busy_cycles = 0, token_cycles = 0, bank_cycles = 0, idle_cycles = 0;
};
struct SequencerReport {
  std::int64_t dispatch_cycles = 0, fetch_cycles = 0, queue_cycles = 0, idle_cycles = 0;
};

// What the machine can do at most, and what the network asks of it.
struct RooflineReport {
  std::int64_t array_macs_per_cycle = 0, vector_macs_per_cycle = 0;
  std::optional<double> dram_bytes_per_cycle;  // null: unlimited
  std::optional<double> ridge_macs_per_dram_byte, macs_per_cycle, macs_per_dram_byte;
};

// The first of the two inferences.
struct ColdReport {
  std::optional<std::int64_t> cycles_total, dram_read_bytes, dram_write_bytes;
  std::optional<double> latency_ms, energy_uj;
};

// An estimate of what the chip costs to make; null if no wafer holds such a die.
struct PriceReport {
  std::optional<double> chip_price_dollars, chip_price_low_dollars, chip_price_high_dollars;
  std::optional<double> die_mm2, dies_per_wafer, die_yield;
  std::vector<PriceRow> price_ledger;
};
PriceReport price_report(double core_mm2, const CostTable& table);

// A baseline's totals; ratios are baseline / this machine: above 1, this machine wins.
struct BaselineReport {
  std::string name;
  Machine arch;
  std::optional<std::int64_t> cycles_total, dram_read_bytes, dram_write_bytes;
  std::optional<double> latency_ms, inferences_per_second, utilization;
  std::int64_t model_bytes = 0;
  std::optional<double> energy_uj, power_mw, fps_per_watt;
  double area_mm2 = 0;
  std::optional<double> chip_price_dollars, fps_per_dollar;
  std::optional<double> latency_ratio, energy_ratio, area_ratio, model_bytes_ratio, price_ratio;
};

// Headline numbers are the warm inference's, back to back.
struct Report {
  std::string schema{kResultSchema};
  std::string version, revision, command_line;
  std::string backend, model, model_hash;
  std::uint64_t seed = 0;
  std::string input = "none";
  std::int64_t batch = 1;
  Machine arch;
  NumberSources number_sources;
  std::string condition, condition_text;
  std::int64_t macs = 0;
  std::optional<std::int64_t> array_macs, vector_macs, commands, cycles_total;
  std::int64_t bound_cycles = 0;
  std::optional<double> latency_ms, host_ms, inferences_per_second, utilization;
  std::optional<std::int64_t> dram_read_bytes, dram_write_bytes, dram_instruction_bytes, dram_parameter_bytes,
      dram_weight_bytes, dram_activation_bytes, dram_row_misses;
  std::int64_t scratchpad_peak_bytes = 0, model_bytes = 0, code_bytes = 0;
  std::string rate = "back to back";
  std::optional<double> energy_uj, energy_low_uj, energy_high_uj, power_mw, fps_per_watt, inferences_per_joule;
  double area_mm2 = 0, area_low_mm2 = 0, area_high_mm2 = 0;
  PriceReport price;
  std::optional<double> fps_per_dollar;
  Activity activity;
  std::vector<EnergyRow> energy_ledger;
  std::vector<AreaRow> area_ledger;
  std::vector<LayerReport> layers;
  std::vector<HostOperatorReport> host_operators;
  std::vector<EngineReport> engines;
  std::optional<SequencerReport> sequencer;
  std::vector<BaselineReport> baselines;
  ColdReport cold;
  std::vector<Answer> classification;
  bool classification_is_probability = false;
  std::optional<Agreement> agreement;
  std::optional<Advice> advise;
  std::optional<RooflineReport> roofline;
  std::optional<Excess> excess;  // null if the backend keeps no time
};

// `cold` and `warm` are the first and second of two runs back to back of `program`; the reference's
// are not timed and leave every timing and energy key null. Ledgers and layers are of the warm run.
// InternalError if a timed run's layers do not add up to its DRAM bytes.
Report make_report(const Program& program, const RunResult& cold, const RunResult& warm, const CostTable& table,
                   const RunIdentity& identity);
// Adds a baseline's own report under its name ("iso_pe"); order of calls = order in the result.
void add_baseline(Report& report, const std::string& name, const Report& baseline);
// The top `count` classes of the program's only output if that is a row of classes, of a batch's first image, marked as
// probabilities if softmax made it. `ports` describe the outputs, whose bytes are `outputs`.
void add_classification(Report& report, const Program& program, const std::vector<TensorPort>& ports,
                        const std::vector<std::vector<std::uint8_t>>& outputs, const std::vector<std::string>& labels,
                        std::int64_t count = 5);

// Cycles at the machine's clock and the host's time, one after the other.
double latency_ms(const RunResult& result, const Machine& machine);

// numerator / denominator; null if either is, or the denominator is 0.
std::optional<double> ratio(std::optional<double> numerator, std::optional<double> denominator);

}  // namespace octet
