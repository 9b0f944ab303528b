// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include <cmath>
#include <cstdlib>

#include "arch/timing.h"
#include "base/error.h"
#include "compiler/compile.h"
#include "verify/case.h"
#include "verify/compare.h"
#include "verify/coverage_collect.h"
#include "verify/locate.h"
#include "verify/streaming.h"

namespace octet {
namespace {

// Why the case's values cannot be compared; "" if they can.
std::string excuse_of(const Case& c, const Bench& bench) {
  if (!bench.values) return fmt::format("backend {} computes no values", name_of(bench.candidate->kind()));
  if (!c.program.has_values) return "the model has shapes only";
  if (const auto problems = check_program(c.program); !problems.empty()) return "static checker: " + problems[0];
  if (bench.candidate->kind() == BackendKind::kRtl && !streams(c.program))
    return "a command reads what it writes: hardware streams";
  return "";
}

void mark_second(Mismatch& m) {
  m.inference = 2;
  m.note += (m.note.empty() ? "" : "; ") + std::string("in the second inference; the first is right");
}

void compare_durations(const Program& program, const RunResult& expected, const RunResult& found, CaseResult& r) {
  for (std::size_t i = 0; i < std::min(expected.events.size(), found.events.size()); ++i) {
    const Event &e = expected.events[i], &f = found.events[i];
    r.differing_events +=
        (e.dispatched != f.dispatched) + (e.started != f.started) + (e.done != f.done) + (e.visible != f.visible);
    const Queue queue = queue_of(program.commands[i]);
    if (queue == Queue::kArray || queue == Queue::kVector)
      r.differing_durations += e.done - e.started != f.done - f.started;
  }
}

// Time of one of two inferences: exactly equal, or within the tolerance. False if it is a mismatch.
bool check_time(const Case& c, const Bench& bench, const RunResult& expected, const RunResult& found, bool second,
                CaseResult& r) {
  (second ? r.second_cycles : r.cycles) = found.cycles;
  (second ? r.expected_second_cycles : r.expected_cycles) = expected.cycles;
  const auto difference = static_cast<double>(std::abs(found.cycles - expected.cycles));
  const double percent = 100 * difference / static_cast<double>(std::max<std::int64_t>(1, expected.cycles));
  r.cycle_error_percent = std::max(r.cycle_error_percent, percent);
  compare_durations(c.program, expected, found, r);
  for (std::size_t i = 0; !second && i < std::min(expected.layers.size(), found.layers.size()); ++i)
    if (!c.program.layers[i].on_host)
      r.layers.push_back({c.program.layers[i].name, found.layers[i].cycles, expected.layers[i].cycles});
  std::optional<Mismatch> m = compare_time(c.program, expected, found);
  if (!m) return true;
  if (m->kind != "condition" && expected.condition == found.condition && bench.cycle_tolerance_percent > 0 &&
      percent <= bench.cycle_tolerance_percent)
    return true;
  if (second) mark_second(*m);
  r.mismatches.push_back(*m);
  return false;
}

void explain_values(const Case& c, const Bench& bench, const Outcome& found, Mismatch& m) {
  try {
    if (auto located = locate(c, bench)) {
      const std::string where = m.tensor.empty() ? m.place : m.tensor + " " + m.coordinate;
      m = *located;
      m.note += fmt::format("; the memory image differs from {}", where);
      if (const auto i = static_cast<std::size_t>(m.command); i < found.result.events.size())
        m.cycle = found.result.events[i].done;
    } else {
      m.note = "no prefix of the program is wrong alone: the fault depends on what runs beside it";
    }
  } catch (const std::exception& error) {
    m.note = fmt::format("the first wrong command was not found: {}", error.what());
  }
}

void check_values(const Case& c, const Bench& bench, const std::vector<Outcome>& found, CaseResult& r) {
  const std::vector<Outcome> expected = run_twice(*bench.values, c.program, c.memory, bench.host, true);
  r.values_compared = true;
  for (std::size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
    for (const auto& region : expected[i].memory.region) r.bytes_compared += static_cast<std::int64_t>(region.size());
    std::optional<Mismatch> m = compare_memory(c.program, expected[i].memory, found[i].memory);
    if (!m) continue;
    if (i == 0)
      explain_values(c, bench, found[i], *m);
    else
      mark_second(*m);
    r.mismatches.insert(r.mismatches.begin(), *m);
    return;
  }
}

void collect_coverage(const Case& c, const Bench& bench, const RunResult& run, CaseResult& r) {
  count_commands(c.program, r.coverage);
  count_run(c.program, run, r.coverage);
  count_bursts(c.program, run, r.coverage);
  if (bench.values && bench.walk && c.program.has_values && !c.program.machine.floats())
    count_values(c.program, bench, c.memory, r.coverage);
}

}  // namespace

CaseResult check_case(const Case& c, const Bench& bench) {
  CaseResult r;
  r.name = c.name;
  r.commands = static_cast<std::int64_t>(c.program.commands.size());
  r.values_excuse = excuse_of(c, bench);
  const std::vector<Outcome> expected = run_twice(*bench.time, c.program, c.memory, bench.host, false);
  std::vector<Outcome> found;
  try {
    found = run_twice(*bench.candidate, c.program, c.memory, bench.host, bench.values && c.program.has_values);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    Mismatch m;
    m.kind = "crash";
    m.what = fmt::format("backend {} gave up", name_of(bench.candidate->kind()));
    m.found = error.what();
    r.mismatches.push_back(m);
    return r;
  }
  bool right = true, halted = false;
  for (std::size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
    const RunResult &e = expected[i].result, &f = found[i].result;
    right = right && check_time(c, bench, e, f, i > 0, r);
    halted = halted || e.condition != Condition::kOk || f.condition != Condition::kOk;
  }
  if (r.values_excuse.empty() && halted) r.values_excuse = "the machine halted";
  if (r.values_excuse.empty()) check_values(c, bench, found, r);
  if (expected[0].result.condition == Condition::kOk) collect_coverage(c, bench, found[0].result, r);
  return r;
}

}  // namespace octet
