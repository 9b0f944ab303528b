// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Nearest-name suggestions for messages about unknown keys, options and names.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace octet {

// Edits (insert, delete, replace, swap of neighbours; case ignored) that turn `a` into `b`.
int edit_distance(std::string_view a, std::string_view b);
// The known name nearest to `word`, the first of equals; "" if none is within a third of the longer
// word's length (at least one edit).
std::string nearest_name(std::string_view word, const std::vector<std::string>& known);
// `; did you mean "NAME"?`, or "" if nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace octet
