// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet trace: a scenario on a machine and on the FPU machines.
#include <charconv>
#include <cmath>

#include "arch/baselines.h"
#include "base/error.h"
#include "base/suggest.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/screen.h"
#include "cli/simulate.h"
#include "reports/trace_report.h"
#include "traces/trace_run.h"
#include "traces/workload.h"

namespace octet {
namespace {
namespace po = boost::program_options;

po::options_description trace_options() {
  po::options_description options("options");
  options.add_options()("arch", po::value<std::string>(), "machine: a preset or a TOML file (default edge-16)")(
      "set", po::value<std::vector<std::string>>(), "key=value over the machine's, may be repeated")(
      "backend", po::value<std::string>(), "what times the segments: fast (default) or systemc")(
      "duration", po::value<std::string>(),
      "frames arrive for so long: 500ms, 10s, 5min, 1h (default: the scenario's)")(
      "seed", po::value<std::string>(), "of jitter, Poisson arrivals and cascades (default: the scenario's)")(
      "model", po::value<std::vector<std::string>>(), "STREAM=FILE: another network for a stream, may be repeated")(
      "rate", po::value<std::vector<std::string>>(), "STREAM=HZ: another rate for a stream, may be repeated")(
      "policy", po::value<std::string>(), "who is next: fifo, priority or edf")(
      "preempt", po::value<std::string>(), "where another inference may enter: inferences or layers")(
      "weights", po::value<std::string>(), "weights that stay on chip: reloaded or partitioned")(
      "find-max-rate", po::value<std::string>(), "STREAM: the highest rate at which every stream holds")(
      "baseline", po::value<std::string>(), "FPU machines: all, none, iso_pe, iso_area or scalar_fpu (default all)")(
      "plain", "simulate every segment, also those seen before: the same result, later")(
      "json", po::value<std::string>(), "write the result as JSON; - for standard output")(
      "csv", po::value<std::string>(), "write one row per stream")(
      "events", po::value<std::string>(), "write one row per arrival, segment, host step and end")("help,h",
                                                                                                   "this text");
  return options;
}

double number_of(std::string_view text, const char* option, std::string_view whole) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value <= 0)
    fail(ErrorKind::kUsage, "--{} {}: not a number above 0", option, whole);
  return value;
}

double seconds_of(const std::string& text) {
  constexpr std::pair<std::string_view, double> kUnits[] = {{"ms", 1e-3}, {"min", 60}, {"s", 1}, {"h", 3600}};
  for (const auto& [unit, factor] : kUnits)
    if (text.ends_with(unit))
      return factor * number_of(std::string_view(text).substr(0, text.size() - unit.size()), "duration", text);
  fail(ErrorKind::kUsage, "--duration {}: a number with a unit: ms, s, min or h", text);
}

template <class E>
void choose(const Arguments& a, const char* option, const std::vector<E>& choices, E& into) {
  if (!a.has(option)) return;
  const std::string text = a.text(option);
  std::vector<std::string> names;
  for (const E value : choices) {
    names.emplace_back(name_of(value));
    if (names.back() == text) {
      into = value;
      return;
    }
  }
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  fail(ErrorKind::kUsage, "--{} {}: allowed are {}{}", option, text, all, did_you_mean(text, names));
}

Stream& stream_named(Scenario& scenario, const std::string& name, const char* option) {
  std::vector<std::string> names;
  for (Stream& stream : scenario.streams) {
    if (stream.name == name) return stream;
    names.push_back(stream.name);
  }
  fail(ErrorKind::kArchitecture, "--{} {}: {} has no such stream{}", option, name, scenario.name,
       did_you_mean(name, names));
}

// "STREAM=VALUE"
std::pair<std::string, std::string> setting(const std::string& text, const char* option) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    fail(ErrorKind::kUsage, "--{} {}: STREAM=VALUE", option, text);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Stream& stream_with_rate(Scenario& scenario, const std::string& name, const char* option) {
  Stream& stream = stream_named(scenario, name, option);
  if (stream.arrivals != ArrivalKind::kPeriodic && stream.arrivals != ArrivalKind::kPoisson)
    fail(ErrorKind::kArchitecture, "--{} {}: its arrivals are {}, without a rate of their own", option, name,
         name_of(stream.arrivals));
  return stream;
}

Scenario scenario_of(const Arguments& a) {
  Scenario scenario = load_scenario(a.words()[0]);
  if (a.has("duration")) scenario.duration_s = seconds_of(a.text("duration"));
  scenario.seed = a.number("seed", scenario.seed);
  choose(a, "policy", {Policy::kFifo, Policy::kPriority, Policy::kEdf}, scenario.policy);
  choose(a, "preempt", {Preemption::kInferences, Preemption::kLayers}, scenario.preemption);
  choose(a, "weights", {Weights::kReloaded, Weights::kPartitioned}, scenario.weights);
  for (const std::string& text : a.list("model")) {
    const auto [name, file] = setting(text, "model");
    Stream& stream = stream_named(scenario, name, "model");
    stream.model = file;
    stream.model_place = "--model " + text;
  }
  for (const std::string& text : a.list("rate")) {
    const auto [name, hz] = setting(text, "rate");
    stream_with_rate(scenario, name, "rate").rate_hz = number_of(hz, "rate", text);
  }
  if (a.has("find-max-rate")) stream_with_rate(scenario, a.text("find-max-rate"), "find-max-rate");
  validate(scenario);
  return scenario;
}

void check_options(const Arguments& a) {
  std::vector<NamedPath> outputs, inputs{{"the scenario", a.words()[0]}};
  for (const char* name : {"json", "csv", "events"})
    if (a.has(name)) outputs.push_back({fmt::format("--{}", name), a.text(name)});
  if (a.has("arch")) inputs.push_back({"--arch", a.text("arch")});
  require_writable(outputs, inputs);
  if (const std::string mistake = baseline_mistake(a.text("baseline", "all")); !mistake.empty())
    fail(ErrorKind::kUsage, "--baseline {}", mistake);
}

// A machine with everything of a scenario that does not change with its rates.
struct Prepared {
  Prepared(const Scenario& scenario, const std::vector<Graph>& networks, const Machine& machine, const CostTable& costs,
           BackendKind kind)
      : table(costs), backend(make_backend(kind)) {
    const auto timer = make_backend(BackendKind::kFast);
    programs = compile_streams(scenario, networks, machine, *timer);
  }
  TraceResult run(const Scenario& scenario, const TraceOptions& options) const {
    return run_trace(scenario, programs, table, *backend, options);
  }
  const CostTable& table;
  std::unique_ptr<Backend> backend;
  std::vector<Program> programs;
};

HighestRate find_rate(const Arguments& a, Scenario scenario, const Prepared& prepared, const TraceOptions& options) {
  const std::string name = a.text("find-max-rate");
  Stream& stream = stream_with_rate(scenario, name, "find-max-rate");
  const double most_hz = 2e6 / scenario.duration_s;  // more frames than a trace keeps
  const RateSearch found = highest_rate(stream.rate_hz, most_hz, [&](double hz) {
    stream.rate_hz = hz;
    return prepared.run(scenario, options).holds;
  });
  return {name, found.highest_hz, found.traces};
}

}  // namespace

int trace_command(const std::vector<std::string>& words) {
  const po::options_description options = trace_options();
  if (print_help(words, "usage: octet trace SCENARIO [options]   (octet list scenario)", options)) return 0;
  const Arguments a("trace", options, words, 1, 1);
  check_options(a);
  const BackendKind kind = backend_kind(a.text("backend", "fast"));
  if (kind != BackendKind::kFast && kind != BackendKind::kSystemc)
    fail(ErrorKind::kUsage, "--backend {}: a trace is timed by fast or systemc", name_of(kind));
  const Scenario scenario = scenario_of(a);
  const Machine machine = load_machine(a.text("arch", "edge-16"), a.list("set"));
  const CostTable table = load_cost_table(machine.technology);
  const std::vector<Graph> networks = load_networks(scenario);
  TraceOptions how;
  how.remember = !a.has("plain");
  const Prepared prepared(scenario, networks, machine, table, kind);

  TraceReport report;
  report.version = OCTET_VERSION;
  report.revision = OCTET_REVISION;
  report.command_line = command_line("trace", words);
  report.backend = name_of(kind);
  report.scenario = scenario.name;
  report.description = scenario.description;
  report.seed = scenario.seed;
  report.policy = name_of(scenario.policy);
  report.preempt = name_of(scenario.preemption);
  report.weights = name_of(scenario.weights);
  report.arch = machine;
  report.area_mm2 = area_ledger(machine, table).area_mm2;
  TraceOptions recorded = how;
  recorded.events = a.has("events");
  report.result = prepared.run(scenario, recorded);
  const std::string wanted = a.text("baseline", "all");
  for (const auto& [name, baseline] : baseline_machines(machine, table)) {
    if (wanted != "all" && wanted != name) continue;
    add_baseline(report, name, baseline, area_ledger(baseline, table).area_mm2,
                 Prepared(scenario, networks, baseline, table, kind).run(scenario, how));
  }
  if (a.has("find-max-rate")) report.highest_rate = find_rate(a, scenario, prepared, how);

  if (a.has("json")) write_text(a.text("json"), json_text(report));
  if (a.has("csv")) write_text(a.text("csv"), streams_csv(report));
  if (a.has("events")) write_text(a.text("events"), events_csv(report));
  for (const char* option : {"json", "csv", "events"})
    if (a.text(option) == "-") return 0;
  print_text(to_text(report));
  return 0;
}

}  // namespace octet
