// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The built-in cost tables as text; the build makes the definitions from arch/technology, memory and prices.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

namespace octet {

// Name and TOML text, in the order of lists.
using BuiltInTables = std::vector<std::pair<std::string_view, std::string_view>>;
const BuiltInTables& built_in_technologies();
const BuiltInTables& built_in_memories();
const BuiltInTables& built_in_prices();

}  // namespace octet
