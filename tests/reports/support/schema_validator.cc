// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One function per keyword, after JSON Schema draft 2020-12.
#include "tests/reports/support/schema_validator.h"

#include <algorithm>

namespace octet {
namespace {

using Json = nlohmann::json;

class Validator {
 public:
  void check(const Json& schema, const Json& value, const std::string& path) {
    for (const auto& [keyword, argument] : schema.items()) apply(keyword, argument, schema, value, path);
  }
  std::vector<std::string> findings;

 private:
  void found(const std::string& path, const std::string& text) { findings.push_back(path + ": " + text); }

  static bool is_type(const std::string& type, const Json& v) {
    if (type == "null") return v.is_null();
    if (type == "boolean") return v.is_boolean();
    if (type == "string") return v.is_string();
    if (type == "array") return v.is_array();
    if (type == "object") return v.is_object();
    if (type == "number") return v.is_number();
    if (type == "integer") return v.is_number_integer();
    return false;
  }
  void apply(const std::string& keyword, const Json& argument, const Json& schema, const Json& value,
             const std::string& path) {
    if (keyword == "type") return type(argument, value, path);
    if (keyword == "properties") return properties(argument, value, path);
    if (keyword == "required") return required(argument, value, path);
    if (keyword == "additionalProperties") return additional(argument, schema, value, path);
    if (keyword == "items") return items(argument, value, path);
    if (keyword == "minimum" || keyword == "maximum") return range(keyword, argument, value, path);
    if (keyword == "enum") {
      if (std::find(argument.begin(), argument.end(), value) == argument.end()) found(path, "not in enum");
    } else if (keyword == "const") {
      if (value != argument) found(path, "is not " + argument.dump());
    } else if (keyword != "description" && keyword != "title" && keyword != "$schema" && keyword != "$id") {
      found(path, "schema has unknown keyword " + keyword);
    }
  }
  void type(const Json& argument, const Json& value, const std::string& path) {
    const Json types = argument.is_array() ? argument : Json::array({argument});
    if (std::none_of(types.begin(), types.end(), [&](const Json& t) { return is_type(t.get<std::string>(), value); }))
      found(path, value.dump() + " is not of type " + argument.dump());
  }
  void properties(const Json& argument, const Json& value, const std::string& path) {
    if (!value.is_object()) return;
    for (const auto& [key, schema] : argument.items())
      if (value.contains(key)) check(schema, value[key], path + "/" + key);
  }
  void required(const Json& argument, const Json& value, const std::string& path) {
    if (!value.is_object()) return;
    for (const Json& key : argument)
      if (!value.contains(key.get<std::string>())) found(path, "lacks " + key.dump());
  }
  void additional(const Json& argument, const Json& schema, const Json& value, const std::string& path) {
    if (argument != false) return found(path, "additionalProperties must be false");
    if (!value.is_object()) return;
    for (const auto& [key, member] : value.items())
      if (!schema.at("properties").contains(key)) found(path, "has unknown key " + key);
  }
  void items(const Json& argument, const Json& value, const std::string& path) {
    if (!value.is_array()) return;
    for (std::size_t i = 0; i < value.size(); ++i) check(argument, value[i], path + "/" + std::to_string(i));
  }
  void range(const std::string& keyword, const Json& argument, const Json& value, const std::string& path) {
    if (!value.is_number()) return;
    const double limit = argument.get<double>(), number = value.get<double>();
    if (keyword == "minimum" ? number < limit : number > limit) found(path, value.dump() + " is outside " + keyword);
  }
};

}  // namespace

std::vector<std::string> schema_findings(const Json& schema, const Json& value) {
  Validator validator;
  validator.check(schema, value, "");
  return validator.findings;
}

}  // namespace octet
