// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/field_json.h"
#include "reports/report.h"
#include "reports/trace_fields.h"

namespace octet {

void add_baseline(TraceReport& report, const std::string& name, const Machine& machine, double area_mm2,
                  TraceResult result) {
  TraceBaseline baseline{name, machine, std::move(result), area_mm2, {}};
  baseline.energy_per_frame_ratio = ratio(baseline.result.energy_per_frame_uj, report.result.energy_per_frame_uj);
  report.baselines.push_back(std::move(baseline));
}

nlohmann::ordered_json to_json(const TraceReport& report) { return field_json::object_of(report); }

std::string json_text(const TraceReport& report) { return field_json::text_of(to_json(report)); }

nlohmann::ordered_json trace_schema() {
  nlohmann::ordered_json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"$id", "octet-trace-1.json"},
      {"title", "octet-trace/1"},
      {"description", "Result of one trace of octet. Units are in brackets. null: the number has no meaning."}};
  schema.update(field_json::schema_of_object<TraceReport>());
  schema["properties"]["schema"]["const"] = std::string(kTraceSchema);
  return schema;
}

}  // namespace octet
