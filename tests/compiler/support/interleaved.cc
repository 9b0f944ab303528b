// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The scheduler is a dozen lines: whom to run is random, the rest is InferenceWalk's.
#include "tests/compiler/support/interleaved.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "sim/host_executor.h"
#include "verify/random_source.h"

namespace octet::testing {
namespace {

std::uint8_t* at(MemoryImage& memory, const TensorPort& port) {
  return memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
}

void write_inputs(const Program& program, const Bytes& inputs, MemoryImage& memory) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    std::memcpy(at(memory, program.inputs[i]), inputs[i].data(), inputs[i].size());
}

Bytes outputs_of(const Program& program, MemoryImage& memory) {
  Bytes outputs;
  for (const TensorPort& port : program.outputs) {
    const std::uint8_t* from = at(memory, port);
    outputs.emplace_back(from, from + port.bytes());
  }
  return outputs;
}

RunOptions with_events(bool data) {
  RunOptions options;
  options.record_events = true;
  options.data = data;
  return options;
}

class Interleaver {
 public:
  Interleaver(Backend& backend, const std::vector<Guest>& guests, std::uint64_t seed, int percent, bool data)
      : core_(backend.make_core(*guests[0].program, with_events(data))), random_(seed), percent_(percent), data_(data) {
    for (const Guest& guest : guests) {
      Runner& runner = runners_.emplace_back();
      runner.guest = &guest;
      if (data) runner.memory = make_memory(*guest.program);
      all_.inferences.emplace_back();
    }
  }

  Interleaved run() {
    for (std::size_t now = pick(); now < runners_.size(); now = pick()) {
      if (now != active_) enter(now);
      step(now);
      if (::testing::Test::HasFatalFailure()) break;
    }
    return std::move(all_);
  }

 private:
  struct Runner {
    const Guest* guest = nullptr;
    MemoryImage memory;
    std::optional<InferenceWalk> walk;
    std::size_t done = 0;  // inferences
    RunResult result;
    bool once_ran = false;
  };

  bool is_done(const Runner& r) const { return r.done == r.guest->inputs.size(); }
  std::size_t pick() {
    if (active_ < runners_.size() && !is_done(runners_[active_])) {
      const Runner& r = runners_[active_];
      if ((r.walk && !r.walk->may_give_way()) || !random_.chance(percent_)) return active_;
    }
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < runners_.size(); ++i)
      if (!is_done(runners_[i])) list.push_back(i);
    return list.empty() ? runners_.size() : list[static_cast<std::size_t>(random_.below(std::ssize(list)))];
  }

  // Whoever is under way saves what the newcomer may overwrite.
  void enter(std::size_t next) {
    const Program& program = *runners_[next].guest->program;
    for (std::size_t i = 0; i < runners_.size(); ++i) {
      Runner& other = runners_[i];
      if (i == next || !other.walk) continue;
      all_.preemptions += i == active_;
      const Segment* save = other.walk->give_way(program);
      if (!save) continue;
      ++all_.saves;
      core_->enter(*other.guest->program);
      run(i, *save);
    }
    core_->enter(program);
    if (runners_[next].walk) runners_[next].walk->enter();
    active_ = next;
  }

  void run(std::size_t guest, const Segment& segment) {
    Runner& r = runners_[guest];
    const std::int64_t start = now_;
    now_ = core_->run_segment(segment, start, data_ ? &r.memory : nullptr, r.result);
    all_.steps.push_back({guest, segment.first_command, start, now_});
    ASSERT_EQ(r.result.condition, Condition::kOk) << r.result.condition_text;
  }

  void step(std::size_t guest) {
    Runner& r = runners_[guest];
    const Program& program = *r.guest->program;
    if (!r.walk) {
      if (data_) write_inputs(program, r.guest->inputs[r.done], r.memory);
      r.result = {};
      r.result.layers.resize(program.layers.size());
      r.walk.emplace(program, core_->kept);
      r.walk->enter();
      r.once_ran = false;
    }
    if (const Segment* segment = r.walk->next()) {
      all_.repeated_once += segment->once && r.once_ran;
      r.once_ran = r.once_ran || segment->once;
      if (segment->on_host)
        run_host(program, *segment, data_ ? &r.memory : nullptr, data_ ? execute_host_step : nullptr, r.result);
      else
        run(guest, *segment);
      r.walk->advance();
      return;
    }
    all_.inferences[guest].push_back({data_ ? outputs_of(program, r.memory) : Bytes{}, r.result});
    r.walk.reset();
    ++r.done;
  }

  std::unique_ptr<Core> core_;
  RandomSource random_;
  int percent_;
  bool data_;
  std::vector<Runner> runners_;
  std::size_t active_ = ~std::size_t{0};
  std::int64_t now_ = 0;
  Interleaved all_;
};

}  // namespace

Interleaved interleave(Backend& backend, const std::vector<Guest>& guests, std::uint64_t seed, int percent, bool data) {
  return Interleaver(backend, guests, seed, percent, data).run();
}

std::vector<Inference> alone(Backend& backend, const Guest& guest) {
  const Program& program = *guest.program;
  const auto core = backend.make_core(program, with_events(true));
  MemoryImage memory = make_memory(program);
  std::vector<Inference> inferences;
  std::int64_t now = 0;
  for (const Bytes& inputs : guest.inputs) {
    write_inputs(program, inputs, memory);
    Inference& inference = inferences.emplace_back();
    now = run_program(program, *core, &memory, execute_host_step, now, inference.result);
    EXPECT_EQ(inference.result.condition, Condition::kOk) << inference.result.condition_text;
    inference.outputs = outputs_of(program, memory);
  }
  return inferences;
}

void expect_outputs(const Interleaved& run, const std::vector<std::vector<Inference>>& expected) {
  for (std::size_t g = 0; g < expected.size(); ++g) {
    ASSERT_EQ(run.inferences[g].size(), expected[g].size());
    for (std::size_t i = 0; i < expected[g].size(); ++i)
      EXPECT_TRUE(run.inferences[g][i].outputs == expected[g][i].outputs) << "program " << g << ", inference " << i;
  }
}

void expect_equal_time(const Interleaved& a, const Interleaved& b) {
  EXPECT_TRUE(a.steps == b.steps);
  for (std::size_t g = 0; g < a.inferences.size(); ++g) {
    ASSERT_EQ(a.inferences[g].size(), b.inferences[g].size());
    for (std::size_t i = 0; i < a.inferences[g].size(); ++i) {
      const RunResult &left = a.inferences[g][i].result, &right = b.inferences[g][i].result;
      EXPECT_TRUE(left.events == right.events);
      EXPECT_TRUE(left.layers == right.layers);
      EXPECT_TRUE(left.engines == right.engines);
      EXPECT_TRUE(left.sequencer == right.sequencer);
      EXPECT_TRUE(left.actions == right.actions);
      EXPECT_EQ(left.dram_read_bytes, right.dram_read_bytes);
      EXPECT_EQ(left.dram_write_bytes, right.dram_write_bytes);
      EXPECT_EQ(left.dram_row_misses, right.dram_row_misses);
    }
  }
}

Program wrecker(const Machine& machine, const MemoryUse& scratchpad, const MemoryUse& parameters) {
  Program program;
  program.machine = machine;
  program.model_name = "wrecker";
  program.scratchpad.work_end = scratchpad.work_end;
  program.parameters.work_end = parameters.work_end;
  const std::int64_t bytes = std::min(machine.scratchpad_bytes, scratchpad.work_end),
                     records = std::min(machine.parameters_channels * Machine::kParameterHalves, parameters.work_end);
  program.workspace_bytes = bytes;
  program.constants_bytes = records * Machine::kParameterRecordBytes;
  program.constants.assign(static_cast<std::size_t>(program.constants_bytes), 0x5A);
  LoadCommand load;
  load.t.base = Base::kWorkspace;
  load.t.run_bytes = static_cast<std::uint32_t>(bytes);
  program.commands.push_back({{}, load});
  load.target = LoadTarget::kParameters;
  load.t.base = Base::kConstants;
  load.t.run_bytes = static_cast<std::uint32_t>(program.constants_bytes);
  if (records > 0) program.commands.push_back({{}, load});
  Segment segment;
  segment.commands = static_cast<std::uint32_t>(program.commands.size());
  program.segments = {segment};
  program.layer_of_command.assign(program.commands.size(), -1);
  program.traffic_of_command.assign(program.commands.size(), DramTraffic::kActivation);
  return program;
}

}  // namespace octet::testing
