// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The built-in technology tables as text; the build makes the definition from arch/technology.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

namespace octet {

// Name and TOML text, in the order of lists.
const std::vector<std::pair<std::string_view, std::string_view>>& built_in_technologies();

}  // namespace octet
