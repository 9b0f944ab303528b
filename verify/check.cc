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

// Time: exactly equal, or the whole program within the tolerance.
void check_time(const Case& c, const Bench& bench, const RunResult& expected, const RunResult& found, CaseResult& r) {
  r.cycles = found.cycles;
  r.expected_cycles = expected.cycles;
  const auto difference = static_cast<double>(std::abs(found.cycles - expected.cycles));
  r.cycle_error_percent = 100 * difference / static_cast<double>(std::max<std::int64_t>(1, expected.cycles));
  compare_durations(c.program, expected, found, r);
  for (std::size_t i = 0; i < std::min(expected.layers.size(), found.layers.size()); ++i)
    if (!c.program.layers[i].on_host)
      r.layers.push_back({c.program.layers[i].name, found.layers[i].cycles, expected.layers[i].cycles});
  std::optional<Mismatch> m = compare_time(c.program, expected, found);
  const bool tolerated = m && m->kind != "condition" && expected.condition == found.condition &&
                         bench.cycle_tolerance_percent > 0 && r.cycle_error_percent <= bench.cycle_tolerance_percent;
  if (m && !tolerated) r.mismatches.push_back(*m);
}

void check_values(const Case& c, const Bench& bench, const Outcome& found, CaseResult& r) {
  const Outcome expected = run_on(*bench.values, c.program, c.memory, bench.host, true);
  r.values_compared = true;
  for (const auto& region : expected.memory.region) r.bytes_compared += static_cast<std::int64_t>(region.size());
  std::optional<Mismatch> m = compare_memory(c.program, expected.memory, found.memory);
  if (!m) return;
  try {
    if (auto located = locate(c, bench)) {
      const std::string where = m->tensor.empty() ? m->place : m->tensor + " " + m->coordinate;
      m = std::move(located);
      m->note += fmt::format("; the memory image differs from {}", where);
      if (const auto i = static_cast<std::size_t>(m->command); i < found.result.events.size())
        m->cycle = found.result.events[i].done;
    } else {
      m->note = "no prefix of the program is wrong alone: the fault depends on what runs beside it";
    }
  } catch (const std::exception& error) {
    m->note = fmt::format("the first wrong command was not found: {}", error.what());
  }
  r.mismatches.insert(r.mismatches.begin(), *m);
}

void collect_coverage(const Case& c, const Bench& bench, const RunResult& run, CaseResult& r) {
  count_commands(c.program, r.coverage);
  count_run(c.program, run, r.coverage);
  count_bursts(c.program, run, r.coverage);
  if (bench.values && bench.walk && c.program.has_values) count_values(c.program, bench, c.memory, r.coverage);
}

}  // namespace

CaseResult check_case(const Case& c, const Bench& bench) {
  CaseResult r;
  r.name = c.name;
  r.commands = static_cast<std::int64_t>(c.program.commands.size());
  r.values_excuse = excuse_of(c, bench);
  const Outcome expected = run_on(*bench.time, c.program, c.memory, bench.host, false);
  Outcome found;
  try {
    found = run_on(*bench.candidate, c.program, c.memory, bench.host, bench.values && c.program.has_values);
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
  check_time(c, bench, expected.result, found.result, r);
  if (r.values_excuse.empty() &&
      (expected.result.condition != Condition::kOk || found.result.condition != Condition::kOk))
    r.values_excuse = "the machine halted";
  if (r.values_excuse.empty()) check_values(c, bench, found, r);
  if (expected.result.condition == Condition::kOk) collect_coverage(c, bench, found.result, r);
  return r;
}

}  // namespace octet
