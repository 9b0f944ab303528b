// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// JSON of everything with a field list in verify/result.h.
#pragma once
#include <nlohmann/json.hpp>
#include <type_traits>

#include "verify/result.h"

namespace octet {

using Json = nlohmann::ordered_json;

template <class T, class Visitor>
void visit_result(T& value, Visitor&& visitor) {
  if constexpr (std::is_same_v<std::remove_const_t<T>, Mismatch>)
    visit_mismatch(value, visitor);
  else if constexpr (std::is_same_v<std::remove_const_t<T>, LayerTime>)
    visit_layer_time(value, visitor);
  else
    visit_case_result(value, visitor);
}

template <class T>
constexpr bool kPlain = std::is_arithmetic_v<T> || std::is_same_v<T, std::string>;

template <class T>
Json to_json(const T& value) {
  Json object = Json::object();
  visit_result(value, [&object](const FieldInfo& info, const auto& member) {
    Json& to = object[std::string(info.name)];
    if constexpr (kPlain<std::remove_cvref_t<decltype(member)>>) {
      to = member;
    } else {
      to = Json::array();
      for (const auto& item : member) to.push_back(to_json(item));
    }
  });
  return object;
}

template <class T>
void from_json(const Json& object, T& value) {
  visit_result(value, [&object](const FieldInfo& info, auto& member) {
    const Json& from = object.at(std::string(info.name));
    if constexpr (kPlain<std::remove_cvref_t<decltype(member)>>) {
      from.get_to(member);
    } else {
      for (const Json& item : from) from_json(item, member.emplace_back());
    }
  });
}

}  // namespace octet
