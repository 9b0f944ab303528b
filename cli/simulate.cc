// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/simulate.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/suggest.h"
#include "sim/fast.h"
#include "sim/host_executor.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#ifdef OCTET_HAS_RTL
#include "rtl/backend.h"
#endif

namespace octet {
namespace {

void check_condition(const Program& program, const RunResult& result) {
  if (result.condition == Condition::kOk) return;
  fail(ErrorKind::kCheck, "the machine halted: {} at cycle {}, command {}{}{} (model {})", name_of(result.condition),
       result.condition_cycle, result.condition_command, result.condition_text.empty() ? "" : ": ",
       result.condition_text, program.model_name);
}

std::uint8_t* place_of(MemoryImage& memory, const TensorPort& port) {
  return memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
}

void write_inputs(const Program& program, const std::vector<std::vector<std::uint8_t>>& inputs, MemoryImage& memory) {
  OCTET_CHECK(inputs.size() == program.inputs.size(), "{} inputs given, {} needed", inputs.size(),
              program.inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    OCTET_CHECK(static_cast<std::int64_t>(inputs[i].size()) == program.inputs[i].bytes(),
                "input {} has {} bytes, not {}", i, inputs[i].size(), program.inputs[i].bytes());
    std::memcpy(place_of(memory, program.inputs[i]), inputs[i].data(), inputs[i].size());
  }
}

}  // namespace

BackendKind backend_kind(const std::string& name) {
  const std::vector<std::string> known{"reference", "fast", "systemc", "rtl"};
  for (BackendKind kind : {BackendKind::kReference, BackendKind::kFast, BackendKind::kSystemc, BackendKind::kRtl})
    if (name_of(kind) == name) return kind;
  fail(ErrorKind::kUsage, "unknown backend '{}': reference, fast, systemc or rtl{}", name, did_you_mean(name, known));
}

std::unique_ptr<Backend> make_backend(BackendKind kind) {
  switch (kind) {
    case BackendKind::kReference:
      return make_reference_backend();
    case BackendKind::kFast:
      return make_fast_backend();
    case BackendKind::kSystemc:
      return make_systemc_backend();
    case BackendKind::kRtl:
      break;
  }
#ifdef OCTET_HAS_RTL
  return make_rtl_backend();
#else
  fail(ErrorKind::kUsage,
       "this octet was configured with OCTET_RTL=OFF and has no rtl backend: use reference, fast or systemc");
#endif
}

Simulation simulate(const Program& program, BackendKind kind, const StepBytes& inputs, bool data) {
  RunOptions options;
  options.data = data;
  return simulate(program, *make_backend(kind), inputs, options);
}

Simulation simulate(const Program& program, Backend& backend, const StepBytes& inputs, const RunOptions& options) {
  const bool data = options.data;
  const bool reference = backend.kind() == BackendKind::kReference;
  if (!data && reference)
    fail(ErrorKind::kUsage, "the reference backend computes values and no time: --no-data leaves nothing");
  MemoryImage memory;
  if (data) memory = make_memory(program);
  const std::unique_ptr<Core> core = backend.make_core(program, options);
  const std::size_t steps = data ? inputs.size() : 1;
  Simulation s;
  std::int64_t end = 0;
  for (std::size_t step = 0; step < steps || (!reference && step < 2); ++step) {
    if (step < steps && data) write_inputs(program, inputs[step], memory);
    RunResult result;
    end = run_program(program, *core, data ? &memory : nullptr, execute_host_step, end, result);
    result.timed = !reference;  // a network that is all on the host has no command that would say so
    check_condition(program, result);
    if (step < steps && data) s.outputs.push_back(outputs_of(program, memory));
    if (step + 1 == steps && data) s.memory = memory;
    if (step == 0) s.cold = result;
    if (step <= 1) s.warm = std::move(result);
  }
  return s;
}

std::vector<std::vector<std::uint8_t>> outputs_of(const Program& program, const MemoryImage& memory) {
  std::vector<std::vector<std::uint8_t>> outputs;
  for (const TensorPort& port : program.outputs) {
    const std::uint8_t* from = memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
    outputs.emplace_back(from, from + port.bytes());
  }
  return outputs;
}

}  // namespace octet
