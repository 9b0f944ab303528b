// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "base/csv.h"

namespace octet {

std::string in_double_quotes(std::string_view text) {
  std::string result(1, '"');
  for (const char c : text) result.append(c == '"' ? 2 : 1, c);
  result += '"';
  return result;
}

std::string csv_field(std::string_view text) {
  return text.find_first_of(",\"\r\n") == std::string_view::npos ? std::string(text) : in_double_quotes(text);
}

std::vector<std::string> read_csv_line(std::string_view text, std::size_t& at) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      if (quoted && at + 1 < text.size() && text[at + 1] == '"')
        fields.back() += text[++at];
      else
        quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c == '\n' && !quoted) {
      ++at;
      break;
    } else if (quoted || c != '\r' || at + 1 == text.size() || text[at + 1] != '\n') {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace octet
