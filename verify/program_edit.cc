// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/program_edit.h"

#include <algorithm>
#include <array>

#include "base/units.h"
#include "compiler/compile.h"

namespace octet {
namespace {

// Everything but commands and segments.
Program frame_of(const Program& program) {
  Program p = program;
  p.commands.clear();
  p.layer_of_command.clear();
  p.traffic_of_command.clear();
  p.segments.clear();
  return p;
}

void append_command(Program& to, const Program& from, std::size_t index) {
  to.commands.push_back(from.commands[index]);
  to.layer_of_command.push_back(from.layer_of_command.at(index));
  to.traffic_of_command.push_back(from.traffic_of_command.at(index));
}

// Removes the signals of commands [first, end) beyond as many as are waited for.
void drop_unheard_signals(std::vector<Command>& commands, std::size_t first) {
  std::array<int, kTokens> waits{}, signals{};
  for (std::size_t i = first; i < commands.size(); ++i)
    for (const std::uint8_t t : commands[i].tokens.wait)
      if (t < kTokens) ++waits[t];
  for (std::size_t i = first; i < commands.size(); ++i)
    for (std::uint8_t& t : commands[i].tokens.signal)
      if (t < kTokens && ++signals[t] > waits[t]) t = kNoToken;
}

}  // namespace

Program first_commands(const Program& program, std::size_t count) {
  Program p = frame_of(program);
  for (Segment s : program.segments) {
    if (p.commands.size() == count) break;
    if (!s.on_host) {
      s.commands = static_cast<std::uint32_t>(std::min<std::size_t>(s.commands, count - s.first_command));
      for (std::size_t i = s.first_command; i < std::size_t{s.first_command} + s.commands; ++i)
        append_command(p, program, i);
      drop_unheard_signals(p.commands, s.first_command);
    }
    p.segments.push_back(s);
  }
  return p;
}

Program some_commands(const Program& program, const std::vector<std::size_t>& kept, bool host_steps) {
  Program p = frame_of(program);
  auto next = kept.begin();
  for (Segment s : program.segments) {
    if (s.on_host) {
      if (host_steps) p.segments.push_back(s);
      continue;
    }
    const std::size_t end = std::size_t{s.first_command} + s.commands;
    s.first_command = static_cast<std::uint32_t>(p.commands.size());
    std::vector<Command> commands;
    for (; next != kept.end() && *next < end; ++next) {
      append_command(p, program, *next);
      commands.push_back(program.commands[*next]);
    }
    if (commands.empty()) continue;
    synchronize(commands, p.machine);
    std::copy(commands.begin(), commands.end(), p.commands.begin() + s.first_command);
    s.commands = static_cast<std::uint32_t>(commands.size());
    p.segments.push_back(s);
  }
  return p;
}

std::int64_t append_store(Program& p, std::int64_t begin, std::int64_t bytes) {
  constexpr std::int64_t kAlignment = 64;
  const std::int64_t offset = ceil_div(p.workspace_bytes, kAlignment) * kAlignment;
  StoreCommand store;
  store.t.base = Base::kWorkspace;
  store.t.dram_offset = static_cast<std::uint32_t>(offset);
  store.t.local = static_cast<std::uint32_t>(begin);
  store.t.run_bytes = static_cast<std::uint32_t>(bytes);
  store.t.dram_inner_pitch = store.t.dram_outer_pitch = store.t.local_inner_pitch = store.t.local_outer_pitch =
      store.t.run_bytes;
  Segment segment;
  segment.first_command = static_cast<std::uint32_t>(p.commands.size());
  segment.commands = 1;
  p.commands.push_back({{}, store});
  p.layer_of_command.push_back(p.layer_of_command.empty() ? -1 : p.layer_of_command.back());
  p.traffic_of_command.push_back(DramTraffic::kActivation);
  p.segments.push_back(segment);
  p.workspace_bytes = offset + bytes;
  return offset;
}

}  // namespace octet
