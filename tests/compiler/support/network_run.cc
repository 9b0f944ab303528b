// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A compiled network on every backend of the simulator.
#include "tests/compiler/support/network_run.h"

#include <gtest/gtest.h>

#include <cstring>

#include "compiler/compile.h"
#include "models/array_file.h"
#include "models/model_inputs.h"
#include "sim/fast.h"
#include "sim/host_executor.h"
#include "sim/reference.h"
#include "sim/systemc.h"

namespace octet {
namespace {

// Bytes of every output after one pass, and its result.
struct Pass {
  std::vector<std::vector<std::uint8_t>> outputs;
  RunResult result;
};

Pass run_with_data(Backend& backend, const Program& program, const std::vector<std::vector<std::uint8_t>>& inputs) {
  MemoryImage memory = make_memory(program);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TensorPort& port = program.inputs[i];
    std::memcpy(memory.region[static_cast<std::size_t>(port.base)].data() + port.offset, inputs[i].data(), inputs[i].size());
  }
  RunOptions options;
  options.record_events = true;
  Pass pass;
  run_program(program, *backend.make_core(program, options), &memory, execute_host_step, 0, pass.result);
  for (const TensorPort& port : program.outputs) {
    const std::uint8_t* from = memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
    pass.outputs.emplace_back(from, from + port.bytes());
  }
  return pass;
}

void expect_equal_timing(const RunResult& a, const RunResult& b) {
  EXPECT_EQ(a.cycles, b.cycles);
  EXPECT_TRUE(a.events == b.events);
  EXPECT_TRUE(a.engines == b.engines);
  EXPECT_TRUE(a.sequencer == b.sequencer);
  EXPECT_TRUE(a.layers == b.layers);
  EXPECT_TRUE(a.actions == b.actions);
  EXPECT_EQ(a.dram_read_bytes, b.dram_read_bytes);
  EXPECT_EQ(a.dram_write_bytes, b.dram_write_bytes);
  EXPECT_EQ(a.dram_row_misses, b.dram_row_misses);
}

void expect_outputs(const Pass& pass, const std::vector<Array>& recorded) {
  ASSERT_EQ(pass.result.condition, Condition::kOk) << pass.result.condition_text;
  ASSERT_FALSE(pass.outputs.empty());
  for (std::size_t i = 0; i < pass.outputs.size(); ++i) {
    const Array* want = find_array(recorded, "out" + std::to_string(i));
    ASSERT_NE(want, nullptr);
    EXPECT_TRUE(pass.outputs[i] == want->data) << "output " << i;
  }
}

RunResult run_timing(const Program& program) {
  RunOptions options;
  options.record_events = true;
  RunResult timing;
  run_program(program, *make_fast_backend()->make_core(program, options), nullptr, nullptr, 0, timing);
  return timing;
}

}  // namespace

Machine odd_machine() { return load_machine("edge-16", {"array.rows=5", "array.cols=12"}); }

void expect_recorded_everywhere(const Graph& graph, const Machine& machine, const std::vector<std::string>& recorded) {
  const Program program = compile(graph, machine);
  const std::vector<std::string> problems = check_program(program);
  EXPECT_TRUE(problems.empty()) << problems.front();
  const RunResult timing = run_timing(program);
  for (const std::string& file : recorded) {
    SCOPED_TRACE(file);
    const auto given = read_inputs(graph, file);
    const std::vector<Array> arrays = read_npz(file);
    expect_outputs(run_with_data(*make_reference_backend(), program, given), arrays);
    const Pass on_machine = run_with_data(*make_systemc_backend(), program, given);
    expect_outputs(on_machine, arrays);
    expect_equal_timing(timing, on_machine.result);
  }
}

}  // namespace octet
