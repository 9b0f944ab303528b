// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The scenarios and shapes compiled in, so that an installed octet finds them from any directory.
#pragma once
#include <span>
#include <string_view>

namespace octet {

struct NamedText {
  std::string_view name, text;
};
std::span<const NamedText> shipped_scenario_texts();
std::span<const NamedText> shipped_shape_texts();

}  // namespace octet
