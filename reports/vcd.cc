// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/vcd.h"

#include <bit>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::size_t kBufferBytes = 1 << 16;
constexpr int kFirstCode = '!', kCodes = '~' - '!' + 1;

// Numbers in printable characters, the shortest first.
std::string code_of(std::size_t number) {
  std::string code;
  for (std::size_t rest = number + 1; rest > 0; rest = (rest - 1) / kCodes)
    code += static_cast<char>(kFirstCode + static_cast<int>((rest - 1) % kCodes));
  return code;
}

std::vector<std::string_view> parts_of(std::string_view scope) {
  std::vector<std::string_view> parts;
  while (!scope.empty()) {
    const std::size_t dot = scope.find('.');
    parts.push_back(scope.substr(0, dot));
    scope = dot == std::string_view::npos ? "" : scope.substr(dot + 1);
  }
  return parts;
}

void append_binary(std::string& text, std::uint64_t value) {
  for (int bit = std::max(1, static_cast<int>(std::bit_width(value))); bit-- > 0;)
    text += static_cast<char>('0' + (value >> bit & 1));
}

}  // namespace

int VcdWriter::declare(const std::string& scope, const std::string& name, int bits) {
  OCTET_CHECK(bits >= 1 && bits <= 64, "signal {} of {} bits", name, bits);
  signals_.push_back({scope, name, code_of(signals_.size()), bits, false, {}});
  return static_cast<int>(signals_.size()) - 1;
}

void VcdWriter::write_scopes() {
  std::vector<std::string_view> open;
  for (const Signal& signal : signals_) {
    const auto wanted = parts_of(signal.scope);
    std::size_t same = 0;
    while (same < open.size() && same < wanted.size() && open[same] == wanted[same]) ++same;
    for (; open.size() > same; open.pop_back()) buffer_ += "$upscope $end\n";
    for (; open.size() < wanted.size(); open.push_back(wanted[open.size()]))
      buffer_ += fmt::format("$scope module {} $end\n", wanted[open.size()]);
    const std::string range = signal.bits > 1 ? fmt::format(" [{}:0]", signal.bits - 1) : "";
    buffer_ += fmt::format("$var wire {} {} {}{} $end\n", signal.bits, signal.code, signal.name, range);
  }
  for (; !open.empty(); open.pop_back()) buffer_ += "$upscope $end\n";
}

void VcdWriter::begin(const std::string& timescale, const std::vector<std::string>& comments) {
  for (const std::string& comment : comments) buffer_ += fmt::format("$comment {} $end\n", comment);
  buffer_ += fmt::format("$timescale {} $end\n", timescale);
  write_scopes();
  buffer_ += "$enddefinitions $end\n";
}

void VcdWriter::time(std::int64_t time) {
  if (buffer_.size() >= kBufferBytes) flush();
  fmt::format_to(std::back_inserter(buffer_), "#{}\n", time);
}

void VcdWriter::set(int number, SignalValue value) {
  Signal& signal = signals_[static_cast<std::size_t>(number)];
  if (signal.written && signal.value == value) return;
  signal.written = true;
  signal.value = value;
  if (signal.bits > 1) buffer_ += 'b';
  if (value) {
    append_binary(buffer_, *value);
  } else {
    buffer_ += 'x';
  }
  if (signal.bits > 1) buffer_ += ' ';
  buffer_ += signal.code;
  buffer_ += '\n';
}

void VcdWriter::flush() {
  sink_(buffer_);
  buffer_.clear();
}

std::string plain_text(std::string_view text, std::size_t most) {
  std::string plain(text.substr(0, most));
  for (char& c : plain)
    if (c < ' ' || c > '~' || c == '$') c = '_';
  return plain;
}

}  // namespace octet
