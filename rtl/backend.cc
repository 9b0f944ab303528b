// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/backend.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "rtl/core_model.h"

namespace octet {
namespace {

bool looks_up(const Command& command) {
  const auto* move = std::get_if<MoveCommand>(&command.op);
  return move && move->mode == MoveMode::kTable;
}

// The first layer that has no float form, as far as the program shows: on the host, or by a table of codes.
std::string without_floats(const Program& program) {
  for (std::size_t i = 0; i < program.layers.size(); ++i) {
    const LayerInfo& layer = program.layers[i];
    bool table = false;
    for (std::size_t c = 0; c < program.commands.size(); ++c)
      table = table || (program.layer_of_command[c] == static_cast<std::int32_t>(i) && looks_up(program.commands[c]));
    if (layer.on_host || table)
      return fmt::format("layer {} ({}) {}", layer.name, layer.op,
                         layer.on_host ? "is on the host" : "is a table of codes");
  }
  return "";
}

// Commands of a float machine without values, or with some that it cannot have.
void require_floats(const Program& program) {
  const bool tables = std::any_of(program.commands.begin(), program.commands.end(), looks_up);
  if (program.has_values && !tables) return;
  const std::string why = without_floats(program);
  fail(ErrorKind::kUsage,
       "machine {}: the program of model {} computes no floats{}; docs/numerics.md, \"Commands of float machines\", "
       "lists "
       "the operators that do; its timing: --backend fast or systemc",
       program.machine.name, program.model_name, why.empty() ? "" : ": " + why);
}

class RtlBackend : public Backend {
 public:
  explicit RtlBackend(RtlOptions options) : options_(std::move(options)) {}
  BackendKind kind() const override { return BackendKind::kRtl; }

  std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) override {
    if (program.machine.floats()) require_floats(program);
    if (!program.has_values) {
      fail(
          ErrorKind::kUsage,
          "model {}: the rtl backend moves values, this network has shapes only; its timing: --backend fast or systemc",
          program.model_name);
    }
    return make_core_model(program, options, options_);
  }

 private:
  const RtlOptions options_;
};

}  // namespace

std::unique_ptr<Backend> make_rtl_backend(const RtlOptions& options) { return std::make_unique<RtlBackend>(options); }

}  // namespace octet
