// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// compile, disasm and inspect: what needs a model or a program and no simulation.
#include <fmt/core.h>

#include "arch/cost.h"
#include "base/error.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/compile_checked.h"
#include "cli/compile_together.h"
#include "cli/files.h"
#include "cli/screen.h"
#include "models/inspect.h"
#include "reports/command_events.h"
#include "reports/text.h"

namespace octet {
namespace {
namespace po = boost::program_options;

constexpr int kMostModels = 64;

int print(const std::string& text) {
  write_text("-", text);
  return 0;
}

class Disassembly {
 public:
  // `events`: of the commands; empty: none are shown.
  Disassembly(const Program& program, std::vector<Event> events) : program_(program), events_(std::move(events)) {
    if (!events_.empty())
      text_ += fmt::format("; {:>4}  {:>10} {:>10} {:>10} {:>8}\n", "", "dispatched", "started", "done", "cycles");
    auto point = program.safe_points.begin();
    for (std::size_t s = 0; s < program.segments.size(); ++s) {
      if (point != program.safe_points.end() && point->segment == s) add_point(*point++);
      const Segment& segment = program.segments[s];
      if (segment.on_host)
        text_ += fmt::format("; host: {} '{}'\n", segment.host.op,
                             program.layers.at(static_cast<std::size_t>(segment.layer)).name);
      if (segment.once) text_ += "; once: what these commands bring stays on chip\n";
      add_commands(segment);
    }
    std::uint32_t shown = 0;  // the first command that is not: safe points may share theirs
    for (const SafePoint& at : program.safe_points) {
      for (const Segment* part : {&at.save, &at.restore}) {
        if (part->commands == 0 || part->first_command < shown) continue;
        shown = part->first_command + part->commands;
        text_ += fmt::format("; {} of the safe point before segment {}\n", part == &at.save ? "save" : "restore",
                             at.segment);
        add_commands(*part);
      }
    }
  }
  const std::string& text() const { return text_; }

 private:
  void add_point(const SafePoint& point) {
    std::int64_t bytes = 0, records = 0;
    for (const LiveRange& r : point.scratchpad) bytes += r.end - r.begin;
    for (const LiveRange& r : point.parameters) records += r.end - r.begin;
    text_ +=
        fmt::format("; safe point before segment {}: {} bytes and {} records live\n", point.segment, bytes, records);
  }
  void add_commands(const Segment& segment) {
    for (std::uint32_t i = segment.first_command; i < segment.first_command + segment.commands; ++i) {
      if (const std::int32_t layer = program_.layer_of_command.at(i); layer >= 0 && layer != layer_) {
        layer_ = layer;
        const LayerInfo& info = program_.layers.at(static_cast<std::size_t>(layer));
        text_ += fmt::format("; layer {} {} '{}'\n", layer, info.op, info.name);
      }
      text_ += fmt::format("{:6}  {}{}\n", i, cycles(i), disassemble(program_.commands[i]));
    }
  }

  // A command that did not run, as those of the first inference alone in the second, has none.
  std::string cycles(std::uint32_t command) const {
    if (events_.empty()) return "";
    const Event& e = events_.at(command);
    if (e.done < 0) return fmt::format("{:>10} {:>10} {:>10} {:>8}  ", "-", "-", "-", "-");
    return fmt::format("{:>10} {:>10} {:>10} {:>8}  ", e.dispatched, e.started, e.done, e.done - e.started);
  }

  const Program& program_;
  std::vector<Event> events_;
  std::string text_;
  std::int32_t layer_ = -1;
};

}  // namespace

int compile_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("arch", po::value<std::string>(), "machine: a preset or a TOML file (default edge-16)")(
      "set", po::value<std::vector<std::string>>(), "key=value over the machine's, may be repeated")(
      "fully-connected", po::value<std::string>(), kFullyConnectedHelp)("batch", po::value<std::string>(), kBatchHelp)(
      "safe-points", po::value<std::string>(), kSafePointsHelp)("explain",
                                                                "print each layer's mapping and the next best one")(
      "output,o", po::value<std::string>(),
      "program file to write (default: MODEL's name with .octp); of several models the folder")("help,h", "this text");
  if (print_help(words, "usage: octet compile MODEL [MODEL ...] [options]", options)) return 0;
  const Arguments a("compile", options, words, 1, kMostModels);
  if (a.words().size() > 1) return print(compile_together(a));
  const CompileOptions how = compile_options(a);
  batch_of(a);
  const Machine machine = load_machine(a.text("arch", "edge-16"), a.list("set"));
  const Graph graph = import_model(a.words()[0]);
  const std::string path = a.text("output", graph.name + ".octp");
  require_writable({{"--output", path}}, {{"the model", a.words()[0]}, {"--arch", a.text("arch", "edge-16")}});
  const Program program = compile_checked(batched_graph(a, graph), machine, how);
  save_program(program, path);
  std::string why;
  if (a.has("explain")) {
    RunIdentity identity;
    identity.backend = BackendKind::kReference;  // nothing ran
    why =
        fmt::format("\n{}", explain_text(make_report(program, {}, {}, load_cost_table(machine.technology), identity)));
  }
  return print(fmt::format("{}: {} commands, {} layers, {} constant bytes for {}\n{}", path, program.commands.size(),
                           program.layers.size(), program.constants_bytes, program.machine.name, why));
}

int disasm_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("with-cycles", po::value<std::string>(),
                        "show when each command ran: the file of octet run --events")("help,h", "this text");
  if (print_help(words, "usage: octet disasm p.octp", options)) return 0;
  const Arguments a("disasm", options, words, 1, 1);
  const Program program = load_program(a.words()[0]);
  std::vector<Event> events;
  if (a.has("with-cycles")) events = read_command_events(a.text("with-cycles"), program);
  return print(Disassembly(program, std::move(events)).text());
}

int inspect_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  if (print_help(words, "usage: octet inspect MODEL", options)) return 0;
  const Arguments a("inspect", options, words, 1, 1);
  const Graph graph = import_model(a.words()[0]);
  print_text(format_inspection(graph));
  for (const Node& node : graph.nodes)
    if (!node.refusal.empty()) return static_cast<int>(ErrorKind::kModel);
  return 0;
}

}  // namespace octet
