// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// compile, disasm, inspect and list: what needs no simulation.
#include <fmt/core.h>

#include "arch/cost.h"
#include "base/error.h"
#include "base/suggest.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "compiler/compile.h"
#include "models/inspect.h"

namespace octet {
namespace {
namespace po = boost::program_options;

bool help(const std::vector<std::string>& words, const char* text, const po::options_description& options) {
  for (const std::string& word : words) {
    if (word != "--help" && word != "-h") continue;
    std::ostringstream out;
    out << text << "\n" << options;
    fmt::print("{}", out.str());
    return true;
  }
  return false;
}

}  // namespace

int compile_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("arch", po::value<std::string>(), "machine: a preset or a TOML file (default edge-16)")(
      "set", po::value<std::vector<std::string>>(), "key=value over the machine's, may be repeated")(
      "output,o", po::value<std::string>(), "program file to write (default: MODEL's name with .octp)")("help,h", "this text");
  if (help(words, "usage: octet compile MODEL [--arch A] [-o p.octp]", options)) return 0;
  const Arguments a("compile", options, words, 1, 1);
  const Graph graph = import_model(a.words()[0]);
  const Program program = compile(graph, load_machine(a.text("arch", "edge-16"), a.list("set")));
  const auto problems = check_program(program);
  OCTET_CHECK(problems.empty(), "the compiled program fails the static checker: {}", problems[0]);
  const std::string path = a.text("output", graph.name + ".octp");
  save_program(program, path);
  fmt::print("{}: {} commands, {} layers, {} constant bytes for {}\n", path, program.commands.size(),
             program.layers.size(), program.constants_bytes, program.machine.name);
  return 0;
}

int disasm_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  if (help(words, "usage: octet disasm p.octp", options)) return 0;
  const Arguments a("disasm", options, words, 1, 1);
  const Program program = load_program(a.words()[0]);
  std::int32_t layer = -1;
  for (const Segment& segment : program.segments) {
    if (segment.on_host) {
      fmt::print("; host: {} '{}'\n", name_of(segment.host.op), program.layers.at(static_cast<std::size_t>(segment.layer)).name);
      continue;
    }
    for (std::uint32_t i = segment.first_command; i < segment.first_command + segment.commands; ++i) {
      if (program.layer_of_command.at(i) != layer) {
        layer = program.layer_of_command[i];
        const LayerInfo& info = program.layers.at(static_cast<std::size_t>(layer));
        fmt::print("; layer {} {} '{}'\n", layer, info.op, info.name);
      }
      fmt::print("{:6}  {}\n", i, disassemble(program.commands[i]));
    }
  }
  return 0;
}

int inspect_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  if (help(words, "usage: octet inspect MODEL", options)) return 0;
  const Arguments a("inspect", options, words, 1, 1);
  const Graph graph = import_model(a.words()[0]);
  fmt::print("{}", format_inspection(graph));
  for (const Node& node : graph.nodes)
    if (!node.refusal.empty()) return static_cast<int>(ErrorKind::kModel);
  return 0;
}

int list_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  if (help(words, "usage: octet list arch|technology|operators", options)) return 0;
  const Arguments a("list", options, words, 1, 1);
  const std::string& what = a.words()[0];
  if (what == "arch") {
    fmt::print("{:14} {:>9} {:>12} {:>10} {:>9} {:>10}\n", "name", "array", "scratchpad", "DRAM GB/s", "MHz", "technology");
    for (const std::string& name : preset_names()) {
      const Machine m = load_machine(name);
      fmt::print("{:14} {:>9} {:>9} KiB {:>10g} {:>9g} {:>10}\n", name, fmt::format("{}x{}", m.array_rows, m.array_cols),
                 m.scratchpad_bytes / 1024, m.dram_bandwidth_gb_per_s, m.clock_mhz, m.technology);
    }
    return 0;
  }
  if (what == "technology") {
    for (const std::string& name : technology_names()) fmt::print("{}\n", name);
    return 0;
  }
  if (what == "operators") {
    fmt::print("machine: CONV_2D DEPTHWISE_CONV_2D FULLY_CONNECTED ADD AVERAGE_POOL_2D RESHAPE QUANTIZE\n"
               "host: SOFTMAX DEQUANTIZE QUANTIZE (from float32)\n");
    return 0;
  }
  fail(ErrorKind::kUsage, "octet list {}: arch, technology or operators{}", what,
       did_you_mean(what, {"arch", "technology", "operators"}));
}

}  // namespace octet
