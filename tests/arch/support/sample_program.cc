// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The sample is hand-made: two commands, a host step, another command; a safe point between the last two.
#include "tests/arch/support/sample_program.h"

#include <xxhash.h>

namespace octet::testing {
namespace {

TensorPort port(const char* name, DataType type, Base base, std::uint32_t offset) {
  TensorPort p;
  p.name = name;
  p.type = type;
  p.shape = {1, 5, 2};
  p.base = base;
  p.offset = offset;
  p.scale = 0.1;
  p.zero_point = -7;
  return p;
}

void put(std::vector<std::uint8_t>& file, std::size_t at, std::uint64_t value) {
  for (std::size_t i = 0; i < 8; ++i) file[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace

Program sample_program() {
  Program p;
  p.machine = load_machine("tiny-8", {"clock_mhz=123.456", "array.gather_runs=unlimited"});
  p.model_name = "sample";
  p.model_hash = 0x0123456789abcdef;
  p.commands = {assemble("load signal(1) base=constants run_bytes=3"), assemble("array wait(1) n=3 in.x0=-1"),
                assemble("store base=io dram_offset=0x10 run_bytes=10 flip=true"),
                assemble("store base=workspace dram_offset=32 local=20 run_bytes=8"),
                assemble("load base=workspace dram_offset=32 local=20 run_bytes=8")};
  p.layer_of_command = {0, 0, -1, -1, -1};
  p.traffic_of_command = {DramTraffic::kWeight, DramTraffic::kInstruction, DramTraffic::kActivation,
                          DramTraffic::kActivation, DramTraffic::kActivation};
  Segment first, host, last;
  first.commands = 2;
  first.once = true;
  host.on_host = true;
  host.layer = 1;
  host.host.op = "QUANTIZE";
  host.host.inputs = {port("logits", DataType::kFloat32, Base::kWorkspace, 8)};
  host.host.outputs = {port("codes", DataType::kUint8, Base::kIo, 16)};
  host.host.options = {0, 7};
  last.first_command = 2;
  last.commands = 1;
  p.segments = {first, host, last};
  SafePoint point;
  point.segment = 2;
  point.scratchpad = {{20, 24}, {26, 28}};
  point.parameters = {{3, 5}};
  point.save.first_command = 3;
  point.restore.first_command = 4;
  point.save.commands = point.restore.commands = 1;
  p.safe_points = {point};
  p.layers = {{"conv", "CONV_2D", 3, false, 1000, 72, 48, 9, 8, 77, {1, 5, 2}, 19, "on the array", "vector unit", 1.25},
              {"codes", "QUANTIZE", 4, true, 1, 2, 3, 4, 5, 6, {10}, 0, "", "", 0}};
  p.constants = {9, 8, 7, 6, 5};
  p.constants_bytes = 5;
  p.io_bytes = 64;
  p.workspace_bytes = 48;
  p.inputs = {port("in", DataType::kInt8, Base::kIo, 0)};
  p.outputs = {port("codes", DataType::kUint8, Base::kIo, 16)};
  p.states = {{port("state", DataType::kInt8, Base::kWorkspace, 0), {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}};
  p.scratchpad = {64, 128, 256};
  p.parameters = {16, 32, 48};
  p.model_bytes = 120;
  p.scratchpad_peak_bytes = 321;
  p.macs = 1001;
  return p;
}

void reseal(std::vector<std::uint8_t>& file) {
  put(file, 16, file.size() - 32);
  put(file, file.size() - 8, XXH64(file.data(), file.size() - 8, 0));
}

}  // namespace octet::testing
