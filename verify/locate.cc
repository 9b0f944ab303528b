// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/locate.h"

#include <algorithm>

#include "arch/access.h"
#include "base/error.h"
#include "verify/compare.h"
#include "verify/program_edit.h"
#include "verify/tensor_place.h"

namespace octet {
namespace {

constexpr std::size_t kFewCommands = 40;  // one run each

class Locator {
 public:
  Locator(const Case& c, const Bench& bench) : case_(c), bench_(bench) {}

  std::optional<Mismatch> run() {
    const std::size_t commands = case_.program.commands.size();
    std::size_t wrong = 0;
    if (commands <= kFewCommands) {
      for (std::size_t n = 1; n <= commands && wrong == 0; ++n)
        if (differs(n)) wrong = n;
    } else if (differs(commands)) {
      std::size_t right = 0;
      for (wrong = commands; wrong - right > 1;) {
        const std::size_t middle = right + (wrong - right) / 2;
        (differs(middle) ? wrong : right) = middle;
      }
      differs(wrong);  // its bytes are explained
    }
    if (wrong == 0) return std::nullopt;
    Mismatch m = explain(wrong - 1);
    m.note = commands <= kFewCommands ? "first in stream order" : "all bytes were right before it";
    m.note += fmt::format("; found by running the first commands alone, {} times", runs_);
    note_accumulator(wrong - 1, m);
    return m;
  }

 private:
  bool differs(std::size_t n);
  bool shown_differs() const;
  Mismatch explain(std::size_t command) const;
  void note_accumulator(std::size_t command, Mismatch& m) const;
  // The byte as both backends leave it.
  std::pair<std::uint8_t, std::uint8_t> bytes_at(const WrittenByte& b) const {
    const auto region = static_cast<std::size_t>(b.in_dram ? b.base : Base::kWorkspace);
    const auto at = static_cast<std::size_t>(b.in_dram ? b.address : b.address - begin_ + offset_);
    return {expected_.memory.region[region][at], found_.memory.region[region][at]};
  }

  const Case& case_;
  const Bench& bench_;
  int runs_ = 0;
  std::vector<bool> written_;                      // scratchpad bytes
  std::int64_t begin_ = 0, end_ = 0, offset_ = 0;  // shown scratchpad bytes, and where
  Outcome expected_, found_;
};

bool Locator::differs(std::size_t n) {
  ++runs_;
  Program program = first_commands(case_.program, n);
  written_.assign(static_cast<std::size_t>(program.machine.scratchpad_bytes), false);
  begin_ = program.machine.scratchpad_bytes;
  end_ = 0;
  for (const Command& command : program.commands)
    for_each_written(command, [this](const WrittenByte& b) {
      if (b.in_dram) return;
      written_[static_cast<std::size_t>(b.address)] = true;
      begin_ = std::min(begin_, b.address);
      end_ = std::max(end_, b.address + 1);
    });
  MemoryImage memory = case_.memory;
  if (begin_ < end_) {
    offset_ = append_store(program, begin_, end_ - begin_);
    memory.region[static_cast<std::size_t>(Base::kWorkspace)].resize(static_cast<std::size_t>(program.workspace_bytes),
                                                                     kPoison);
  }
  memory.region[static_cast<std::size_t>(Base::kCode)] =
      make_memory(program).region[static_cast<std::size_t>(Base::kCode)];
  expected_ = run_on(*bench_.values, program, memory, bench_.host, true);
  found_ = run_on(*bench_.candidate, program, memory, bench_.host, true);
  return shown_differs();
}

bool Locator::shown_differs() const {
  const auto shown = [&](std::size_t region) {
    const bool workspace = region == static_cast<std::size_t>(Base::kWorkspace);
    return workspace ? case_.memory.region[region].size() : expected_.memory.region[region].size();
  };
  for (std::size_t r = 0; r < kBases; ++r) {
    const auto &e = expected_.memory.region[r], &f = found_.memory.region[r];
    if (!std::equal(e.begin(), e.begin() + static_cast<std::ptrdiff_t>(shown(r)), f.begin())) return true;
  }
  for (std::int64_t at = begin_; at < end_; ++at) {
    const auto [expected, found] = bytes_at({false, Base::kWorkspace, at});
    if (written_[static_cast<std::size_t>(at)] && expected != found) return true;
  }
  return false;
}

Mismatch Locator::explain(std::size_t command) const {
  Mismatch m;
  m.kind = "values";
  m.what = "the command's result";
  describe_command(case_.program, command, m);
  m.wrong = m.of = 0;
  for_each_written(case_.program.commands[command], [&](const WrittenByte& b) {
    const auto [expected, found] = bytes_at(b);
    ++m.of;
    if (expected == found || m.wrong++ > 0) return;
    m.expected = value_text(expected);
    m.found = value_text(found);
    place_of_result(case_.program, command, b, m);
  });
  if (m.wrong > 0) return m;
  m.what = "bytes that are not the command's";
  for (std::int64_t at = begin_; at < end_; ++at) {
    const auto [expected, found] = bytes_at({false, Base::kWorkspace, at});
    if (!written_[static_cast<std::size_t>(at)] || expected == found) continue;
    m.place = fmt::format("scratchpad+0x{:x}", at);
    m.expected = value_text(expected);
    m.found = value_text(found);
    return m;
  }
  if (const auto dram = compare_memory(case_.program, expected_.memory, found_.memory)) {
    m.place = dram->place;
    m.tensor = dram->tensor;
    m.coordinate = dram->coordinate;
    m.expected = dram->expected;
    m.found = dram->found;
  }
  return m;
}

// A requantize command shows what array commands left in its rows: they may be at fault.
void Locator::note_accumulator(std::size_t command, Mismatch& m) const {
  const Program& p = case_.program;
  const auto* reader = std::get_if<RequantizeCommand>(&p.commands[command].op);
  if (!reader) return;
  const AccessList mine = accesses(p.commands[command], p.machine);
  std::string writers;
  for (std::size_t i = 0; i < command; ++i) {
    if (!std::holds_alternative<ArrayCommand>(p.commands[i].op)) continue;
    for (const Access& a : accesses(p.commands[i], p.machine))
      for (const Access& b : mine)
        if (a.space == Space::kAccumulator && b.space == a.space && a.begin < b.end && b.begin < a.end)
          writers = writers.size() > 40 ? writers : writers + fmt::format(" {}", i);
  }
  if (!writers.empty()) m.note += "; its accumulator rows come from command" + writers;
}

}  // namespace

std::optional<Mismatch> locate(const Case& c, const Bench& bench) { return Locator(c, bench).run(); }

}  // namespace octet
