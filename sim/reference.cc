// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/reference.h"

#include <array>
#include <utility>

#include "arch/access.h"
#include "base/error.h"
#include "sim/functional.h"

namespace octet {
namespace {

class ReferenceCore : public Core {
 public:
  explicit ReferenceCore(const Program& program) : chip_(program.machine) { ReferenceCore::enter(program); }

  void enter(const Program& program) override {
    program_ = &program;
    region_bytes_ = {program.code_bytes(), program.constants_bytes, program.io_bytes, program.workspace_bytes};
  }

  std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory,
                           RunResult& result) override {
    check_memory(memory);
    result.timed = false;
    result.layers.resize(program_->layers.size());
    const std::uint32_t end = segment.first_command + segment.commands;
    for (std::uint32_t i = segment.first_command; i < end; ++i) {
      const Command& command = program_->commands.at(i);
      if (std::string text = illegal(command, program_->machine, region_bytes_.data()); !text.empty()) {
        result.condition = Condition::kIllegal;
        result.condition_command = static_cast<std::int32_t>(i);
        result.condition_text = std::move(text);
        break;
      }
      execute(program_->machine, command, chip_, *memory);
      count(i, command, result);
    }
    return start;
  }

 private:
  void check_memory(const MemoryImage* memory) const {
    OCTET_CHECK(memory, "the reference runs on data");
    for (int base = 0; base < kBases; ++base) {
      const auto bytes = static_cast<std::int64_t>(memory->region[static_cast<std::size_t>(base)].size());
      OCTET_CHECK(base == static_cast<int>(Base::kCode) || bytes >= region_bytes_[static_cast<std::size_t>(base)],
                  "region {} of the memory has {} bytes, the program needs {}", base, bytes,
                  region_bytes_[static_cast<std::size_t>(base)]);
    }
  }

  // Actions and DRAM bytes, as the timed backends count them; a command may belong to no layer.
  void count(std::uint32_t index, const Command& command, RunResult& result) const {
    const std::int32_t layer = index < program_->layer_of_command.size() ? program_->layer_of_command[index] : -1;
    LayerCounters counters;
    counters.actions = actions(command, program_->machine);
    counters.dram_bytes[static_cast<std::size_t>(DramTraffic::kInstruction)] = kCommandBytes;
    result.actions += counters.actions;
    result.dram_read_bytes += kCommandBytes;
    std::int64_t data_bytes = 0;
    if (const auto* load = std::get_if<LoadCommand>(&command.op))
      result.dram_read_bytes += data_bytes = load->t.bytes();
    if (const auto* store = std::get_if<StoreCommand>(&command.op))
      result.dram_write_bytes += data_bytes = store->t.bytes();
    const DramTraffic traffic =
        index < program_->traffic_of_command.size() ? program_->traffic_of_command[index] : DramTraffic::kActivation;
    counters.dram_bytes[static_cast<std::size_t>(traffic)] += data_bytes;
    if (layer < 0 || layer >= static_cast<std::int32_t>(result.layers.size())) return;
    LayerCounters& to = result.layers[static_cast<std::size_t>(layer)];
    to.actions += counters.actions;
    for (std::size_t i = 0; i < counters.dram_bytes.size(); ++i) to.dram_bytes[i] += counters.dram_bytes[i];
  }

  const Program* program_ = nullptr;
  std::array<std::int64_t, kBases> region_bytes_{};
  OnChip chip_;
};

class ReferenceBackend : public Backend {
 public:
  BackendKind kind() const override { return BackendKind::kReference; }
  std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) override {
    if (options.recorder)
      fail(ErrorKind::kUsage, "{}: the reference backend keeps no time: systemc and rtl tell events",
           program.model_name);
    if (!program.has_values && program.machine.floats())
      fail(ErrorKind::kUsage,
           "machine {}: a program compiled for a float machine has commands without values; it runs with --backend "
           "systemc, or fast for timing alone",
           program.machine.name);
    if (!program.has_values)
      fail(ErrorKind::kUsage,
           "model {}: a network of shapes has no values to compute; its timing: --backend fast or systemc",
           program.model_name);
    return std::make_unique<ReferenceCore>(program);
  }
};

}  // namespace

std::unique_ptr<Backend> make_reference_backend() { return std::make_unique<ReferenceBackend>(); }

}  // namespace octet
