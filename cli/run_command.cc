// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet run: compile, simulate, compare with the FPU machines, report.
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "arch/baselines.h"
#include "base/error.h"
#include "base/suggest.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/compile_checked.h"
#include "cli/files.h"
#include "cli/float_values.h"
#include "cli/recording.h"
#include "cli/rtl_choice.h"
#include "cli/screen.h"
#include "cli/simulate.h"
#include "models/dequantized.h"
#include "models/model_inputs.h"
#include "reports/activation_density.h"
#include "reports/csv.h"
#include "reports/json.h"
#include "reports/layer_owners.h"
#include "reports/text.h"

namespace octet {
namespace {
namespace po = boost::program_options;

constexpr std::uint64_t kMostSteps = 10000;

po::options_description run_options() {
  po::options_description options("options");
  options.add_options()("arch", po::value<std::string>(), "machine: a preset or a TOML file (default edge-16)")(
      "set", po::value<std::vector<std::string>>(), "key=value over the machine's, may be repeated")(
      "backend", po::value<std::string>(), "reference, fast, systemc or rtl (default systemc)")(
      "input", po::value<std::string>(), "picture, .npy or .npz (in0, in1, ...); default: random values of --seed")(
      "steps", po::value<std::string>(),
      "inferences in a row, variables kept: .npz inputs in0.0, in0.1, ..., outputs out0.0, ...")(
      "batch", po::value<std::string>(), kBatchHelp)(
      "seed", po::value<std::string>(), "seed of random inputs (default 0)")("labels", po::value<std::string>(),
                                                                             "names of the classes, one a line")(
      "baseline", po::value<std::string>(), "FPU machines: all, none, iso_pe, iso_area or scalar_fpu (default all)")(
      "no-data", "timing only: move no values")("layers", "print the table of layers")(
      "explain", "print why: each layer's mapping, the next best one, what bounds it")(
      "ledger", "print the ledgers of energy and area")(
      "advise", "double each parameter of the machine alone and print what it gains")(
      "activation-density", po::value<std::string>(),
      "share of array MACs of activations other than zero, for the energy: 0 to 1, or measured (default 1)")(
      "fully-connected", po::value<std::string>(), kFullyConnectedHelp)(
      "safe-points", po::value<std::string>(), kSafePointsHelp)("save-output", po::value<std::string>(),
                                                                "write the outputs to an .npz (out0, ...)")(
      "json", po::value<std::string>(), "write the result as JSON; - for standard output")(
      "csv", po::value<std::string>(), "write one row per layer")(
      "summary-csv", po::value<std::string>(), "write one row: configuration, then totals")("help,h", "this text");
  add_rtl_options(options);
  add_recording_options(options);
  return options;
}

// Whether this run computes values; asking for values of one that does not is a mistake, never ignored.
bool computes_values(const Arguments& a, BackendKind kind, bool has_values) {
  std::string_view why;
  if (a.has("no-data"))
    why = "--no-data";
  else if (kind == BackendKind::kFast)
    why = "backend fast; systemc and reference do";
  else if (!has_values)
    why = "the model has shapes only";
  if (why.empty()) return true;
  for (const char* option : {"input", "seed", "labels", "save-output"})
    if (a.has(option)) fail(ErrorKind::kUsage, "--{}: this run computes no values ({})", option, why);
  return false;
}

// Commands of a float machine may be timed only; the reference, which keeps no time, says that it cannot run them.
bool executes_values(const Program& program, BackendKind kind) {
  return !program.machine.floats() || program.has_values || kind == BackendKind::kReference;
}

// The FPU machines to compare with. The reference backend has no time to compare, so it takes none.
std::string wanted_baseline(const Arguments& a, BackendKind kind) {
  std::string wanted = a.text("baseline", kind == BackendKind::kReference ? "none" : "all");
  if (const std::string mistake = baseline_mistake(wanted); !mistake.empty())
    fail(ErrorKind::kUsage, "--baseline {}", mistake);
  if (kind == BackendKind::kReference && wanted != "none")
    fail(ErrorKind::kUsage, "--baseline {}: the reference backend computes no time to compare", wanted);
  return wanted;
}

void add_baselines(const Arguments& a, const Graph& graph, const Machine& machine, BackendKind kind,
                   const CostTable& table, const RunIdentity& identity, Report& report) {
  const std::string wanted = wanted_baseline(a, kind);
  for (const auto& [name, baseline] : baseline_machines(machine, table)) {
    if (wanted != "all" && wanted != name) continue;
    const Program program = compile_checked(graph, baseline, compile_options(a));
    // An fp32 machine has no RTL; systemc's cycles are those of the RTL.
    const Simulation s = simulate(program, kind == BackendKind::kRtl ? BackendKind::kSystemc : kind, {}, false);
    add_baseline(report, name, make_report(program, s.cold, s.warm, table, identity));
  }
}

// Whatever backend runs the network, advice is measured on the fast one.
void add_advice(const Arguments& a, const Graph& graph, const Machine& machine, const CostTable& table,
                Report& report) {
  if (!a.has("advise")) return;
  report.advise = advise(machine, table, [&](const Machine& changed) {
    return simulate(compile_checked(graph, changed, compile_options(a)), BackendKind::kFast, {}, false).warm;
  });
}

constexpr const char* kMeasured = "measured";

// The option's number; 1 where it is to be measured.
double wanted_density(const Arguments& a) {
  const std::string text = a.text("activation-density", "1");
  if (text == kMeasured) return 1;
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 1))
    fail(ErrorKind::kUsage, "--activation-density {}: allowed is a number from 0 to 1, or measured", text);
  return value;
}

// Measured on the values of the one inference that was asked for.
Activity activity_of_run(const Arguments& a, const Graph& graph, const Program& program, const RunResult& run,
                         const StepBytes& inputs) {
  if (a.text("activation-density") != kMeasured) return random_activity(wanted_density(a));
  if (inputs.empty() || inputs.size() > 1 || !run.timed)
    fail(ErrorKind::kUsage, "--activation-density measured: needs a run of one inference with values and time");
  return measured_activity(graph, program, run, inputs.front());
}

// Everything about the options that can be wrong before a model is looked at.
void check_options(const Arguments& a, BackendKind kind) {
  std::vector<NamedPath> inputs{{"the model", a.words()[0]}}, outputs;
  for (const char* name : {"arch", "input", "labels"})
    if (a.has(name)) inputs.push_back({fmt::format("--{}", name), a.text(name)});
  for (const char* name :
       {"save-output", "json", "csv", "summary-csv", "rtl-coverage", "timeline", "events", "dram-trace", "waveform"})
    if (a.has(name)) outputs.push_back({fmt::format("--{}", name), a.text(name)});
  if (a.has("waveform"))
    for (const NamedPath& file : waveform_companions(a.text("waveform"))) outputs.push_back(file);
  require_writable(outputs, inputs);
  wanted_baseline(a, kind);
  check_rtl_options(a, kind);
  check_recording_options(a, kind);
  a.number("seed", 0);
  wanted_density(a);
  if (a.has("steps") && (a.number("steps", 1) < 1 || a.number("steps", 1) > kMostSteps))
    fail(ErrorKind::kUsage, "--steps {}: allowed are 1 to {}", a.text("steps"), kMostSteps);
  if (a.has("steps") && a.has("no-data")) fail(ErrorKind::kUsage, "--steps without values: drop --no-data");
  if (batch_of(a) > 1 && a.has("steps"))
    fail(ErrorKind::kUsage, "--batch {}: one inference of several images; drop --steps", a.text("batch"));
  compile_options(a);
}

// The values of a run: the program's. A float machine's program without values has those of the dequantized network,
// which this also compares an int8 machine's with.
struct Values {
  Graph graph;  // whose outputs `outputs` are, by step and output; empty: no values
  StepBytes outputs;
  std::vector<TensorPort> ports;
  std::optional<Agreement> agreement;
};

Values run_values(const Graph& graph, const Program& program, const StepBytes& inputs, StepBytes outputs, bool compares,
                  std::int64_t images) {
  const bool fp32 = program.machine.floats();
  Values values{graph, std::move(outputs), program.outputs, {}};
  if (!fp32 && !compares) return values;
  const bool own = fp32 && program.has_values;
  DequantizedRun real =
      own ? DequantizedRun{dequantized(graph), float_outputs(program, values.outputs)} : run_dequantized(graph, inputs);
  if (!fp32) {
    values.agreement = agreement(graph, values.outputs.back(), real.graph, real.outputs.back(), images);
    return values;
  }
  for (std::size_t i = 0; i < values.ports.size(); ++i)
    values.ports[i].type = real.graph.tensors.at(static_cast<std::size_t>(real.graph.outputs.at(i))).type;
  values.graph = std::move(real.graph);
  values.outputs = std::move(real.outputs);
  return values;
}

// out0, out1, ..., or with `steps` out0.0, out0.1, ... (output 0 of step 0, of step 1).
std::vector<Array> output_arrays(const Values& values, bool steps) {
  std::vector<Array> arrays;
  for (std::size_t step = 0; step < values.outputs.size(); ++step)
    for (Array& array : as_arrays(values.graph, values.graph.outputs, values.outputs[step], "out")) {
      if (steps) array.name += fmt::format(".{}", step);
      arrays.push_back(std::move(array));
    }
  return arrays;
}

// `one` is the network of one image, `graph` that of the batch.
StepBytes chosen_inputs(const Arguments& a, const Graph& one, const Graph& graph) {
  if (a.has("steps") && a.has("input"))
    return read_input_steps(graph, a.text("input"), static_cast<std::int64_t>(a.number("steps", 1)));
  if (a.has("input")) return {read_batch(one, a.text("input"), batch_of(a))};
  return random_input_steps(graph, a.number("seed", 0), static_cast<std::int64_t>(a.number("steps", 1)));
}

// Before the run, which takes its time.
void check_labels(const std::vector<std::string>& labels, const Graph& graph) {
  if (labels.empty()) return;
  const Tensor& t = graph.tensors.at(static_cast<std::size_t>(graph.outputs.at(0)));
  if (graph.outputs.size() != 1 || !is_row_of_classes(t.shape))
    fail(ErrorKind::kUsage, "--labels: {} outputs, the first {}; allowed: one row of classes", graph.outputs.size(),
         fmt::join(t.shape, "x"));
}

void write_files(const Arguments& a, const Values& values, const Report& report) {
  if (a.has("save-output")) write_npz(a.text("save-output"), output_arrays(values, a.has("steps")));
  if (a.has("json")) write_text(a.text("json"), json_text(report));
  if (a.has("csv")) write_text(a.text("csv"), layers_csv(report));
  if (a.has("summary-csv")) write_text(a.text("summary-csv"), summary_csv(std::span(&report, 1)));
}

void print_screen(const Arguments& a, const Report& report) {
  for (const char* option : {"json", "csv", "summary-csv", "timeline", "events", "dram-trace"})
    if (a.text(option) == "-") return;  // standard output holds that file
  std::string text = to_text(report);
  if (a.has("layers")) text += "\n" + layers_text(report);
  if (a.has("explain")) text += "\n" + explain_text(report);
  if (a.has("ledger")) text += "\n" + energy_ledger_text(report) + "\n" + area_ledger_text(report);
  if (report.advise) text += "\n" + advice_text(*report.advise);
  print_text(text + rtl_coverage_text(a));
}

}  // namespace

int run_command(const std::vector<std::string>& words) {
  const po::options_description options = run_options();
  if (print_help(words, "usage: octet run MODEL [options]", options)) return 0;
  const Arguments a("run", options, words, 1, 1);
  const BackendKind kind = backend_kind(a.text("backend", "systemc"));
  check_options(a, kind);
  const Machine machine = load_machine(a.text("arch", "edge-16"), a.list("set"));
  const CostTable table = load_cost_table(machine.technology);
  const std::vector<std::string> labels = a.has("labels") ? read_labels(a.text("labels")) : std::vector<std::string>{};
  const Graph one = import_model(a.words()[0]);
  check_labels(labels, one);
  const Graph graph = batched_graph(a, one);
  const bool data = computes_values(a, kind, graph.has_values);
  CompileOptions options_of_run = compile_options(a);
  options_of_run.float_values = data;
  const Program program = compile_checked(graph, machine, options_of_run);
  StepBytes inputs;
  if (data) inputs = chosen_inputs(a, one, graph);
  const bool elements = machine.floats() && program.has_values;
  Recording recording(a, program, table, random_activity(wanted_density(a)));
  RunOptions how;
  how.data = data && executes_values(program, kind);
  how.record_events = true;  // of which the report takes the owners of the layers' cycles
  how.recorder = recording.recorder();
  Simulation s = simulate(program, *chosen_backend(a, kind, recording.waveform()),
                          elements ? element_inputs(graph, program, inputs) : inputs, how);
  recording.finish();
  Values values;
  if (data)
    values = run_values(graph, program, inputs, std::move(s.outputs), wanted_baseline(a, kind) != "none", batch_of(a));
  RunIdentity identity;
  identity.batch = batch_of(a);
  identity.backend = kind;
  identity.seed = a.number("seed", 0);
  identity.input = !data ? "none" : a.has("input") ? "given" : "random";
  identity.command_line = command_line("run", words);
  identity.version = OCTET_VERSION;
  identity.revision = OCTET_REVISION;
  identity.activity = activity_of_run(a, graph, program, s.warm, inputs);
  Report report = make_report(program, s.cold, s.warm, table, identity);
  add_layer_details(report, program, s.cold, s.warm);
  if (data) add_classification(report, program, values.ports, values.outputs.back(), labels);
  report.agreement = values.agreement;
  add_baselines(a, graph, machine, kind, table, identity, report);
  add_advice(a, graph, machine, table, report);
  write_files(a, values, report);
  print_screen(a, report);
  return 0;
}

}  // namespace octet
