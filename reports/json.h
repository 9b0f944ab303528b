// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The result JSON (schema octet-result/1) and its JSON Schema, both from the field lists.
#pragma once
#include <nlohmann/json.hpp>

#include "reports/report.h"

namespace octet {

// Keys in the order of the field lists. Equal runs of equal programs give equal texts.
nlohmann::ordered_json to_json(const Report& report);
// to_json with two blanks of indentation and a final newline; names that are not UTF-8 are repaired.
std::string json_text(const Report& report);

// reports/schema/octet-result-1.json: JSON Schema draft 2020-12, every key with description and unit.
nlohmann::ordered_json result_schema();

}  // namespace octet
