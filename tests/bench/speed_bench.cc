// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One network compiled once, then timed on request: reads names of measurements from standard input and
// answers each with nanoseconds of the process's own CPU time (of all its threads), which other load on the
// machine does not lengthen by taking turns; a driver alternates it with other programs.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>

#include "base/error.h"
#include "cli/simulate.h"
#include "compiler/compile.h"
#include "models/model_inputs.h"
#include "sim/host_executor.h"
#include "tests/bench/process.h"
#include "tests/compiler/support/block_chain.h"

namespace octet {
namespace {

using Inputs = std::vector<std::vector<std::uint8_t>>;

// A program with its memory on one backend, run again and again.
class Runner {
 public:
  Runner(const Program& program, BackendKind kind, bool data, const Inputs& inputs)
      : program_(program), backend_(make_backend(kind)), data_(data) {
    RunOptions options;
    options.data = data;
    core_ = backend_->make_core(program, options);
    if (!data) return;
    memory_ = make_memory(program);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const TensorPort& port = program.inputs[i];
      std::copy(inputs[i].begin(), inputs[i].end(),
                memory_.region[static_cast<std::size_t>(port.base)].begin() + port.offset);
    }
  }

  std::int64_t nanoseconds() {
    RunResult result;
    if (backend_->kind() == BackendKind::kFast) {  // a core of its own: fast remembers what it ran
      core_ = backend_->make_core(program_, {});
      end_ = 0;
    }
    const std::int64_t begin = cpu_nanoseconds();
    end_ = run_program(program_, *core_, data_ ? &memory_ : nullptr, execute_host_step, end_, result);
    const std::int64_t taken = cpu_nanoseconds() - begin;
    OCTET_CHECK(result.condition == Condition::kOk, "the machine halted: {}", name_of(result.condition));
    return taken;
  }

  const MemoryImage& memory() const { return memory_; }

 private:
  const Program& program_;
  std::unique_ptr<Backend> backend_;
  bool data_;
  std::unique_ptr<Core> core_;
  MemoryImage memory_;
  std::int64_t end_ = 0;
};

// As the command line compiles.
Program compile_timed(const Graph& graph, const Machine& machine) {
  const auto timer = make_backend(BackendKind::kFast);
  CompileOptions options;
  options.timer = timer.get();
  return compile(graph, machine, options);
}

std::int64_t compile_nanoseconds(const Graph& graph, const Machine& machine) {
  const std::int64_t begin = cpu_nanoseconds();
  const Program program = compile_timed(graph, machine);
  const std::int64_t taken = cpu_nanoseconds() - begin;
  OCTET_CHECK(!program.commands.empty(), "nothing compiled");
  return taken;
}

std::string hexadecimal(const std::vector<std::uint8_t>& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::string answer(const std::string& question, const Graph& graph, const Program& program, Runner& reference,
                   Runner& systemc, Runner& systemc_data, Runner& fast) {
  if (question == "compile") return fmt::format("{}", compile_nanoseconds(graph, program.machine));
  if (question == "reference") return fmt::format("{}", reference.nanoseconds());
  if (question == "systemc") return fmt::format("{}", systemc.nanoseconds());
  if (question == "systemc_data") return fmt::format("{}", systemc_data.nanoseconds());
  if (question == "fast") return fmt::format("{}", fast.nanoseconds());
  if (question == "commands") return fmt::format("{}", program.commands.size());
  if (question == "output") return hexadecimal(outputs_of(program, reference.memory()).at(0));
  fail(ErrorKind::kUsage, "unknown measurement '{}'", question);
}

int serve(const std::string& model, const std::string& arch, const std::string& input) {
  const Machine machine = load_machine(arch);
  const Graph graph = import_model(model);
  const Program program = compile_timed(graph, machine);
  const Inputs inputs = read_inputs(graph, input);
  Runner reference(program, BackendKind::kReference, true, inputs);
  Runner systemc(program, BackendKind::kSystemc, false, inputs);
  Runner systemc_data(program, BackendKind::kSystemc, true, inputs);
  Runner fast(program, BackendKind::kFast, false, inputs);
  for (std::string question; std::getline(std::cin, question);) {
    fmt::print("{}\n", answer(question, graph, program, reference, systemc, systemc_data, fast));
    std::fflush(stdout);
  }
  return 0;
}

// Nanoseconds of five compilations, a line each, then the process's peak of memory in KiB. Model "chain:25": so many
// blocks, four layers each.
int compile_only(const std::string& model, const std::string& arch) {
  const std::string chain = "chain:";
  const Graph graph = model.starts_with(chain)
                          ? import_tflite_bytes(testing::block_chain(std::stoi(model.substr(chain.size()))), "chain")
                          : import_model(model);
  const Machine machine = load_machine(arch);
  for (int i = 0; i < 5; ++i) fmt::print("{}\n", compile_nanoseconds(graph, machine));
  fmt::print("{}\n", peak_kilobytes());
  return 0;
}

}  // namespace
}  // namespace octet

int main(int count, char** words) {
  if (count != 3 && count != 4) {
    fmt::print(stderr,
               "usage: speed_bench MODEL ARCH INPUT.npz; then a measurement per line of standard input\n"
               "       speed_bench MODEL|chain:BLOCKS ARCH: compile only\n");
    return 2;
  }
  try {
    if (count == 3) return octet::compile_only(words[1], words[2]);
    return octet::serve(words[1], words[2], words[3]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "speed_bench: {}\n", error.what());
    return 1;
  }
}
