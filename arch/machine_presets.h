// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The preset machines as TOML text, compiled in from arch/presets/*.toml.
#pragma once
#include <span>
#include <string_view>

namespace octet {

struct PresetText {
  std::string_view name, toml;
};
std::span<const PresetText> preset_texts();

}  // namespace octet
