// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/json.h"

#include "reports/area_report.h"
#include "reports/field_json.h"
#include "reports/report_fields.h"

namespace octet {

using Json = nlohmann::ordered_json;

Json to_json(const Report& report) { return field_json::object_of(report); }

std::string json_text(const Report& report) { return field_json::text_of(to_json(report)); }

std::string area_json(const AreaReport& report) { return field_json::text_of(field_json::object_of(report)); }

Json result_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"$id", "octet-result-1.json"},
                 {"title", "octet-result/1"},
                 {"description",
                  "Result of one run of octet. Units are in brackets. Headline numbers are the second of two "
                  "inferences run back to back; null: the backend keeps no time, or the number has no meaning."}};
  schema.update(field_json::schema_of_object<Report>());
  schema["properties"]["schema"]["const"] = std::string(kResultSchema);
  return schema;
}

}  // namespace octet
