// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whether a document has what its schema asks for, as far as a page depends on it: keys and types.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace octet {

// "" or the first mistake, with its place ("layers[3].cycles is a string; ..."). A missing key that may be null becomes
// null: files of earlier versions of octet lack the keys of later ones. Unknown keys are left alone.
std::string schema_mistake(const nlohmann::ordered_json& schema, nlohmann::ordered_json& value);

}  // namespace octet
