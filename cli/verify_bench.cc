// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/verify_bench.h"

#include <charconv>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/suggest.h"
#include "cli/compile_checked.h"
#include "cli/float_values.h"
#include "cli/simulate.h"
#include "models/model_inputs.h"
#include "sim/functional.h"
#include "sim/host_executor.h"
#ifdef OCTET_HAS_RTL
#include "rtl/backend.h"
#endif

namespace octet {
namespace {

namespace fs = std::filesystem;

double tolerance(const Arguments& a) {
  const std::string text = a.text("cycle-tolerance", "0");
  double percent = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (error != std::errc() || end != text.data() + text.size() || !(percent >= 0 && percent <= 100))
    fail(ErrorKind::kUsage, "verify: --cycle-tolerance is '{}', allowed is a number of percent from 0 to 100", text);
  return percent;
}

// The reference, command by command.
void walk(const Program& program, MemoryImage memory, const ValueObserver& observe) {
  OnChip chip(program.machine);
  for (const Segment& segment : program.segments) {
    if (segment.on_host) {
      execute_host_step(segment.host, memory);
      continue;
    }
    for (std::size_t i = segment.first_command; i < std::size_t{segment.first_command} + segment.commands; ++i) {
      observe(i, {chip.scratchpad, chip.accumulator, chip.sums, chip.parameters});
      execute(program.machine, program.commands[i], chip, memory);
    }
  }
}

#ifdef OCTET_HAS_RTL
void make_rtl_bench(const std::string& directory, Bench& bench) {
  RtlOptions options;
  options.directory = directory;
  bench.candidate = make_rtl_backend(options);
  bench.with_waveform = [options](const std::string& file, std::int64_t from, std::int64_t to) {
    RtlOptions recorded = options;
    recorded.waveform = file;
    recorded.waveform_from = from;
    recorded.waveform_to = to;
    return make_rtl_backend(recorded);
  };
  bench.with_coverage = [options](const std::string& file) {
    RtlOptions recorded = options;
    recorded.coverage = file;
    return make_rtl_backend(recorded);
  };
}
#else
void make_rtl_bench(const std::string&, Bench& bench) {
  bench.candidate = make_backend(BackendKind::kRtl);  // says that there is none
}
#endif

// What the program's ports say of its inputs, as far as reading inputs goes.
Graph graph_of(const Program& program) {
  Graph graph;
  graph.name = program.model_name;
  for (const TensorPort& port : program.inputs) {
    Tensor tensor;
    tensor.name = port.name;
    tensor.type = port.type;
    tensor.shape = port.shape;
    tensor.quantization.scales = {static_cast<float>(port.scale)};
    tensor.quantization.zero_points = {port.zero_point};
    graph.inputs.push_back(static_cast<int>(graph.tensors.size()));
    graph.tensors.push_back(tensor);
  }
  return graph;
}

void put_inputs(const Program& program, const std::vector<std::vector<std::uint8_t>>& inputs, MemoryImage& memory) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TensorPort& port = program.inputs[i];
    std::memcpy(memory.region[static_cast<std::size_t>(port.base)].data() + port.offset, inputs[i].data(),
                inputs[i].size());
  }
}

// elements: the graph's inputs become those of a float machine.
Case case_of(const Arguments& a, Program program, const Graph& graph, bool elements = false) {
  Case c{program.model_name, std::move(program), {}};
  c.memory = make_memory(c.program);
  if (!c.program.has_values) {
    if (a.has("input")) fail(ErrorKind::kUsage, "--input: the model has shapes only");
    return c;
  }
  const auto inputs = a.has("input") ? read_inputs(graph, a.text("input")) : random_inputs(graph, a.number("seed", 0));
  put_inputs(c.program, elements ? element_inputs(graph, c.program, {inputs}).front() : inputs, c.memory);
  return c;
}

Case program_case(const Arguments& a, const std::string& file) {
  for (const char* option : {"arch", "set"})
    if (a.has(option)) fail(ErrorKind::kUsage, "--{}: a program file has its machine in it", option);
  Program program = load_program(file);
  const std::string memory = memory_file_of(file);
  if (a.has("input") || !fs::exists(memory)) {
    const Graph graph = graph_of(program);
    return case_of(a, std::move(program), graph);
  }
  Case c{program.model_name, std::move(program), {}};
  c.memory = make_memory(c.program);
  load_memory(memory, c.memory);
  return c;
}

}  // namespace

BackendKind verified_backend(const Arguments& a) {
#ifdef OCTET_HAS_RTL
  const std::string name = a.text("against", "rtl");
#else
  const std::string name = a.text("against", "systemc");
#endif
  for (BackendKind kind : {BackendKind::kFast, BackendKind::kSystemc, BackendKind::kRtl})
    if (name_of(kind) == name) return kind;
  fail(ErrorKind::kUsage, "--against {}: rtl, systemc or fast{}", name, did_you_mean(name, {"rtl", "systemc", "fast"}));
}

Bench make_bench(const Arguments& a) {
  const BackendKind kind = verified_backend(a);
  const std::string directory = a.text("rtl-dir");
  for (const char* option : {"rtl-dir", "rtl-coverage"})
    if (a.has(option) && kind != BackendKind::kRtl) fail(ErrorKind::kUsage, "--{}: only with --against rtl", option);
  if (a.has("rtl-dir") && !fs::is_directory(directory))
    fail(ErrorKind::kUsage, "--rtl-dir {}: is no folder", directory);
  Bench bench;
  bench.cycle_tolerance_percent = tolerance(a);
  bench.host = execute_host_step;
  if (kind == BackendKind::kRtl)
    make_rtl_bench(directory, bench);
  else
    bench.candidate = make_backend(kind);
  bench.time = make_backend(kind == BackendKind::kSystemc ? BackendKind::kFast : BackendKind::kSystemc);
  if (kind == BackendKind::kFast) return bench;
  bench.values = make_backend(BackendKind::kReference);
  bench.walk = walk;
  return bench;
}

Subject make_subject(const Arguments& a) {
  Subject s;
  if (a.has("random")) {
    if (!a.words().empty()) fail(ErrorKind::kUsage, "verify: a model and --random are two regressions; run both");
    if (a.has("input")) fail(ErrorKind::kUsage, "--input: random programs come with their memory");
    s.cases = static_cast<std::int64_t>(a.number("random", 0));
    if (s.cases < 1 || s.cases > 10'000'000)
      fail(ErrorKind::kUsage, "verify: --random is {}, allowed is a whole number from 1 to 10000000", s.cases);
    s.machine = load_machine(a.text("arch", "edge-16"), a.list("set"));
    s.name = s.cases == 1 ? "a random program" : fmt::format("{} random programs", s.cases);
    s.make = [machine = s.machine, seed = a.number("seed", 0)](std::int64_t i) {
      return random_case(seed, i, machine);
    };
    return s;
  }
  if (a.words().empty()) fail(ErrorKind::kUsage, "verify: a model, a program file or --random N is missing");
  const std::string& file = a.words()[0];
  Case c;
  if (file.ends_with(".octp")) {
    c = program_case(a, file);
  } else {
    CompileOptions how = compile_options(a);
    how.float_values = true;
    const Machine machine = load_machine(a.text("arch", "edge-16"), a.list("set"));
    const Graph graph = import_model(file);
    c = case_of(a, compile_checked(graph, machine, how), graph, machine.floats());
  }
  s.name = c.name;
  s.machine = c.program.machine;
  s.make = [c = std::move(c)](std::int64_t) { return c; };
  return s;
}

}  // namespace octet
