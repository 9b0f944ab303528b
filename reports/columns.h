// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Text in columns: widths count code points, so that names in any script line up.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace octet {

std::size_t width_of(std::string_view text);
// Cut to `width` code points, the last one "~" if something was cut; control characters become "?".
std::string clipped(std::string_view text, std::size_t width);
std::string left(std::string_view text, std::size_t width);   // clipped, padded behind
std::string right(std::string_view text, std::size_t width);  // clipped, padded before
// Four significant digits without exponent where it fits: "12.34", "0.001234", "1234567"; "-" for null.
std::string figure(std::optional<double> value);
std::string figure(std::optional<std::int64_t> value);

// A table: the first `left_columns` columns flush left, the others flush right, two blanks between.
std::string table_text(const std::vector<std::vector<std::string>>& rows, std::size_t left_columns);

}  // namespace octet
