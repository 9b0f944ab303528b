// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/shrink.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "arch/command_fields.h"
#include "base/error.h"
#include "compiler/compile.h"
#include "verify/compare.h"
#include "verify/program_edit.h"
#include "verify/streaming.h"
#include "verify/tensor_place.h"

namespace octet {
namespace {

constexpr std::int64_t kMostRuns = 600;

// Sizes whose least value is 1; others are places and pitches, which do not make a program smaller.
bool is_size(std::string_view field) {
  constexpr std::array<std::string_view, 13> kSizes = {
      "out_h",    "out_w",    "n",          "channels",   "kernel_h", "kernel_w", "depth_multiplier",
      "stride_h", "stride_w", "dilation_h", "dilation_w", "inner",    "outer"};
  const std::string_view name = field.substr(field.find('.') == field.npos ? 0 : field.find('.') + 1);
  return name == "run_bytes" || std::find(kSizes.begin(), kSizes.end(), name) != kSizes.end();
}

// The sizes of a command, or the command with its size `index` set to `value`.
std::vector<std::int64_t> sizes_of(const Command& command) {
  std::vector<std::int64_t> sizes;
  const auto visitor = [&sizes](const FieldInfo& info, const auto& member) {
    if (is_size(info.name)) sizes.push_back(static_cast<std::int64_t>(member));
  };
  std::visit([&](const auto& op) { visit_fields(op, visitor); }, command.op);
  return sizes;
}
void set_size(Command& command, std::size_t index, std::int64_t value) {
  const auto visitor = [&](const FieldInfo& info, auto& member) {
    using Member = std::remove_reference_t<decltype(member)>;
    if (is_size(info.name) && index-- == 0) member = static_cast<Member>(value);
  };
  std::visit([&](auto& op) { visit_fields(op, visitor); }, command.op);
}

class Shrinker {
 public:
  Shrinker(const Case& c, const Bench& bench, const Mismatch& m) : bench_(bench), mismatch_(m) { shrunk_.c = c; }

  Shrunk run() {
    cut_behind();
    without_host();
    drop_commands();
    one_segment();
    while (shrink_sizes() && drop_commands()) {}
    shrunk_.gave_up = shrunk_.runs >= kMostRuns;
    return std::move(shrunk_);
  }

 private:
  bool values() const { return mismatch_.kind == "values"; }
  const Program& program() const { return shrunk_.c.program; }
  bool fails(const Case& c);
  // As many inferences as the mismatch needs.
  std::vector<Outcome> runs(Backend& backend, const Case& c, bool data) const;
  bool values_differ(const Case& c, const std::vector<Outcome>& found) const;
  bool time_differs(const Case& c, const std::vector<Outcome>& found) const;
  // Takes the program, with what memory it needs, if it still fails.
  bool take(const Program& p);
  void cut_behind();
  void without_host() { take(some_commands(program(), all(), false)); }
  void one_segment();
  bool drop_commands();
  bool shrink_sizes();
  bool shrink_size(std::size_t command, std::size_t size);
  std::vector<std::size_t> all() const {
    std::vector<std::size_t> indices(program().commands.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    return indices;
  }

  const Bench& bench_;
  const Mismatch& mismatch_;
  Shrunk shrunk_;
};

bool Shrinker::fails(const Case& c) {
  if (c.program.commands.empty() || !check_program(c.program).empty()) return false;
  if (values() && bench_.candidate->kind() == BackendKind::kRtl && !streams(c.program)) return false;
  ++shrunk_.runs;
  const bool data = bench_.values && c.program.has_values;
  std::vector<Outcome> found;
  try {
    found = runs(*bench_.candidate, c, data);
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    return mismatch_.kind == "crash";
  }
  if (mismatch_.kind == "crash") return false;
  return values() ? values_differ(c, found) : time_differs(c, found);
}

std::vector<Outcome> Shrinker::runs(Backend& backend, const Case& c, bool data) const {
  if (mismatch_.inference > 1) return run_twice(backend, c.program, c.memory, bench_.host, data);
  std::vector<Outcome> one;
  one.push_back(run_on(backend, c.program, c.memory, bench_.host, data));
  return one;
}

bool Shrinker::values_differ(const Case& c, const std::vector<Outcome>& found) const {
  if (found.back().result.condition != Condition::kOk) return false;
  const std::vector<Outcome> expected = runs(*bench_.values, c, true);
  if (expected.back().result.condition != Condition::kOk) return false;
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (expected[i].memory.region != found[i].memory.region) return true;
  return false;
}

bool Shrinker::time_differs(const Case& c, const std::vector<Outcome>& found) const {
  const std::vector<Outcome> expected = runs(*bench_.time, c, false);
  for (std::size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
    const RunResult &e = expected[i].result, &f = found[i].result;
    const double allowed = bench_.cycle_tolerance_percent / 100 * static_cast<double>(e.cycles);
    const bool differs = bench_.cycle_tolerance_percent > 0 && mismatch_.kind != "condition"
                             ? static_cast<double>(std::abs(e.cycles - f.cycles)) > allowed
                             : compare_time(c.program, e, f).has_value();
    if (differs) return true;
  }
  return false;
}

bool Shrinker::take(const Program& p) {
  if (shrunk_.runs >= kMostRuns) return false;
  Case c{shrunk_.c.name, p, shrunk_.c.memory};
  const MemoryImage fresh = make_memory(p);
  for (const Base base : {Base::kCode, Base::kConstants})
    c.memory.region[static_cast<std::size_t>(base)] = fresh.region[static_cast<std::size_t>(base)];
  c.memory.region[static_cast<std::size_t>(Base::kWorkspace)].resize(static_cast<std::size_t>(p.workspace_bytes),
                                                                     kPoison);
  if (!fails(c)) return false;
  shrunk_.c = std::move(c);
  return true;
}

void Shrinker::cut_behind() {
  if (mismatch_.command < 0) return;
  const auto wrong = static_cast<std::size_t>(mismatch_.command);
  for (const std::size_t more : {1, 5, 17}) {
    if (wrong + more > program().commands.size()) return;
    Program p = first_commands(program(), wrong + more);
    std::int64_t begin = p.machine.scratchpad_bytes, end = 0;
    for_each_written(p.commands[wrong], [&](const WrittenByte& b) {
      if (b.in_dram) return;
      begin = std::min(begin, b.address);
      end = std::max(end, b.address + 1);
    });
    if (values() && begin < end) append_store(p, begin, end - begin);
    if (take(p)) return;
  }
}

void Shrinker::one_segment() {
  if (program().segments.size() < 2 || mismatch_.inference > 1) return;
  Program p = program();
  if (std::any_of(p.segments.begin(), p.segments.end(), [](const Segment& s) { return s.on_host; })) return;
  p.segments.assign(1, Segment{});
  p.scratchpad = p.parameters = {};  // what ran once runs with the rest
  p.segments[0].commands = static_cast<std::uint32_t>(p.commands.size());
  synchronize(p.commands, p.machine);
  take(p);
}

// True if anything went.
bool Shrinker::drop_commands() {
  bool any = false, host = false;
  for (const Segment& s : program().segments) host |= s.on_host;
  for (std::size_t chunk = std::max<std::size_t>(1, program().commands.size() / 2); chunk > 0;) {
    bool went = false;
    for (std::size_t at = 0; at < program().commands.size();) {
      std::vector<std::size_t> kept = all();
      const auto from = kept.begin() + static_cast<std::ptrdiff_t>(at);
      kept.erase(from, from + static_cast<std::ptrdiff_t>(std::min(chunk, kept.size() - at)));
      if (take(some_commands(program(), kept, host)))
        went = any = true;
      else
        at += chunk;
    }
    if (chunk > 1)
      chunk /= 2;
    else if (!went)
      break;
  }
  return any;
}

bool Shrinker::shrink_size(std::size_t command, std::size_t size) {
  const std::int64_t now = sizes_of(program().commands[command])[size];
  for (const std::int64_t value : {std::int64_t{1}, std::int64_t{16}, now / 2, now - 1}) {
    if (value < 1 || value >= now) continue;
    Program p = program();
    set_size(p.commands[command], size, value);
    for (const Segment& s : p.segments) {
      if (s.on_host) continue;
      std::vector<Command> piece(p.commands.begin() + s.first_command,
                                 p.commands.begin() + s.first_command + s.commands);
      synchronize(piece, p.machine);
      std::copy(piece.begin(), piece.end(), p.commands.begin() + s.first_command);
    }
    if (take(p)) return true;
  }
  return false;
}

bool Shrinker::shrink_sizes() {
  bool any = false;
  for (std::size_t i = 0; i < program().commands.size(); ++i)
    for (std::size_t size = 0; size < sizes_of(program().commands[i]).size(); ++size)
      while (shrink_size(i, size)) any = true;
  return any;
}

}  // namespace

Shrunk shrink(const Case& c, const Bench& bench, const Mismatch& m) { return Shrinker(c, bench, m).run(); }

}  // namespace octet
