// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A compiled network on every backend of the simulator.
#include "tests/compiler/support/network_run.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "models/array_file.h"
#include "models/batch.h"
#include "models/model_inputs.h"
#include "sim/fast.h"
#include "sim/host_executor.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/models/support/batches.h"

namespace octet {
namespace {

// One machine that runs a program again and again.
class Bench {
 public:
  Bench(Backend& backend, const Program& program)
      : program_(program), core_(backend.make_core(program, options())), memory_(make_memory(program)) {}

  RunResult run(const std::vector<std::vector<std::uint8_t>>& inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i)
      std::memcpy(at(program_.inputs[i]), inputs[i].data(), inputs[i].size());
    RunResult result;
    now_ = run_program(program_, *core_, &memory_, execute_host_step, now_, result);
    return result;
  }
  RunResult run_timing() {
    RunResult result;
    now_ = run_program(program_, *core_, nullptr, nullptr, now_, result);
    return result;
  }
  std::vector<std::uint8_t> output(std::size_t i) {
    const std::uint8_t* from = at(program_.outputs[i]);
    return {from, from + program_.outputs[i].bytes()};
  }

 private:
  static RunOptions options() {
    RunOptions o;
    o.record_events = true;
    return o;
  }
  std::uint8_t* at(const TensorPort& port) {
    return memory_.region[static_cast<std::size_t>(port.base)].data() + port.offset;
  }

  const Program& program_;
  std::unique_ptr<Core> core_;
  MemoryImage memory_;
  std::int64_t now_ = 0;
};

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

void expect_outputs(const RunResult& result, Bench& bench, const Recorded& recorded) {
  ASSERT_EQ(result.condition, Condition::kOk) << result.condition_text;
  ASSERT_FALSE(recorded.outputs.empty());
  for (std::size_t i = 0; i < recorded.outputs.size(); ++i)
    EXPECT_TRUE(bench.output(i) == recorded.outputs[i]) << "output " << i;
}

Recorded read_recorded(const Graph& graph, const std::string& file) {
  Recorded recorded{file, read_inputs(graph, file), {}};
  const std::vector<Array> arrays = read_npz(file);
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const Array* array = find_array(arrays, "out" + std::to_string(i));
    EXPECT_NE(array, nullptr) << file << " out" << i;
    recorded.outputs.push_back(array ? array->data : std::vector<std::uint8_t>());
  }
  return recorded;
}

// The steps of a network with states (in0.0, out0.0, in0.1, ...); a recording without steps is one.
std::vector<Recorded> read_recorded_steps(const Graph& graph, const std::string& file) {
  const std::vector<Array> arrays = read_npz(file);
  std::int64_t count = 0;
  while (find_array(arrays, "out0." + std::to_string(count))) ++count;
  if (count == 0) return {read_recorded(graph, file)};
  std::vector<Recorded> steps;
  for (const auto& inputs : read_input_steps(graph, file, count)) {
    const std::string step = std::to_string(steps.size());
    Recorded recorded{file + " step " + step, inputs, {}};
    for (std::size_t i = 0; i < graph.outputs.size(); ++i)
      recorded.outputs.push_back(find_array(arrays, "out" + std::to_string(i) + "." + step)->data);
    steps.push_back(std::move(recorded));
  }
  return steps;
}

}  // namespace

Machine odd_machine() { return load_machine("edge-16", {"array.rows=5", "array.cols=12"}); }

Program compile_timed(const Graph& graph, const Machine& machine, CompileOptions options) {
  const auto timer = make_fast_backend();
  options.timer = timer.get();
  return compile(graph, machine, options);
}

std::optional<Program> compile_if_it_fits(const Graph& graph, const Machine& machine, const CompileOptions& options) {
  try {
    return compile_timed(graph, machine, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture) << error.what();
    return std::nullopt;
  }
}

void expect_everywhere(const Program& program, const std::vector<Recorded>& recorded) {
  const std::vector<std::string> problems = check_program(program);
  EXPECT_TRUE(problems.empty()) << problems.front();
  const auto reference = make_reference_backend(), systemc = make_systemc_backend(), fast = make_fast_backend();
  Bench on_reference(*reference, program), on_systemc(*systemc, program), on_fast(*fast, program);
  for (const Recorded& r : recorded) {
    SCOPED_TRACE(r.name);
    {
      SCOPED_TRACE("reference");
      expect_outputs(on_reference.run(r.inputs), on_reference, r);
    }
    SCOPED_TRACE("systemc");
    const RunResult result = on_systemc.run(r.inputs);
    expect_outputs(result, on_systemc, r);
    expect_equal_timing(on_fast.run_timing(), result);
  }
}

void expect_recorded_everywhere(const Graph& graph, const Machine& machine, const std::vector<std::string>& files) {
  const Program program = compile_timed(graph, machine);
  std::vector<Recorded> recorded;
  for (const std::string& file : files) {
    if (program.states.empty()) {
      recorded.push_back(read_recorded(graph, file));
    } else {  // each recording begins with the first states
      expect_everywhere(program, read_recorded_steps(graph, file));
    }
  }
  if (program.states.empty()) expect_everywhere(program, recorded);
}

void expect_recorded_batch_everywhere(const Graph& one, const Machine& machine, const std::vector<std::string>& files) {
  std::vector<std::vector<std::vector<std::uint8_t>>> inputs, outputs;
  for (const std::string& file : files) {
    const Recorded image = read_recorded(one, file);
    inputs.push_back(image.inputs);
    outputs.push_back(image.outputs);
  }
  const Graph all = batched(one, static_cast<std::int64_t>(files.size()));
  expect_everywhere(compile_timed(all, machine), {{"the batch", test::joined(inputs), test::joined(outputs)}});
}

}  // namespace octet
