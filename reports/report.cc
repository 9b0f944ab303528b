// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Builds a report from program, results and cost table.
#include "reports/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "base/error.h"
#include "reports/layer_energy.h"

namespace octet {
namespace {

std::string timing_source(const RunResult& result, BackendKind backend) {
  if (!result.timed) return "none";
  return backend == BackendKind::kRtl ? "rtl" : "simulated";
}

std::optional<double> utilization(std::int64_t macs, std::int64_t cycles, const Machine& machine) {
  return ratio(static_cast<double>(macs),
               static_cast<double>(machine.array_rows * machine.array_cols) * static_cast<double>(cycles));
}

// Without those of zeros that only fill up the weights; a run that was halted has perhaps done less than those.
std::int64_t useful_macs(std::int64_t done, std::int64_t zeros) { return std::max<std::int64_t>(0, done - zeros); }

std::string dominant(const LayerCounters& layer, const Machine& machine) {
  const auto compute = static_cast<double>(layer.compute_cycles), vector = static_cast<double>(layer.vector_cycles);
  const double dram =
      machine.dram_unlimited ? 0 : static_cast<double>(total_dram_bytes(layer)) / machine.dram_bytes_per_cycle();
  if (compute == 0 && vector == 0 && dram == 0) return "none";
  if (compute >= vector && compute >= dram) return "compute";
  return vector >= dram ? "vector" : "dram";
}

std::string shape_text(const std::vector<std::int64_t>& shape) { return fmt::format("{}", fmt::join(shape, "x")); }

std::int64_t traffic(const LayerCounters& layer, DramTraffic kind) {
  return layer.dram_bytes[static_cast<std::size_t>(kind)];
}

// Of the units that work on it.
double most_macs_per_cycle(const LayerCounters& layer, const Machine& machine) {
  const std::int64_t array = layer.actions.macs > 0 ? machine.array_rows * machine.array_cols : 0;
  const std::int64_t vector = layer.actions.vector_macs > 0 ? machine.vector_lanes * machine.vector_macs_per_lane : 0;
  return static_cast<double>(array + vector);
}

void add_layer_counters(LayerReport& report, const LayerInfo& info, const LayerCounters& layer,
                        const Machine& machine) {
  report.cycles = layer.cycles;
  report.compute_cycles = layer.compute_cycles;
  report.vector_cycles = layer.vector_cycles;
  report.array_macs = useful_macs(layer.actions.macs, info.zero_macs);
  report.utilization = utilization(*report.array_macs, layer.cycles, machine);
  report.macs_per_dram_byte = ratio(static_cast<double>(info.macs), static_cast<double>(total_dram_bytes(layer)));
  report.macs_per_cycle = ratio(static_cast<double>(info.macs), static_cast<double>(layer.cycles));
  // Null where its work hides in other layers' cycles.
  if (report.utilization > 1) report.utilization.reset();
  if (report.macs_per_cycle > most_macs_per_cycle(layer, machine)) report.macs_per_cycle.reset();
  report.bound = info.on_host ? "host" : dominant(layer, machine);
  report.dram_bytes = total_dram_bytes(layer);
  report.dram_instruction_bytes = traffic(layer, DramTraffic::kInstruction);
  report.dram_parameter_bytes = traffic(layer, DramTraffic::kParameter);
  report.dram_weight_bytes = traffic(layer, DramTraffic::kWeight);
  report.dram_activation_bytes = traffic(layer, DramTraffic::kActivation);
}

// The causes sum to cycles - bound_cycles of the machine; cycles that no layer owns are waiting.
void add_explanation(Report& report, const Program& program, const RunResult& warm) {
  const std::vector<LayerExplanation> explained = explain(program, warm);
  Excess total;
  for (std::size_t l = 0; l < explained.size(); ++l) {
    LayerReport& layer = report.layers[l];
    if (!layer.bound_cycles) continue;
    layer.limit = explained[l].limit;
    layer.cycles_over_bound = ratio(static_cast<double>(*layer.cycles), static_cast<double>(*layer.bound_cycles));
    total += explained[l].excess;
  }
  total.dependency += warm.cycles - report.bound_cycles - total.sum();
  report.excess = total;
}

std::vector<LayerReport> layer_reports(const Program& program, const RunResult& warm) {
  std::vector<LayerReport> layers;
  for (std::size_t i = 0; i < program.layers.size(); ++i) {
    const LayerInfo& info = program.layers[i];
    LayerReport layer;
    layer.name = info.name;
    layer.op = info.op;
    layer.node = info.node;
    layer.output_shape = shape_text(info.output_shape);
    layer.macs = info.macs;
    layer.weight_bytes = info.weight_bytes;
    layer.parameter_bytes = info.parameter_bytes;
    layer.choice = info.choice;
    layer.runner_up = info.runner_up;
    if (info.runner_up_ratio > 0) layer.runner_up_ratio = info.runner_up_ratio;
    if (!info.on_host) layer.bound_cycles = bound_cycles(info, program.machine);
    if (warm.timed) add_layer_counters(layer, info, warm.layers[i], program.machine);
    layers.push_back(std::move(layer));
  }
  return layers;
}

std::vector<HostOperatorReport> host_reports(const Program& program, bool timed) {
  std::vector<HostOperatorReport> reports;
  for (const Segment& segment : program.segments) {
    if (!segment.on_host) continue;
    HostOperatorReport report;
    if (segment.layer >= 0) report.name = program.layers[segment.layer].name;
    report.op = segment.host.op;
    for (const TensorPort& port : segment.host.outputs) report.elements += port.elements();
    if (timed) {
      const HostCost cost = host_cost(segment.host);
      report.host_cycles = cost.cycles;
      report.time_ms = cost.cycles / (program.machine.host_clock_mhz * 1e3);
      report.instructions = cost.instructions;
      report.energy_uj = static_cast<double>(cost.instructions) * program.machine.host_pj_per_instruction * 1e-6;
    }
    report.source = "estimated cycles per element (docs/timing.md 9); machine description, host.pj_per_instruction";
    reports.push_back(std::move(report));
  }
  return reports;
}

void add_engines(Report& report, const RunResult& warm) {
  for (int q = 0; q < kQueues; ++q) {
    const EngineCycles& e = warm.engines[q];
    report.engines.push_back({std::string(name_of(static_cast<Queue>(q))), e.busy, e.token, e.bank, e.idle});
  }
  const SequencerCycles& s = warm.sequencer;
  report.sequencer = SequencerReport{s.dispatch, s.fetch, s.queue, s.idle};
}

void add_traffic(Report& report, const RunResult& warm) {
  report.dram_read_bytes = warm.dram_read_bytes;
  report.dram_write_bytes = warm.dram_write_bytes;
  report.dram_row_misses = warm.dram_row_misses;
  std::array<std::int64_t, kDramTraffics> split{};
  for (const LayerCounters& layer : warm.layers)
    for (int kind = 0; kind < kDramTraffics; ++kind) split[kind] += layer.dram_bytes[kind];
  const std::int64_t total = split[0] + split[1] + split[2] + split[3];
  OCTET_CHECK(warm.condition != Condition::kOk || total == warm.dram_read_bytes + warm.dram_write_bytes,
              "layers move {} bytes, DRAM {} + {}", total, warm.dram_read_bytes, warm.dram_write_bytes);
  report.dram_instruction_bytes = split[static_cast<int>(DramTraffic::kInstruction)];
  report.dram_parameter_bytes = split[static_cast<int>(DramTraffic::kParameter)];
  report.dram_weight_bytes = split[static_cast<int>(DramTraffic::kWeight)];
  report.dram_activation_bytes = split[static_cast<int>(DramTraffic::kActivation)];
}

void add_roofline(Report& report, const Machine& machine) {
  RooflineReport roofline;
  roofline.array_macs_per_cycle = machine.array_rows * machine.array_cols;
  roofline.vector_macs_per_cycle = machine.vector_lanes * machine.vector_macs_per_lane;
  if (!machine.dram_unlimited) roofline.dram_bytes_per_cycle = machine.dram_bytes_per_cycle();
  const auto macs = static_cast<double>(report.macs);
  roofline.ridge_macs_per_dram_byte =
      ratio(static_cast<double>(roofline.array_macs_per_cycle), roofline.dram_bytes_per_cycle);
  roofline.macs_per_cycle = ratio(macs, static_cast<double>(*report.cycles_total));
  roofline.macs_per_dram_byte = ratio(macs, static_cast<double>(*report.dram_read_bytes + *report.dram_write_bytes));
  report.roofline = roofline;
  for (LayerReport& layer : report.layers) layer.cycles_share = ratio(layer.cycles, report.cycles_total);
}

void add_energy(Report& report, const Program& program, const RunResult& cold, const RunResult& warm,
                const std::vector<EnergyPrice>& prices) {
  const auto counts_in = [&](const RunResult& run) {
    EnergyCounts counts = counts_of(run, program.machine);
    counts.activity = report.activity;
    return counts;
  };
  EnergyLedger ledger = energy_ledger(prices, counts_in(warm));
  report.energy_uj = ledger.energy_uj;
  report.energy_low_uj = ledger.energy_low_uj;
  report.energy_high_uj = ledger.energy_high_uj;
  report.energy_ledger = std::move(ledger.rows);
  report.power_mw = ratio(report.energy_uj, report.latency_ms);
  const auto frames_per_second_and_mw = ratio(report.inferences_per_second, report.power_mw);
  if (frames_per_second_and_mw) report.fps_per_watt = *frames_per_second_and_mw * 1e3;
  report.inferences_per_joule = ratio(1e6 * static_cast<double>(report.batch), report.energy_uj);
  report.cold.energy_uj = energy_uj(prices, counts_in(cold));
  const std::vector<EnergyCounts> counts = layer_counts(program, warm, report.activity);
  for (std::size_t i = 0; i < report.layers.size(); ++i) report.layers[i].energy_uj = energy_uj(prices, counts[i]);
}

void add_time(Report& report, const Program& program, const RunResult& cold, const RunResult& warm) {
  std::int64_t zeros = 0;
  for (const LayerInfo& layer : program.layers) zeros += layer.zero_macs;
  report.array_macs = useful_macs(warm.actions.macs, zeros);
  report.vector_macs = warm.actions.vector_macs;
  report.commands = warm.actions.commands;
  report.cycles_total = warm.cycles;
  report.latency_ms = latency_ms(warm, program.machine);
  report.host_ms = warm.host_seconds * 1e3;
  report.inferences_per_second = ratio(1e3 * static_cast<double>(report.batch), report.latency_ms);
  report.fps_per_dollar = ratio(report.inferences_per_second, report.price.chip_price_dollars);
  report.utilization = utilization(*report.array_macs, warm.cycles, program.machine);
  report.cold.cycles_total = cold.cycles;
  report.cold.latency_ms = latency_ms(cold, program.machine);
  report.cold.dram_read_bytes = cold.dram_read_bytes;
  report.cold.dram_write_bytes = cold.dram_write_bytes;
  add_traffic(report, warm);
  add_engines(report, warm);
}

void add_program(Report& report, const Program& program) {
  report.model = program.model_name;
  report.model_hash = fmt::format("{:016x}", program.model_hash);
  report.arch = program.machine;
  report.macs = program.macs;
  report.scratchpad_peak_bytes = program.scratchpad_peak_bytes;
  report.model_bytes = program.model_bytes;
  report.code_bytes = program.code_bytes();
  for (const LayerInfo& layer : program.layers)
    if (!layer.on_host) report.bound_cycles += bound_cycles(layer, program.machine);
}

// True if nothing but a change of format follows the last softmax.
bool ends_in_softmax(const Program& program) {
  for (auto layer = program.layers.rbegin(); layer != program.layers.rend(); ++layer) {
    if (layer->op == "SOFTMAX") return true;
    if (layer->op != "QUANTIZE" && layer->op != "DEQUANTIZE" && layer->op != "RESHAPE") return false;
  }
  return false;
}

}  // namespace

double latency_ms(const RunResult& result, const Machine& machine) {
  return static_cast<double>(result.cycles) / (machine.clock_mhz * 1e3) + result.host_seconds * 1e3;
}

std::optional<double> ratio(std::optional<double> numerator, std::optional<double> denominator) {
  if (!numerator || !denominator || *denominator == 0) return std::nullopt;
  return *numerator / *denominator;
}

PriceReport price_report(double core_mm2, const CostTable& table) {
  const std::optional<ChipPrice> price = chip_price(core_mm2, table);
  if (!price) return {};
  return {price->dollars,        price->dollars_low, price->dollars_high, price->die_mm2,
          price->dies_per_wafer, price->yield,       price->rows};
}

Report make_report(const Program& program, const RunResult& cold, const RunResult& warm, const CostTable& table,
                   const RunIdentity& identity) {
  OCTET_CHECK(!warm.timed || warm.layers.size() == program.layers.size(), "{} layers counted of {}", warm.layers.size(),
              program.layers.size());
  Report report;
  report.version = identity.version;
  report.revision = identity.revision;
  report.command_line = identity.command_line;
  report.backend = name_of(identity.backend);
  report.seed = identity.seed;
  report.input = identity.input;
  report.batch = identity.batch;
  report.activity = identity.activity;
  report.number_sources.timing = timing_source(warm, identity.backend);
  report.condition = name_of(warm.condition);
  report.condition_text = warm.condition_text;
  add_program(report, program);
  AreaLedger area = area_ledger(program.machine, table);
  report.area_mm2 = area.area_mm2;
  report.area_low_mm2 = area.area_low_mm2;
  report.area_high_mm2 = area.area_high_mm2;
  report.area_ledger = std::move(area.rows);
  report.price = price_report(report.area_mm2, table);
  report.layers = layer_reports(program, warm);
  report.host_operators = host_reports(program, warm.timed);
  if (!warm.timed) return report;
  add_time(report, program, cold, warm);
  add_roofline(report, program.machine);
  add_explanation(report, program, warm);
  add_energy(report, program, cold, warm, energy_prices(program.machine, table));
  return report;
}

void add_baseline(Report& report, const std::string& name, const Report& baseline) {
  BaselineReport b;
  b.name = name;
  b.arch = baseline.arch;
  b.cycles_total = baseline.cycles_total;
  b.dram_read_bytes = baseline.dram_read_bytes;
  b.dram_write_bytes = baseline.dram_write_bytes;
  b.latency_ms = baseline.latency_ms;
  b.inferences_per_second = baseline.inferences_per_second;
  b.utilization = baseline.utilization;
  b.model_bytes = baseline.model_bytes;
  b.energy_uj = baseline.energy_uj;
  b.power_mw = baseline.power_mw;
  b.fps_per_watt = baseline.fps_per_watt;
  b.area_mm2 = baseline.area_mm2;
  b.latency_ratio = ratio(baseline.latency_ms, report.latency_ms);
  b.energy_ratio = ratio(baseline.energy_uj, report.energy_uj);
  b.chip_price_dollars = baseline.price.chip_price_dollars;
  b.fps_per_dollar = baseline.fps_per_dollar;
  b.price_ratio = ratio(b.chip_price_dollars, report.price.chip_price_dollars);
  b.area_ratio = ratio(baseline.area_mm2, report.area_mm2);
  b.model_bytes_ratio = ratio(static_cast<double>(baseline.model_bytes), static_cast<double>(report.model_bytes));
  report.baselines.push_back(std::move(b));
}

void add_classification(Report& report, const Program& program, const std::vector<TensorPort>& ports,
                        const std::vector<std::vector<std::uint8_t>>& outputs, const std::vector<std::string>& labels,
                        std::int64_t count) {
  OCTET_CHECK(ports.size() == outputs.size(), "{} outputs, {} described", outputs.size(), ports.size());
  if (ports.size() != 1) return;
  TensorPort first = ports[0];
  if (report.batch > 1) first.shape.at(0) /= report.batch;
  if (!is_row_of_classes(first.shape)) return;
  const auto bytes = std::span(outputs[0]).first(static_cast<std::size_t>(first.bytes()));
  report.classification = top_k(first, bytes, labels, count);
  report.classification_is_probability = ends_in_softmax(program);
}

}  // namespace octet
