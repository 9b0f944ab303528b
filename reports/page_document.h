// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a page shows: documents, each of a kind, read from result files. A kind is one checker here and one script of
// reports/page, which draws it.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace octet {

struct PageDocument {
  std::string kind;  // "run", ...: the script that draws it
  std::string name;  // as headings call it
  nlohmann::ordered_json data;
};

// What reports say of a file goes into one line: control characters as ?, no more than 200 bytes.
std::string quoted_text(std::string_view text);

// A result file, told by its key "schema". Throws Error(kUsage) with the place of a mistake: no such file, not JSON,
// cut off, nested too deep, of another or a newer schema, or a key that is missing or of a wrong type.
PageDocument read_page_document(const std::string& path);
// The same of a text; `path` is what messages call it.
PageDocument parse_page_document(const std::string& text, const std::string& path);

}  // namespace octet
