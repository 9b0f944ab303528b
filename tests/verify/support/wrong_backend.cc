// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/verify/support/wrong_backend.h"

#include <utility>

#include "sim/fast.h"
#include "sim/functional.h"
#include "sim/host_executor.h"
#include "sim/reference.h"
#include "sim/systemc.h"

namespace octet::testing {
namespace {

class WrongCore : public Core {
 public:
  WrongCore(const Wrong& wrong, const Program& program, const RunOptions& options)
      : wrong_(wrong), program_(program), options_(options), backend_(make_systemc_backend()) {
    if (wrong_.command)
      for (Command& command : program_.commands) wrong_.command(command);
    core_ = backend_->make_core(program_, options);
  }
  void enter(const Program&) override {
    if (wrong_.forgets) core_ = backend_->make_core(program_, options_);
  }
  std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory,
                           RunResult& result) override {
    if (wrong_.run) wrong_.run();
    // The memory must hold the program that is run; nobody sees that it did.
    std::vector<std::uint8_t> code;
    if (memory) code = std::exchange(memory->region[0], make_memory(program_).region[0]);
    const std::int64_t end = core_->run_segment(segment, start, memory, result);
    if (memory) memory->region[0] = std::move(code);
    if (wrong_.result) wrong_.result(segment, result);
    return end;
  }

 private:
  const Wrong& wrong_;
  Program program_;
  RunOptions options_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Core> core_;
};

class WrongBackend : public Backend {
 public:
  explicit WrongBackend(Wrong wrong) : wrong_(std::move(wrong)) {}
  BackendKind kind() const override { return wrong_.kind; }
  std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) override {
    return std::make_unique<WrongCore>(wrong_, program, options);
  }

 private:
  Wrong wrong_;
};

void walk(const Program& program, MemoryImage memory, const ValueObserver& observe) {
  OnChip chip(program.machine);
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    observe(i, {chip.scratchpad, chip.accumulator, chip.sums, chip.parameters});
    execute(program.machine, program.commands[i], chip, memory);
  }
}

}  // namespace

Bench bench_with(Wrong wrong) {
  Bench bench;
  bench.candidate = std::make_unique<WrongBackend>(std::move(wrong));
  bench.values = make_reference_backend();
  bench.time = make_fast_backend();
  bench.host = execute_host_step;
  bench.walk = walk;
  return bench;
}

}  // namespace octet::testing
