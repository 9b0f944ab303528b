// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/sim/support/small_program.h"

#include <algorithm>

namespace octet::testing {

Machine gate_machine() {
  Machine m;
  m.name = "gate";
  m.clock_mhz = 1000;
  m.array_rows = m.array_cols = 8;
  m.scratchpad_bytes = 8 * kGateBank;
  m.scratchpad_banks = 8;
  m.accumulator_rows = 512;
  m.vector_lanes = 8;
  m.dram_bandwidth_gb_per_s = 64;
  m.dram_latency_ns = 0;
  m.dram_miss_ns = 0;
  m.dram_burst_bytes = 64;
  validate(m);
  return m;
}

Machine unlimited_gate_machine() {
  Machine m = gate_machine();
  m.dram_unlimited = true;
  return m;
}

Command move_pixels(std::uint32_t from, std::uint32_t to, int pixels) {
  MoveCommand c;
  c.channels = 8;
  c.out_w = static_cast<std::uint16_t>(pixels);
  c.in.address = from;
  c.out.address = to;
  c.in.pixel_pitch = c.out.pixel_pitch = 8;
  return {{}, c};
}

Command multiply(std::uint32_t in, std::uint32_t weights, std::uint32_t acc_row, int pixels, int k, int n) {
  ArrayCommand c;
  c.in.address = in;
  c.in.channels = static_cast<std::uint16_t>(k);
  c.in.width = c.in.out_w = static_cast<std::uint16_t>(pixels);
  c.in.pixel_pitch = static_cast<std::uint32_t>(k);
  c.n = static_cast<std::uint16_t>(n);
  c.weights = weights;
  c.acc_row = acc_row;
  return {{}, c};
}

namespace {
Transfer run_of(std::uint32_t offset, std::uint32_t local, std::uint32_t bytes) {
  Transfer t;
  t.dram_offset = offset;
  t.local = local;
  t.run_bytes = bytes;
  return t;
}
}  // namespace

Command load_bytes(std::uint32_t offset, std::uint32_t local, std::uint32_t bytes) {
  return {{}, LoadCommand{LoadTarget::kScratchpad, run_of(offset, local, bytes)}};
}

Command store_bytes(std::uint32_t offset, std::uint32_t local, std::uint32_t bytes) {
  return {{}, StoreCommand{run_of(offset, local, bytes)}};
}

Command with_tokens(Command command, std::initializer_list<std::uint8_t> wait,
                    std::initializer_list<std::uint8_t> signal) {
  std::copy(wait.begin(), wait.end(), command.tokens.wait.begin());
  std::copy(signal.begin(), signal.end(), command.tokens.signal.begin());
  return command;
}

Program program_of(const Machine& machine, std::vector<Command> commands) {
  Program p;
  p.machine = machine;
  p.io_bytes = 65536;
  p.commands = std::move(commands);
  p.layer_of_command.assign(p.commands.size(), 0);
  p.traffic_of_command.assign(p.commands.size(), DramTraffic::kActivation);
  p.layers.resize(1);
  Segment s;
  s.commands = static_cast<std::uint32_t>(p.commands.size());
  p.segments.push_back(s);
  return p;
}

RunResult run_once(Backend& backend, const Program& program, std::int64_t start) {
  RunOptions options;
  options.record_events = true;
  options.data = false;
  RunResult result;
  run_program(program, *backend.make_core(program, options), nullptr, nullptr, start, result);
  return result;
}

}  // namespace octet::testing
