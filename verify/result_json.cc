// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Case results to JSON and back, visitors of the field lists.
#include <nlohmann/json.hpp>

#include "verify/result_fields.h"

namespace octet {

std::string encode(const CaseResult& result) {
  Json json = to_json(result);
  Json counts = Json::array();
  visit_coverage(result.coverage, [&](const FieldInfo&, std::int64_t count) { counts.push_back(count); });
  counts.push_back(result.coverage.cases_with_bursts);
  counts.push_back(result.coverage.cases_with_values);
  json["coverage"] = counts;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

CaseResult decode_case_result(const std::string& line) {
  const Json json = Json::parse(line);
  CaseResult result;
  from_json(json, result);
  const Json& counts = json.at("coverage");
  std::size_t i = 0;
  visit_coverage(result.coverage, [&](const FieldInfo&, std::int64_t& count) { count = counts.at(i++); });
  result.coverage.cases_with_bursts = counts.at(i);
  result.coverage.cases_with_values = counts.at(i + 1);
  return result;
}

}  // namespace octet
