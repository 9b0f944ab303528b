// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/compare.h"

#include <algorithm>

#include "base/error.h"
#include "verify/tensor_place.h"

namespace octet {
namespace {

constexpr const char* kEventNames[] = {"dispatched", "started", "done", "visible"};
std::array<std::int64_t, 4> cycles_of(const Event& e) { return {e.dispatched, e.started, e.done, e.visible}; }

std::string cycle_text(std::int64_t cycle) { return cycle < 0 ? "never" : fmt::format("cycle {}", cycle); }

std::optional<Mismatch> compare_condition(const Program& program, const RunResult& expected, const RunResult& found) {
  const auto text = [](const RunResult& r) {
    if (r.condition == Condition::kOk) return std::string("ok");
    return fmt::format("{} at cycle {}, command {}", name_of(r.condition), r.condition_cycle, r.condition_command);
  };
  if (text(expected) == text(found)) return std::nullopt;
  Mismatch m;
  m.kind = "condition";
  m.what = "the machine's condition";
  m.expected = text(expected);
  m.found = text(found);
  const RunResult& halted = found.condition == Condition::kOk ? expected : found;
  m.cycle = halted.condition_cycle;
  m.note = halted.condition_text;
  if (halted.condition_command >= 0) describe_command(program, static_cast<std::size_t>(halted.condition_command), m);
  return m;
}

// The difference with the earliest cycle of either run; in one cycle done, then started, then dispatched.
std::optional<Mismatch> compare_events(const Program& program, const RunResult& expected, const RunResult& found) {
  constexpr int kPhase[] = {3, 2, 1, 0};  // by event
  std::size_t command = 0;
  int event = -1;
  std::int64_t earliest = 0;
  for (std::size_t i = 0; i < std::min(expected.events.size(), found.events.size()); ++i) {
    const auto e = cycles_of(expected.events[i]), f = cycles_of(found.events[i]);
    for (int k = 0; k < 4; ++k) {
      if (e[k] == f[k]) continue;
      const std::int64_t at = std::min(e[k] < 0 ? f[k] : e[k], f[k] < 0 ? e[k] : f[k]);
      if (event >= 0 && std::pair(at, kPhase[k]) >= std::pair(earliest, kPhase[event])) continue;
      earliest = at;
      command = i;
      event = k;
    }
  }
  if (event < 0) return std::nullopt;
  Mismatch m;
  m.kind = "event";
  m.what = kEventNames[event];
  m.expected = cycle_text(cycles_of(expected.events[command])[static_cast<std::size_t>(event)]);
  m.found = cycle_text(cycles_of(found.events[command])[static_cast<std::size_t>(event)]);
  m.cycle = earliest;
  m.owner = owner_of_wait(program, expected, command, event);
  describe_command(program, command, m);
  return m;
}

Mismatch counter(const std::string& kind, const std::string& what, std::int64_t expected, std::int64_t found) {
  Mismatch m;
  m.kind = kind;
  m.what = what;
  m.expected = std::to_string(expected);
  m.found = std::to_string(found);
  return m;
}

std::optional<Mismatch> compare_layers(const Program& program, const RunResult& expected, const RunResult& found) {
  for (std::size_t i = 0; i < std::min(expected.layers.size(), found.layers.size()); ++i) {
    if (expected.layers[i] == found.layers[i]) continue;
    const bool time = expected.layers[i].cycles != found.layers[i].cycles;
    Mismatch m = time ? counter("cycles", "cycles of a layer", expected.layers[i].cycles, found.layers[i].cycles)
                      : counter("counter", "counters of a layer", expected.layers[i].actions.commands,
                                found.layers[i].actions.commands);
    m.layer = layer_text(program, i);
    return m;
  }
  return std::nullopt;
}

std::optional<Mismatch> compare_owners(const RunResult& expected, const RunResult& found) {
  for (std::size_t q = 0; q < kQueues; ++q) {
    const EngineCycles &e = expected.engines[q], &f = found.engines[q];
    const std::pair<const char*, std::pair<std::int64_t, std::int64_t>> owners[] = {{"busy", {e.busy, f.busy}},
                                                                                    {"token", {e.token, f.token}},
                                                                                    {"bank", {e.bank, f.bank}},
                                                                                    {"idle", {e.idle, f.idle}}};
    for (const auto& [name, pair] : owners)
      if (pair.first != pair.second)
        return counter("counter", fmt::format("cycles of {} owned by {}", name_of(static_cast<Queue>(q)), name),
                       pair.first, pair.second);
  }
  const SequencerCycles &e = expected.sequencer, &f = found.sequencer;
  const std::pair<const char*, std::pair<std::int64_t, std::int64_t>> owners[] = {
      {"dispatch", {e.dispatch, f.dispatch}},
      {"fetch", {e.fetch, f.fetch}},
      {"queue", {e.queue, f.queue}},
      {"idle", {e.idle, f.idle}}};
  for (const auto& [name, pair] : owners)
    if (pair.first != pair.second)
      return counter("counter", fmt::format("cycles of the sequencer owned by {}", name), pair.first, pair.second);
  return std::nullopt;
}

std::optional<Mismatch> compare_counters(const RunResult& expected, const RunResult& found) {
  if (auto m = compare_owners(expected, found)) return m;
  if (expected.dram_read_bytes != found.dram_read_bytes)
    return counter("counter", "DRAM bytes read", expected.dram_read_bytes, found.dram_read_bytes);
  if (expected.dram_write_bytes != found.dram_write_bytes)
    return counter("counter", "DRAM bytes written", expected.dram_write_bytes, found.dram_write_bytes);
  if (expected.dram_row_misses != found.dram_row_misses)
    return counter("counter", "DRAM page misses", expected.dram_row_misses, found.dram_row_misses);
  if (expected.actions != found.actions)
    return counter("counter", "counted actions (MACs shown)", expected.actions.macs, found.actions.macs);
  return std::nullopt;
}

}  // namespace

namespace {

std::vector<Outcome> run_passes(Backend& backend, const Program& program, std::vector<MemoryImage> memories,
                                HostFunction host, bool data) {
  RunOptions options;
  options.record_events = true;
  options.data = data;
  const auto core = backend.make_core(program, options);
  std::vector<Outcome> runs;
  std::int64_t now = 0;
  for (MemoryImage& memory : memories) {
    Outcome& run = runs.emplace_back();
    if (data) run.memory = std::move(memory);
    now = run_program(program, *core, data ? &run.memory : nullptr, host, now, run.result);
    if (run.result.condition != Condition::kOk) break;
  }
  return runs;
}

}  // namespace

Outcome run_on(Backend& backend, const Program& program, const MemoryImage& memory, HostFunction host, bool data) {
  return std::move(run_passes(backend, program, {data ? memory : MemoryImage{}}, host, data)[0]);
}

std::vector<Outcome> run_twice(Backend& backend, const Program& program, const MemoryImage& memory, HostFunction host,
                               bool data) {
  if (!data) return run_passes(backend, program, {{}, {}}, host, data);
  return run_passes(backend, program, {memory, second_memory(program, memory)}, host, data);
}

MemoryImage second_memory(const Program& program, const MemoryImage& memory) {
  MemoryImage second = memory;
  for (const TensorPort& port : program.inputs) {
    const auto width = static_cast<std::size_t>(bytes_of(port.type)), count = static_cast<std::size_t>(port.elements());
    std::uint8_t* bytes = second.region[static_cast<std::size_t>(port.base)].data() + port.offset;
    for (std::size_t i = 0, k = count; i + 1 < k; ++i) {
      --k;
      std::swap_ranges(bytes + i * width, bytes + (i + 1) * width, bytes + k * width);
    }
  }
  return second;
}

std::optional<Mismatch> compare_time(const Program& program, const RunResult& expected, const RunResult& found) {
  // What goes wrong first comes first: an event before the condition that it leads to.
  auto condition = compare_condition(program, expected, found), event = compare_events(program, expected, found);
  if (event && (!condition || event->cycle <= condition->cycle || condition->cycle < 0)) return event;
  if (condition) return condition;
  if (expected.events.size() != found.events.size())
    return counter("counter", "commands with events", static_cast<std::int64_t>(expected.events.size()),
                   static_cast<std::int64_t>(found.events.size()));
  if (expected.cycles != found.cycles) return counter("cycles", "cycles of the program", expected.cycles, found.cycles);
  if (auto m = compare_layers(program, expected, found)) return m;
  return compare_counters(expected, found);
}

std::optional<Mismatch> compare_memory(const Program& program, const MemoryImage& expected, const MemoryImage& found) {
  for (std::size_t r = 0; r < kBases; ++r) {
    const auto &e = expected.region[r], &f = found.region[r];
    OCTET_CHECK(e.size() == f.size(), "regions of {} and {} bytes", e.size(), f.size());
    const auto [at, other] = std::mismatch(e.begin(), e.end(), f.begin());
    if (at == e.end()) continue;
    Mismatch m;
    m.kind = "values";
    m.what = "a byte of DRAM";
    const auto offset = static_cast<std::int64_t>(at - e.begin());
    place_in_dram(program, static_cast<Base>(r), offset, m);
    m.expected = value_text(*at);
    m.found = value_text(*other);
    for (std::size_t i = m.wrong = 0; i < e.size(); ++i) m.wrong += e[i] != f[i];
    m.of = static_cast<std::int64_t>(e.size());
    return m;
  }
  return std::nullopt;
}

void describe_command(const Program& program, std::size_t command, Mismatch& m) {
  m.command = static_cast<std::int64_t>(command);
  if (command >= program.commands.size()) return;
  m.disassembly = disassemble(program.commands[command]);
  const std::int32_t layer = command < program.layer_of_command.size() ? program.layer_of_command[command] : -1;
  if (layer >= 0) m.layer = layer_text(program, static_cast<std::size_t>(layer));
}

}  // namespace octet
