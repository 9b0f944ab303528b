// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/regression.h"

#include <fmt/format.h>

#include <algorithm>

#include "arch/machine_value.h"
#include "verify/explanation.h"
#include "verify/result_fields.h"

namespace octet {
namespace {

Json machine_json(const Machine& machine) {
  Json object = Json::object();
  object["name"] = machine.name;
  visit_fields(machine, [&object](const FieldInfo& info, const auto& member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    Json& to = object[std::string(info.name)];
    if constexpr (std::is_enum_v<Member>)
      to = std::string(name_of(member));
    else
      to = member;
  });
  return object;
}

Json coverage_json(const Coverage& coverage) {
  const CoverageSummary s = summary(coverage);
  Json object = {{"percent", s.percent()}, {"covered", s.covered}, {"points", s.points}};
  Json& counts = object["counts"] = Json::object();
  visit_coverage(coverage,
                 [&counts](const FieldInfo& info, std::int64_t count) { counts[std::string(info.name)] = count; });
  for (const std::string& name : s.unseen) counts[name] = nullptr;
  object["uncovered"] = s.uncovered;
  object["unseen"] = s.unseen;
  return object;
}

// What XML 1.0 cannot hold becomes a question mark.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n')
      out += "&#10;";
    else
      out += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e ? '?' : c;
  }
  return out;
}

}  // namespace

std::int64_t Regression::failed() const {
  return std::count_if(results.begin(), results.end(), [](const CaseResult& r) { return !r.mismatches.empty(); });
}

double Regression::cycle_error_percent() const {
  double most = 0;
  for (const CaseResult& r : results) most = std::max(most, r.cycle_error_percent);
  return most;
}

Coverage Regression::coverage() const {
  Coverage all;
  for (const CaseResult& r : results) all += r.coverage;
  return all;
}

std::string regression_json(const Regression& g) {
  Json json = {{"schema", "octet-verify/1"},
               {"versions", {{"octet", g.version}, {"revision", g.revision}}},
               {"command_line", g.command_line},
               {"subject", g.subject},
               {"against", g.against},
               {"values_from", g.values_from},
               {"time_from", g.time_from},
               {"rtl_directory", g.rtl_directory},
               {"seed", g.seed},
               {"cycle_tolerance_percent", g.cycle_tolerance_percent}};
  json["cases"] = g.results.size();
  json["failed"] = g.failed();
  json["cycle_error_percent"] = g.cycle_error_percent();
  Json& mismatches = json["mismatches"] = Json::array();
  Json& results = json["results"] = Json::array();
  for (const CaseResult& r : g.results) {
    for (const Mismatch& m : r.mismatches) {
      Json entry = {{"case", r.name}};
      entry.update(to_json(m));
      mismatches.push_back(entry);
    }
    Json result = to_json(r);
    result.erase("mismatches");
    result["equal"] = r.mismatches.empty();
    results.push_back(result);
  }
  json["program_file"] = g.program_file;
  json["waveform_file"] = g.waveform_file;
  json["shrunk"] = g.shrunk;
  json["coverage"] = coverage_json(g.coverage());
  json["arch"] = machine_json(g.machine);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string regression_junit(const Regression& g) {
  std::int64_t errors = 0;
  for (const CaseResult& r : g.results) errors += !r.mismatches.empty() && r.mismatches[0].kind == "crash";
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"", g.results.size(), g.failed() - errors, errors);
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += fmt::format("<testsuites name=\"octet verify\" {}>\n  <testsuite name=\"{}\" {}>\n", counts,
                     escaped(fmt::format("{} on {} against {}", g.subject, g.machine.name, g.against)), counts);
  for (const CaseResult& r : g.results) {
    xml += fmt::format("    <testcase classname=\"octet.verify.{}\" name=\"{}\"", escaped(g.machine.name),
                       escaped(r.name));
    if (r.mismatches.empty()) {
      xml += "/>\n";
      continue;
    }
    const Mismatch& m = r.mismatches[0];
    const char* tag = m.kind == "crash" ? "error" : "failure";
    std::string text;
    for (const Mismatch& each : r.mismatches) text += explanation(each);
    xml += fmt::format(">\n      <{} type=\"{}\" message=\"{}\">{}</{}>\n    </testcase>\n", tag, escaped(m.kind),
                       escaped(headline(m)), escaped(text), tag);
  }
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace octet
