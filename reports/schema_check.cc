// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/schema_check.h"

#include <fmt/format.h>

namespace octet {
namespace {

using Json = nlohmann::ordered_json;

bool is_of(const std::string& type, const Json& value) {
  if (type == "integer") return value.is_number_integer();
  return value.type_name() == type;
}

// One type or several.
std::vector<std::string> types_of(const Json& schema) {
  if (!schema.contains("type")) return {};
  if (schema["type"].is_string()) return {schema["type"].get<std::string>()};
  return schema["type"].get<std::vector<std::string>>();
}

bool allows(const std::vector<std::string>& types, const Json& value) {
  return types.empty() || std::any_of(types.begin(), types.end(), [&](const auto& type) { return is_of(type, value); });
}

std::string mistake_at(const std::string& place, const Json& schema, Json& value);

std::string member_mistake(const std::string& place, const Json& schema, Json& object) {
  for (const auto& [key, property] : schema["properties"].items()) {
    const std::string name = place.empty() ? key : fmt::format("{}.{}", place, key);
    if (!object.contains(key)) {
      if (!allows(types_of(property), Json())) return fmt::format("the key {} is missing", name);
      object[key] = Json();
    }
    if (std::string mistake = mistake_at(name, property, object[key]); !mistake.empty()) return mistake;
  }
  return "";
}

std::string mistake_at(const std::string& place, const Json& schema, Json& value) {
  const std::vector<std::string> types = types_of(schema);
  if (!allows(types, value))
    return fmt::format("{} is {} {}; allowed: {}", place.empty() ? "the whole" : place,
                       value.is_array() || value.is_object() ? "an" : "a", value.type_name(), fmt::join(types, " or "));
  if (value.is_object() && schema.contains("properties")) return member_mistake(place, schema, value);
  if (!value.is_array() || !schema.contains("items")) return "";
  for (std::size_t i = 0; i < value.size(); ++i)
    if (std::string mistake = mistake_at(fmt::format("{}[{}]", place, i), schema["items"], value[i]); !mistake.empty())
      return mistake;
  return "";
}

}  // namespace

std::string schema_mistake(const Json& schema, Json& value) { return mistake_at("", schema, value); }

}  // namespace octet
