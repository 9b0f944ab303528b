// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/explanation.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "verify/regression.h"

namespace octet {
namespace {

constexpr std::size_t kColumns = 100;

// Lines beyond the screen's width end in "~"; JSON and XML have them whole.
std::string cut(const std::string& text) {
  std::string out;
  for (std::size_t at = 0, end; at < text.size(); at = end + 1) {
    end = std::min(text.find('\n', at), text.size());
    out += end - at > kColumns ? text.substr(at, kColumns - 1) + "~" : text.substr(at, end - at);
    out += '\n';
  }
  return out;
}

std::string identity_text(const Regression& g) {
  std::string text = fmt::format("{}: verify {} on {}, {} against ", g.version, g.subject, g.machine.name, g.against);
  if (!g.values_from.empty()) text += g.values_from + " (values) and ";
  return text + g.time_from + " (time)\n";
}

std::string cycles_line(const Regression& g) {
  std::int64_t cycles = 0, expected = 0, events = 0, durations = 0, layers = 0, equal = 0;
  for (const CaseResult& r : g.results) {
    cycles += r.cycles;
    expected += r.expected_cycles;
    events += r.differing_events;
    durations += r.differing_durations;
    for (const LayerTime& l : r.layers) {
      ++layers;
      equal += l.cycles == l.expected_cycles;
    }
  }
  std::string text = labelled("cycles", fmt::format("{}, expected {}; error at most {:.4g} %, allowed {:.4g} %", cycles,
                                                    expected, g.cycle_error_percent(), g.cycle_tolerance_percent));
  text += labelled("events", events == 0 ? "all equal"
                                         : fmt::format("{} in other cycles; {} durations of array and vector differ",
                                                       events, durations));
  return text + labelled("layers", fmt::format("{} of {} take as many cycles as expected", equal, layers));
}

std::string values_line(const Regression& g) {
  std::int64_t compared = 0, bytes = 0;
  std::string excuse;
  for (const CaseResult& r : g.results) {
    compared += r.values_compared;
    bytes += r.bytes_compared;
    if (excuse.empty()) excuse = r.values_excuse;
  }
  std::string text = fmt::format("compared in {} of {} cases, {} bytes of DRAM", compared, g.results.size(), bytes);
  if (!excuse.empty()) text += "; else: " + excuse;
  return labelled("values", text);
}

}  // namespace

std::string labelled(const std::string& label, const std::string& text) {
  std::string line = fmt::format("{:13} {}", label, text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line + "\n";
}

std::string headline(const Mismatch& m) {
  std::string text = m.command >= 0 ? fmt::format("command {}: ", m.command) : "";
  text += m.what;
  if (!m.expected.empty()) text += fmt::format(": expected {}, found {}", m.expected, m.found);
  if (m.expected.empty() && !m.found.empty()) text += ": " + m.found;
  return text;
}

std::string explanation(const Mismatch& m) {
  std::string text = labelled("mismatch", fmt::format("{}: {}", m.kind, headline(m)));
  if (!m.disassembly.empty()) text += labelled("  command", fmt::format("{}  {}", m.command, m.disassembly));
  if (!m.layer.empty()) text += labelled("  layer", m.layer);
  if (!m.tensor.empty()) text += labelled("  tensor", fmt::format("{} at {}", m.tensor, m.coordinate));
  if (!m.place.empty()) text += labelled("  place", m.place);
  if (m.of > 0) text += labelled("  wrong", fmt::format("{} of {} bytes", m.wrong, m.of));
  if (!m.owner.empty()) text += labelled("  expected", "to wait for " + m.owner);
  if (m.cycle >= 0) text += labelled("  cycle", std::to_string(m.cycle));
  if (!m.note.empty()) text += labelled("  note", m.note);
  return text;
}

std::string regression_text(const Regression& g) {
  std::string text = identity_text(g);
  const auto cases = static_cast<std::int64_t>(g.results.size());
  text += labelled("cases", fmt::format("{} of {} equal", cases - g.failed(), cases));
  text += values_line(g) + cycles_line(g);
  const CoverageSummary s = summary(g.coverage());
  text += labelled("coverage", fmt::format("{} of {} points, {:.1f} %{}", s.covered, s.points, s.percent(),
                                           s.unseen.empty() ? "" : fmt::format("; {} unseen", s.unseen.size())));
  const auto first =
      std::find_if(g.results.begin(), g.results.end(), [](const auto& r) { return !r.mismatches.empty(); });
  if (first == g.results.end()) return cut(text);
  text += labelled("first", first->name);
  text += explanation(first->mismatches[0]);
  for (std::size_t i = 1; i < first->mismatches.size(); ++i)
    text += labelled("and", fmt::format("{}: {}", first->mismatches[i].kind, headline(first->mismatches[i])));
  if (!g.shrunk.empty()) text += labelled("shrunk", g.shrunk);
  if (!g.program_file.empty()) text += labelled("program", g.program_file);
  if (!g.waveform_file.empty()) text += labelled("waveform", g.waveform_file);
  return cut(text);
}

std::string coverage_text(const Coverage& coverage) {
  const CoverageSummary s = summary(coverage);
  std::string text;
  visit_coverage(coverage, [&](const FieldInfo& info, std::int64_t count) {
    const bool unseen = std::find(s.unseen.begin(), s.unseen.end(), info.name) != s.unseen.end();
    text += fmt::format("{:26} {:>12} {:9} {}\n", info.name, unseen ? "unseen" : std::to_string(count), info.unit,
                        info.help);
  });
  text += fmt::format("covered {} of {} points, {:.1f} %\n", s.covered, s.points, s.percent());
  if (!s.uncovered.empty()) text += fmt::format("uncovered: {}\n", fmt::join(s.uncovered, " "));
  if (!s.unseen.empty()) text += fmt::format("unseen (nobody computed them): {}\n", fmt::join(s.unseen, " "));
  return text;
}

}  // namespace octet
