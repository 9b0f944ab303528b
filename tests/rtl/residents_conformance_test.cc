// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs of several images, and networks that share a core in turn, on the RTL with weights or outputs that stay in
// the array: the oracle's outputs of every image, every event and counter equal to systemc's.
#include <gtest/gtest.h>

#include <cstring>

#include "compiler/together.h"
#include "models/array_file.h"
#include "models/batch.h"
#include "rtl/backend.h"
#include "sim/host_executor.h"
#include "sim/systemc.h"
#include "tests/models/support/zoo.h"
#include "tests/rtl/support/equal_runs.h"

namespace octet {
namespace {

// One machine that runs programs in turn.
class Turns {
 public:
  Turns(Backend& backend, const Program& first) : core_(backend.make_core(first, events())) {}

  // An inference of the recorded images, whose outputs it must give.
  RunResult run(const Program& program, const std::vector<std::string>& recorded) {
    MemoryImage memory = make_memory(program);
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      const std::vector<std::uint8_t> image = find_array(read_npz(recorded[i]), "in0")->data;
      std::memcpy(at(memory, program.inputs[0]) + i * image.size(), image.data(), image.size());
    }
    RunResult result;
    now_ = run_program(program, *core_, &memory, execute_host_step, now_, result);
    EXPECT_EQ(result.condition, Condition::kOk) << result.condition_text;
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      const std::vector<std::uint8_t> want = find_array(read_npz(recorded[i]), "out0")->data;
      EXPECT_EQ(std::memcmp(at(memory, program.outputs[0]) + i * want.size(), want.data(), want.size()), 0)
          << recorded[i];
    }
    return result;
  }

 private:
  static RunOptions events() {
    RunOptions options;
    options.record_events = true;
    return options;
  }
  static std::uint8_t* at(MemoryImage& memory, const TensorPort& port) {
    return memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
  }
  std::unique_ptr<Core> core_;
  std::int64_t now_ = 0;
};

Graph zoo_graph(const char* name) { return import_model(zoo_file(name + std::string(".tflite"))); }

class Residents : public ::testing::TestWithParam<const char*> {
 protected:
  Machine machine() const { return load_machine("edge-16", {"array.dataflow=" + std::string(GetParam())}); }
};

TEST_P(Residents, ImagesOfABatchAreTheOracles) {
  for (const char* name : kZooNetworks) {
    SCOPED_TRACE(name);
    const std::vector<std::string> files = zoo_recorded(name);
    const Program program = compile(batched(zoo_graph(name), 3), machine());
    const auto systemc_backend = make_systemc_backend(), rtl_backend = make_rtl_backend();
    Turns systemc(*systemc_backend, program), rtl(*rtl_backend, program);
    for (const auto& images : {std::vector{files[0], files[1], files[2]}, {files[5], files[4], files[3]}}) {
      const RunResult expected = systemc.run(program, images);
      testing::expect_equal_timing(program, expected, rtl.run(program, images));
    }
  }
}

TEST_P(Residents, NetworksInTurnFindTheirWeights) {
  std::vector<Graph> graphs;
  for (const char* name : kZooNetworks) graphs.push_back(zoo_graph(name));
  const std::vector<ChipShare> shares = share_out(graphs, machine());
  std::vector<Program> programs;
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    CompileOptions options;
    options.share = shares[i];
    programs.push_back(compile(graphs[i], machine(), options));
  }
  const auto systemc_backend = make_systemc_backend(), rtl_backend = make_rtl_backend();
  Turns systemc(*systemc_backend, programs[0]), rtl(*rtl_backend, programs[0]);
  std::int64_t kept = 0;
  for (std::size_t turn = 0; turn < 4; ++turn) {
    SCOPED_TRACE(turn);
    const Program& program = programs[turn % 2];
    const std::vector<std::string> images{zoo_recorded(kZooNetworks[turn % 2])[turn]};
    const RunResult expected = systemc.run(program, images), found = rtl.run(program, images);
    testing::expect_equal_timing(program, expected, found);
    if (!program.segments.front().once) continue;
    kept += turn < 2;
    EXPECT_EQ(found.events[0].done >= 0, turn < 2);
  }
  EXPECT_GT(kept, 0);
}

INSTANTIATE_TEST_SUITE_P(Dataflows, Residents, ::testing::Values("weight-stationary", "output-stationary"),
                         [](const auto& info) { return std::string(info.param).substr(0, 6); });

}  // namespace
}  // namespace octet
