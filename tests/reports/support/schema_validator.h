// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A JSON Schema validator for the keywords our schema uses; any other keyword is a finding.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace octet {

// What is wrong with `value`, each with its path ("/layers/0/cycles: ..."); empty: valid.
std::vector<std::string> schema_findings(const nlohmann::json& schema, const nlohmann::json& value);

}  // namespace octet
