// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Text for messages: whatever a file contains, the result is printable, short UTF-8.
#include "models/import_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace octet {
namespace {

constexpr std::size_t kShownBytes = 60;

bool is_continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

// Bytes of the character that starts at `at`; 0: not UTF-8 (overlong forms and surrogates included).
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + bytes > text.size()) return 0;
  for (std::size_t i = 1; i < bytes; ++i)
    if (!is_continuation(byte(at + i))) return 0;
  const unsigned char second = byte(at + 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool beyond = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || beyond ? 0 : bytes;
}

}  // namespace

std::string shown(std::string_view name) {
  std::size_t end = std::min(name.size(), kShownBytes);
  while (end > 0 && end < name.size() && is_continuation(static_cast<unsigned char>(name[end]))) --end;
  std::string text(name.substr(0, end));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return fmt::format("'{}{}'", text, end < name.size() ? "..." : "");
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = character_bytes(text, at);
    if (bytes == 0) return false;
    at += bytes;
  }
  return true;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, "x"));
}

std::string type_text(const Tensor& tensor) {
  return tensor.foreign_type.empty() ? std::string(name_of(tensor.type)) : tensor.foreign_type;
}

std::string node_text(const Graph& graph, const Node& node) {
  const std::string text = fmt::format("node {} {}", node.index, node.op_name);
  if (node.outputs.empty()) return text;
  return fmt::format("{} {}", text, shown(graph.tensors.at(static_cast<std::size_t>(node.outputs[0])).name));
}

}  // namespace octet
