// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/compile_together.h"

#include <fmt/core.h>

#include <filesystem>
#include <set>

#include "base/error.h"
#include "cli/compile_checked.h"
#include "cli/files.h"
#include "compiler/together.h"

namespace octet {
namespace {

struct Loaded {
  std::int64_t weights = 0, parameters = 0;  // bytes
};
Loaded loads(const Program& program, bool once) {
  Loaded bytes;
  for (const Segment& segment : program.segments) {
    if (segment.on_host || segment.once != once) continue;
    for (std::uint32_t i = segment.first_command; i < segment.first_command + segment.commands; ++i) {
      const auto* load = std::get_if<LoadCommand>(&program.commands[i].op);
      if (!load) continue;
      const std::int64_t count = load->t.bytes();
      if (program.traffic_of_command[i] == DramTraffic::kWeight) bytes.weights += count;
      if (program.traffic_of_command[i] == DramTraffic::kParameter) bytes.parameters += count;
    }
  }
  return bytes;
}

std::string line(const std::string& path, const Program& program) {
  const Loaded once = loads(program, true), always = loads(program, false);
  const std::int64_t bank = program.machine.scratchpad_bank_bytes();
  std::string text = fmt::format("{}: {} commands; ", path, program.commands.size());
  if (program.scratchpad.keeps())
    text += fmt::format("banks {} to {} keep {} bytes of weights", program.scratchpad.kept_begin / bank,
                        program.scratchpad.kept_end / bank - 1, once.weights);
  else
    text += "no weights stay";
  text += fmt::format(", {} bytes of records stay; each inference loads {} bytes of weights and {} of records\n",
                      once.parameters, always.weights, always.parameters);
  return text;
}

}  // namespace

std::string compile_together(const Arguments& a) {
  const std::string folder = a.text("output");
  if (folder.empty()) fail(ErrorKind::kUsage, "compile: several models need --output DIR, a folder for their programs");
  std::error_code error;
  if (std::filesystem::exists(folder, error) && !std::filesystem::is_directory(folder, error))
    fail(ErrorKind::kUsage, "--output {}: is no folder", folder);
  CompileOptions how = compile_options(a);
  const Machine machine = load_machine(a.text("arch", "edge-16"), a.list("set"));
  std::vector<Graph> graphs;
  std::set<std::string> names;
  for (const std::string& model : a.words()) {
    graphs.push_back(batched_graph(a, import_model(model)));
    if (!names.insert(graphs.back().name).second)
      fail(ErrorKind::kUsage, "compile: two models are named '{}', so their programs would be one file",
           graphs.back().name);
  }
  const std::vector<ChipShare> shares = share_out(graphs, machine, how);
  std::vector<Program> programs;
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    how.share = shares[i];
    programs.push_back(compile_checked(graphs[i], machine, how));
  }
  std::filesystem::create_directories(folder, error);
  if (!std::filesystem::is_directory(folder))
    fail(ErrorKind::kUsage, "--output {}: the folder cannot be made: {}", folder, error.message());
  std::string text =
      fmt::format("{}: banks 0 to {} serve all of them in turn\n", machine.name, shares[0].work_banks - 1);
  for (const Program& program : programs) {
    const std::string path = (std::filesystem::path(folder) / (program.model_name + ".octp")).string();
    save_program(program, path);
    text += line(path, program);
  }
  return text;
}

}  // namespace octet
