// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Text for people on standard output: no line is wider than the screen.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace octet {

// Columns of the terminal, else $COLUMNS, else 80; at least 20.
std::size_t screen_columns();

// A table that is too wide becomes several behind each other, each beginning with its first column. Other lines that
// are too long go on in the next, indented as far as their second column, broken between words where there are some.
std::string fit_screen(std::string_view text, std::size_t columns);

// Throws Error(kUsage) with the system's reason.
void print_text(std::string_view text);

}  // namespace octet
