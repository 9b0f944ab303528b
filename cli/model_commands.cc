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
#include "models/inspect.h"
#include "reports/text.h"

namespace octet {
namespace {
namespace po = boost::program_options;

constexpr int kMostModels = 64;

int print(const std::string& text) {
  write_text("-", text);
  return 0;
}

}  // namespace

int compile_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("arch", po::value<std::string>(), "machine: a preset or a TOML file (default edge-16)")(
      "set", po::value<std::vector<std::string>>(), "key=value over the machine's, may be repeated")(
      "fully-connected", po::value<std::string>(), kFullyConnectedHelp)("batch", po::value<std::string>(), kBatchHelp)(
      "explain", "print each layer's mapping and the next best one")(
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
  options.add_options()("help,h", "this text");
  if (print_help(words, "usage: octet disasm p.octp", options)) return 0;
  const Arguments a("disasm", options, words, 1, 1);
  const Program program = load_program(a.words()[0]);
  std::int32_t layer = -1;
  std::string text;
  for (const Segment& segment : program.segments) {
    if (segment.on_host)
      text += fmt::format("; host: {} '{}'\n", segment.host.op,
                          program.layers.at(static_cast<std::size_t>(segment.layer)).name);
    if (segment.once) text += "; once: what these commands bring stays on chip\n";
    for (std::uint32_t i = segment.first_command; i < segment.first_command + segment.commands; ++i) {
      if (program.layer_of_command.at(i) != layer) {
        layer = program.layer_of_command[i];
        const LayerInfo& info = program.layers.at(static_cast<std::size_t>(layer));
        text += fmt::format("; layer {} {} '{}'\n", layer, info.op, info.name);
      }
      text += fmt::format("{:6}  {}\n", i, disassemble(program.commands[i]));
    }
  }
  return print(text);
}

int inspect_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  if (print_help(words, "usage: octet inspect MODEL", options)) return 0;
  const Arguments a("inspect", options, words, 1, 1);
  const Graph graph = import_model(a.words()[0]);
  print(format_inspection(graph));
  for (const Node& node : graph.nodes)
    if (!node.refusal.empty()) return static_cast<int>(ErrorKind::kModel);
  return 0;
}

}  // namespace octet
