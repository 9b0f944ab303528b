// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/random_kept.h"

#include <algorithm>

#include "arch/access.h"
#include "compiler/compile.h"
#include "verify/random_source.h"

namespace octet {
namespace {

constexpr std::int64_t kRecordBytes = Machine::kParameterRecordBytes;

// [begin, end) of what a command touches in a space; empty if nothing.
struct Span {
  std::int64_t begin = 0, end = 0;
  bool overlaps(const MemoryUse& use) const { return begin < use.kept_end && end > use.kept_begin; }
  std::int64_t size() const { return end - begin; }
};
Span span_of(const Command& command, const Machine& machine, Space space) {
  Span span;
  for (const Access& a : accesses(command, machine)) {
    if (a.space != space) continue;
    span = span.size() == 0 ? Span{a.begin, a.end} : Span{std::min(span.begin, a.begin), std::max(span.end, a.end)};
  }
  return span;
}

// The command's weights, or its first record; none: it has none.
std::uint32_t* weights_of(Command& command) {
  if (auto* c = std::get_if<ArrayCommand>(&command.op)) return &c->weights;
  if (auto* c = std::get_if<DepthwiseCommand>(&command.op)) return &c->weights;
  return nullptr;
}
std::uint16_t* records_of(Command& command) {
  return std::visit(
      [](auto& op) -> std::uint16_t* {
        if constexpr (requires { op.parameters; })
          return &op.parameters;
        else
          return nullptr;
      },
      command.op);
}
std::int64_t weight_bytes(const Command& command) {
  if (const auto* c = std::get_if<ArrayCommand>(&command.op)) return c->k() * c->n;
  const auto& c = std::get<DepthwiseCommand>(command.op);
  return c.in.taps() * c.in.channels * c.depth_multiplier;
}
LoadCommand* record_load(Command& command) {
  auto* load = std::get_if<LoadCommand>(&command.op);
  return load && load->target == LoadTarget::kParameters ? load : nullptr;
}

class Keeper {
 public:
  Keeper(Program& program, const Machine& machine, std::uint64_t seed) : p_(program), random_(seed) {
    p_.machine = machine;
    const std::int64_t bank = machine.scratchpad_bank_bytes(), begin = machine.scratchpad_bytes - bank;
    p_.scratchpad = {begin, begin, begin + random_.between(1, std::min<std::int64_t>(bank, 1024))};
    const std::int64_t records = machine.parameters_channels * Machine::kParameterHalves;
    std::int64_t most = 0;  // that one command needs
    for (Command& command : p_.commands)
      if (!record_load(command)) most = std::max(most, span_of(command, machine, Space::kParameters).size());
    const std::int64_t kept = std::min(machine.parameters_channels / 2, records - most);
    if (kept > 0) p_.parameters = {records - kept, records - kept, records};
  }

  void run() {
    for (Command& command : p_.commands) {
      move_weights(command);
      move_records(command);
    }
    put_loads_first();
    for (const Segment& s : p_.segments) {
      const auto begin = p_.commands.begin() + s.first_command, end = begin + s.commands;
      std::vector<Command> piece(begin, end);
      synchronize(piece, p_.machine);
      std::copy(piece.begin(), piece.end(), begin);
    }
  }

 private:
  void move_weights(Command& command) {
    std::uint32_t* weights = weights_of(command);
    if (!weights || random_.chance(30)) return;
    const std::int64_t room = p_.scratchpad.kept_end - p_.scratchpad.kept_begin - weight_bytes(command);
    if (room >= 0) *weights = static_cast<std::uint32_t>(p_.scratchpad.kept_begin + random_.below(room + 1));
  }

  void move_records(Command& command) {
    const MemoryUse& use = p_.parameters;
    const Span span = span_of(command, p_.machine, Space::kParameters);
    if (!use.keeps() || span.size() == 0) return;
    if (LoadCommand* load = record_load(command)) {
      if (span.begin >= use.kept_begin) load->t.local = 0;
      if (span.begin < use.kept_begin && span.end > use.kept_begin)
        load->t.run_bytes = static_cast<std::uint32_t>((use.kept_begin - span.begin) * kRecordBytes);
      return;
    }
    if (!span.overlaps(use) && random_.chance(50)) return;
    const bool fits = span.size() <= use.kept_end - use.kept_begin;
    if (fits || span.overlaps(use)) *records_of(command) = static_cast<std::uint16_t>(fits ? use.kept_begin : 0);
  }

  Command load(LoadTarget target, std::int64_t from, std::int64_t to, std::int64_t bytes) const {
    LoadCommand c;
    c.target = target;
    c.t.base = Base::kConstants;
    c.t.dram_offset = static_cast<std::uint32_t>(from);
    c.t.local = static_cast<std::uint32_t>(to);
    c.t.run_bytes = static_cast<std::uint32_t>(bytes);
    return {{}, c};
  }

  // Records are the first of the constants.
  void put_loads_first() {
    const std::int64_t bytes = p_.scratchpad.kept_end - p_.scratchpad.kept_begin;
    std::vector<Command> loads{
        load(LoadTarget::kScratchpad, random_.below(p_.constants_bytes - bytes + 1), p_.scratchpad.kept_begin, bytes)};
    if (p_.parameters.keeps()) {
      const std::int64_t records = p_.parameters.kept_end - p_.parameters.kept_begin;
      loads.push_back(load(LoadTarget::kParameters, random_.below(records) * kRecordBytes, p_.parameters.kept_begin,
                           records * kRecordBytes));
    }
    const auto count = static_cast<std::uint32_t>(loads.size());
    for (Segment& s : p_.segments) s.first_command += count;
    Segment once;
    once.once = true;
    once.commands = count;
    p_.segments.insert(p_.segments.begin(), once);
    p_.commands.insert(p_.commands.begin(), loads.begin(), loads.end());
    p_.layer_of_command.insert(p_.layer_of_command.begin(), count, 0);
    p_.traffic_of_command.insert(p_.traffic_of_command.begin(), count, DramTraffic::kWeight);
  }

  Program& p_;
  RandomSource random_;
};

}  // namespace

Machine without_kept_bank(const Machine& machine) {
  Machine m = machine;
  m.scratchpad_bytes -= m.scratchpad_bank_bytes();
  --m.scratchpad_banks;
  return m;
}

Program keep_on_chip(Program program, const Machine& machine, std::uint64_t seed) {
  Keeper(program, machine, seed).run();
  return program;
}

}  // namespace octet
