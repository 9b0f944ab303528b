// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/systemc.h"

#include <mutex>

#include "base/error.h"
#include "sim/sc_machine.h"

namespace octet {
namespace {

std::mutex kernel;  // one per process: runs of all cores take turns

class SystemcCore : public Core {
 public:
  SystemcCore(const Program& program, const RunOptions& options, const EngineFactory& factory)
      : state_(program, options, factory) {}

  void enter(const Program& program) override { state_.enter(program); }

  std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory,
                           RunResult& result) override {
    result.timed = true;
    if (result.layers.size() < state_.program->layers.size()) result.layers.resize(state_.program->layers.size());
    if (state_.options.record_events) result.events.resize(state_.program->commands.size());
    if (segment.commands == 0) return start;
    const std::int64_t read = state_.dram.read_bytes(), written = state_.dram.write_bytes(),
                       misses = state_.dram.row_misses();
    const std::lock_guard<std::mutex> turn(kernel);
    sc::MachineModule& machine = sc::machine_module(state_.options.permute_seed);
    sc::Run run(state_, segment, start, memory, result);
    const std::int64_t end = machine.run(run);
    result.dram_read_bytes += state_.dram.read_bytes() - read;
    result.dram_write_bytes += state_.dram.write_bytes() - written;
    result.dram_row_misses += state_.dram.row_misses() - misses;
    return end;
  }

  std::optional<DramState> dram_state(std::int64_t cycle) const override { return state_.dram.state(cycle); }
  void set_dram_state(const DramState& state, std::int64_t cycle) override { state_.dram.set(state, cycle); }
  Recorder* recorder() const override { return state_.options.recorder; }

 private:
  sc::CoreState state_;
};

class SystemcBackend : public Backend {
 public:
  explicit SystemcBackend(const EngineFactory& factory) : factory_(factory) {}
  BackendKind kind() const override { return BackendKind::kSystemc; }
  std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) override {
    return std::make_unique<SystemcCore>(program, options, factory_);
  }

 private:
  const EngineFactory factory_;
};

}  // namespace

std::unique_ptr<Backend> make_systemc_backend(const EngineFactory& factory) {
  return std::make_unique<SystemcBackend>(factory);
}

}  // namespace octet
