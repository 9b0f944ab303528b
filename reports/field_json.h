// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Visitors of field lists: one makes a JSON object of a struct, the other the schema of such objects.
#pragma once
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "arch/cost.h"
#include "arch/machine_value.h"
#include "base/fields.h"

namespace octet::field_json {

using Json = nlohmann::ordered_json;

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
// A member that is one JSON value.
template <class T>
constexpr bool kScalar = std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string>;

inline bool may_be_unlimited(const FieldInfo& info) { return info.name == "array.gather_runs"; }

template <class T>
Json object_of(const T& value);

template <class T>
Json value_of(const FieldInfo& info, const T& member) {
  if constexpr (IsOptional<T>::value) {
    return member ? value_of(info, *member) : Json();
  } else if constexpr (IsVector<T>::value) {
    Json list = Json::array();
    for (const auto& element : member) list.push_back(value_of(info, element));
    return list;
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(name_of(member));
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    if (may_be_unlimited(info) && member == Machine::kUnlimited) return "unlimited";
    return member;
  } else if constexpr (kScalar<T>) {
    return member;
  } else {
    return object_of(member);
  }
}

template <class T>
Json object_of(const T& value) {
  Json object = Json::object();
  if constexpr (std::is_same_v<T, Machine>) object["name"] = value.name;
  visit_fields(value, [&object](const FieldInfo& info, const auto& member) {
    object[std::string(info.name)] = value_of(info, member);
  });
  return object;
}

template <class T>
Json schema_of_object();

// Values of enumerations in the result.
template <class T>
Json names() {
  if constexpr (std::is_same_v<T, Confidence>) return {"synthesized", "published", "scaled", "estimated"};
  if constexpr (std::is_same_v<T, PeKind>) return {"int8", "fp32", "bf16"};
  if constexpr (std::is_same_v<T, Dataflow>) return {"weight-stationary", "output-stationary"};
}

inline void add_range(Json& schema, const FieldInfo& info) {
  if (std::isfinite(info.min)) schema["minimum"] = info.min;
  if (std::isfinite(info.max)) schema["maximum"] = info.max;
}

template <class T>
Json schema_of(const FieldInfo& info) {
  Json schema = Json::object();
  if constexpr (IsOptional<T>::value) {
    schema = schema_of<typename T::value_type>(info);
    schema["type"] = Json::array({schema["type"], "null"});
  } else if constexpr (IsVector<T>::value) {
    schema["type"] = "array";
    if constexpr (kScalar<typename T::value_type>)
      schema["items"] = {{"type", "number"}};
    else
      schema["items"] = schema_of_object<typename T::value_type>();
  } else if constexpr (std::is_same_v<T, bool>) {
    schema["type"] = "boolean";
  } else if constexpr (std::is_integral_v<T>) {
    schema["type"] = may_be_unlimited(info) ? Json::array({"integer", "string"}) : Json("integer");
    add_range(schema, info);
  } else if constexpr (std::is_floating_point_v<T>) {
    schema["type"] = "number";
    add_range(schema, info);
  } else if constexpr (std::is_enum_v<T>) {
    schema["type"] = "string";
    schema["enum"] = names<T>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    schema["type"] = "string";
  } else {
    schema = schema_of_object<T>();
  }
  schema["description"] = std::string(info.help) + (info.unit.empty() ? "" : " [" + std::string(info.unit) + "]");
  return schema;
}

template <class T>
Json schema_of_object() {
  Json properties = Json::object(), required = Json::array();
  const T value{};
  const auto add = [&](const FieldInfo& info, const auto& member) {
    properties[std::string(info.name)] = schema_of<std::decay_t<decltype(member)>>(info);
    required.push_back(std::string(info.name));
  };
  if constexpr (std::is_same_v<T, Machine>) add(FieldInfo{"name", "", "preset or file it came from"}, value.name);
  visit_fields(value, add);
  return {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

inline std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace octet::field_json
