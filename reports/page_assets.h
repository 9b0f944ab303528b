// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What every page has in it: its style, then its scripts in their order.
#pragma once
#include <span>
#include <string_view>

namespace octet {

struct PageAsset {
  std::string_view name;    // "style", "vega", "run", ...
  std::string_view sha256;  // of the text, 64 hexadecimal digits
  std::string_view text;
};
// The first is the style.
std::span<const PageAsset> page_assets();

}  // namespace octet
