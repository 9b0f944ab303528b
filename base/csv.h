// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Fields of comma-separated values as in RFC 4180, lines ended by a line feed.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace octet {

// Between double quotes, those within doubled: also how SQL writes a name.
std::string in_double_quotes(std::string_view text);
// As a field: in double quotes only if it has a comma, a double quote or an end of a line.
std::string csv_field(std::string_view text);
// The fields of the line that begins at `at`, which moves behind its line feed. Lines may be ended by carriage return
// and line feed too.
std::vector<std::string> read_csv_line(std::string_view text, std::size_t& at);

}  // namespace octet
