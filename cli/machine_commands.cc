// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// area and list: what needs no model.
#include <fmt/core.h>

#include <algorithm>

#include "arch/cost.h"
#include "base/error.h"
#include "base/suggest.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/screen.h"
#include "models/operator_table.h"
#include "reports/area_report.h"
#include "reports/glossary.h"
#include "reports/technology_text.h"
#include "traces/scenario.h"

namespace octet {
namespace {
namespace po = boost::program_options;

std::string list_arch() {
  std::string text = fmt::format("{:14} {:>9} {:>12} {:>10} {:>9} {:>10}\n", "name", "array", "scratchpad", "DRAM GB/s",
                                 "MHz", "technology");
  for (const std::string& name : preset_names()) {
    const Machine m = load_machine(name);
    text += fmt::format("{:14} {:>9} {:>8} KiB {:>10g} {:>9g} {:>10}\n", name,
                        fmt::format("{}x{}", m.array_rows, m.array_cols), m.scratchpad_bytes / 1024,
                        m.dram_bandwidth_gb_per_s, m.clock_mhz, m.technology);
  }
  return text;
}

std::string list_scenario() {
  std::string text = fmt::format("{:22} {}\n", "name", "description");
  for (const std::string& name : scenario_names())
    text += fmt::format("{:22} {}\n", name, load_scenario(name).description);
  text += "\nshapes, for the key model of a stream:";
  for (const std::string& name : shipped_shape_names()) text += " " + name;
  return text + "\n";
}

// `names`: those asked for; none: one line of each built-in one.
std::string list_technology(const std::vector<std::string>& names, bool anchors) {
  std::vector<CostTable> tables;
  for (const std::string& name : names.empty() ? technology_names() : names) tables.push_back(load_cost_table(name));
  if (names.empty() && !anchors) return technologies_text(tables);
  std::string text;
  for (const CostTable& table : tables) text += anchors ? anchors_text(table) : technology_text(table);
  return text;
}

}  // namespace

int area_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("arch", po::value<std::string>(), "machine: a preset or a TOML file (default edge-16)")(
      "set", po::value<std::vector<std::string>>(), "key=value over the machine's, may be repeated")(
      "json", po::value<std::string>(), "write it as JSON; - for standard output")("help,h", "this text");
  if (print_help(words, "usage: octet area [options]", options)) return 0;
  const Arguments a("area", options, words, 0, 0);
  const std::string arch = a.text("arch", "edge-16"), json = a.text("json");
  if (a.has("json")) require_writable({{"--json", json}}, {{"--arch", arch}});
  const Machine machine = load_machine(arch, a.list("set"));
  const AreaReport report = area_report(machine, load_cost_table(machine.technology), OCTET_VERSION);
  if (a.has("json")) write_text(json, area_json(report));
  if (json != "-") print_text(area_text(report));
  return 0;
}

int list_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("anchors", "of technologies: the memory model beside the memories it was fitted to")(
      "help,h", "this text");
  if (print_help(words, "usage: octet list arch|technology [NAME]|operators|scenario [options]", options)) return 0;
  const bool takes_name = std::find(words.begin(), words.end(), "technology") != words.end();
  const Arguments a("list", options, words, 1, takes_name ? 2 : 1);
  const std::string& what = a.words()[0];
  const std::vector<std::string> names(a.words().begin() + 1, a.words().end());
  if (what != "technology" && a.has("anchors"))
    fail(ErrorKind::kUsage, "list {}: --anchors goes with list technology only", what);
  if (what == "arch")
    print_text(list_arch());
  else if (what == "technology")
    print_text(list_technology(names, a.has("anchors")));
  else if (what == "operators")
    print_text(format_operator_list());
  else if (what == "scenario")
    print_text(list_scenario());
  else
    fail(ErrorKind::kUsage, "list {}: arch, technology, operators or scenario{}", what,
         did_you_mean(what, {"arch", "technology", "operators", "scenario"}));
  return 0;
}

int glossary_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  if (print_help(words, "usage: octet glossary [NAME]", options)) return 0;
  const Arguments a("glossary", options, words, 0, 1);
  print_text(glossary_text(a.words().empty() ? "" : a.words()[0]));
  return 0;
}

}  // namespace octet
