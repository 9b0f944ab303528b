// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Numbers small enough to check by hand.
#include "tests/reports/support/sample_run.h"

#include "arch/baselines.h"

namespace octet {
namespace {

LayerInfo layer(const std::string& name, const std::string& op, std::int64_t macs) {
  LayerInfo info;
  info.name = name;
  info.op = op;
  info.macs = macs;
  info.weight_bytes = macs / 100;
  info.parameter_bytes = 256;
  info.output_shape = {1, 10, 10, 16};
  return info;
}

LayerCounters counters(std::int64_t cycles, std::int64_t compute, std::int64_t vector, std::int64_t activations) {
  LayerCounters c;
  c.last_done = cycles;
  c.cycles = cycles;
  c.compute_cycles = compute;
  c.vector_cycles = vector;
  c.dram_bytes = {640, 256, 2048, activations};  // instructions, parameters, weights, activations
  c.actions.commands = 10;
  c.actions.macs = compute * 200;
  c.actions.pe_cycles = compute * 256;
  c.actions.vector_macs = vector * 50;
  c.actions.requantizations = 1600;
  c.actions.scratchpad_read_bytes = 16000;
  return c;
}

}  // namespace

Program sample_program(const Machine& machine) {
  Program program;
  program.machine = machine;
  program.model_name = "sample";
  program.model_hash = 0x123456789abcdef;
  program.layers = {layer("conv/Relu6", "CONV_2D", 200000), layer("depth,wise \"3x3\"", "DEPTHWISE_CONV_2D", 10000),
                    layer("prob", "SOFTMAX", 0)};
  program.layers[0].bound_array = 900;
  program.layers[0].bound_dram_bytes = 4000;  // 500 cycles of 8 bytes on edge-16
  program.layers[1].bound_vector = 300;
  program.layers[1].bound_dram_bytes = 8001;  // 1000.1 cycles
  program.layers[2].on_host = true;
  Segment machine_segment;
  machine_segment.commands = 20;
  Segment host_segment;
  host_segment.on_host = true;
  host_segment.layer = 2;
  TensorPort port;
  port.name = "prob";
  port.type = DataType::kUint8;
  port.shape = {1, 6};
  port.scale = 1.0 / 256;
  host_segment.host = {"SOFTMAX", {}, {port}, {port}};
  program.segments = {machine_segment, host_segment};
  program.outputs = {port};
  program.model_bytes = 2612;
  program.scratchpad_peak_bytes = 7777;
  program.macs = 210000;
  program.commands.resize(20);
  return program;
}

RunResult sample_result(bool warm) {
  RunResult r;
  r.timed = true;
  r.layers = {counters(2000, 1000, 100, 4000), counters(1500, 0, 400, 9000), LayerCounters{}};
  r.cycles = 3500;
  if (!warm) {
    r.layers[0].cycles += 500;
    r.layers[0].dram_bytes[2] += 6000;
    r.cycles += 500;
  }
  for (const LayerCounters& c : r.layers) {
    r.actions += c.actions;
    for (const std::int64_t bytes : c.dram_bytes) r.dram_read_bytes += bytes;
  }
  r.dram_write_bytes = 1600;
  r.dram_read_bytes -= r.dram_write_bytes;
  r.dram_row_misses = 12;
  r.host_seconds = 680 / 500e6;  // softmax of 6 elements: 200 + 6*80 cycles at 500 MHz
  r.host_instructions = 680;
  for (EngineCycles& e : r.engines) e = {r.cycles - 300, 100, 100, 100};
  r.sequencer = {20, r.cycles - 120, 50, 50};
  return r;
}

RunResult untimed_result() {
  RunResult r;
  r.layers.resize(3);
  return r;
}

RunIdentity sample_identity(BackendKind backend) {
  return {backend, 7, "given", "octet run sample.tflite --arch edge-16", "0.1.0", "abcdef0"};
}

Report sample_report() {
  const Machine machine = load_machine("edge-16");
  const CostTable table = load_cost_table(machine.technology);
  const Program program = sample_program(machine);
  Report report = make_report(program, sample_result(false), sample_result(true), table, sample_identity());
  for (const auto& [name, baseline] : baseline_machines(machine, table)) {
    Program twin = sample_program(baseline);
    twin.model_bytes *= 4;
    RunResult slow = sample_result(true);
    slow.cycles *= 100;  // more than 200,000: at most one MAC a cycle on scalar_fpu
    for (EngineCycles& e : slow.engines) e = {slow.cycles, 0, 0, 0};
    add_baseline(report, name, make_report(twin, slow, slow, table, sample_identity()));
  }
  add_classification(report, program, program.outputs, {{3, 200, 9, 9, 30, 5}},
                     {"ant", "bee", "cat", "dog", "elk", "fox"});
  report.agreement = Agreement{true, 0.99874, {{"scores", 0.99874}}};
  report.advise = Advice{3500, 0.007, {{"array.rows", 16, 32, 3000, 0.006, -14.3, 0.3, ""}, AdviceRow{}}};
  report.advise->rows[1].parameter = "array.gather_runs";
  report.advise->rows[1].refused = "unlimited already";
  return report;
}

}  // namespace octet
