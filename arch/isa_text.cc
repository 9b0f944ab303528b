// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Commands to and from one line of assembly.
#include <charconv>
#include <limits>
#include <type_traits>

#include "arch/command_fields.h"
#include "arch/isa.h"
#include "base/error.h"
#include "base/suggest.h"

namespace octet {
namespace {

template <class T>
std::string value_text(const FieldInfo& info, const T& value) {
  if constexpr (std::is_enum_v<T>)
    return std::string(names_of(value)[static_cast<std::size_t>(value)]);
  else if constexpr (std::is_same_v<T, bool>)
    return value ? "true" : "false";
  else
    return info.unit == kAddressUnit ? fmt::format("{:#x}", static_cast<std::uint64_t>(value))
                                     : fmt::format("{}", static_cast<std::int64_t>(value));
}

template <class T>
std::string choices_text() {
  if constexpr (std::is_enum_v<T>)
    return fmt::format("{}", fmt::join(names_of(T{}), ", "));
  else
    return std::is_same_v<T, bool> ? "false, true" : "";
}

// "wait(3,-,5)" up to the last token named; "" if there is none.
std::string tokens_text(std::string_view keyword, const std::array<std::uint8_t, 3>& tokens) {
  std::string inside, pending;
  for (const std::uint8_t token : tokens) {
    pending += pending.empty() && inside.empty() ? "" : ",";
    if (token == kNoToken) {
      pending += "-";
      continue;
    }
    inside += pending + fmt::format("{}", token);
    pending.clear();
  }
  return inside.empty() ? "" : fmt::format(" {}({})", keyword, inside);
}

// A cursor over the line; every mistake is reported with its column, counted from 1.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : line_(line.substr(0, line.find('#'))) {}
  // The next word, up to a blank; empty at the end of the line.
  std::string_view word() {
    const std::size_t begin = std::min(line_.find_first_not_of(" \t\r\n", at_), line_.size());
    at_ = std::min(line_.find_first_of(" \t\r\n", begin), line_.size());
    column_ = begin + 1;
    return line_.substr(begin, at_ - begin);
  }
  // Reports a mistake `offset` characters into the last word.
  template <class... Args>
  [[noreturn]] void mistake(std::size_t offset, fmt::format_string<Args...> format, Args&&... args) const {
    fail(ErrorKind::kUsage, "assembly column {}: {}", column_ + offset,
         fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  std::string_view line_;
  std::size_t at_ = 0, column_ = 1;
};

// Decimal or 0x hexadecimal, with an optional minus; false if malformed or outside int64.
bool parse_integer(std::string_view text, std::int64_t& value) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) text.remove_prefix(2);
  if (text.empty() || text.front() == '-') return false;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (negative) value = -value;
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

template <class T>
T parse_value(const Scanner& scanner, std::size_t offset, std::string_view name, std::string_view text) {
  if constexpr (std::is_enum_v<T>) {
    const auto names = names_of(T{});
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == text) return static_cast<T>(i);
    scanner.mistake(offset, "{} is \"{}\", allowed are {}{}", name, text, choices_text<T>(),
                    did_you_mean(text, {names.begin(), names.end()}));
  } else if constexpr (std::is_same_v<T, bool>) {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    scanner.mistake(offset, "{} is \"{}\", allowed are true and false", name, text);
  } else {
    constexpr std::int64_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
    std::int64_t value = 0;
    if (!parse_integer(text, value) || value < kLow || value > kHigh)
      scanner.mistake(offset, "{} is \"{}\", allowed are whole numbers from {} to {}", name, text, kLow, kHigh);
    return static_cast<T>(value);
  }
}

// Parses "wait(3,-,5)"; `tokens` has none named before.
void parse_tokens(const Scanner& scanner, std::string_view word, std::array<std::uint8_t, 3>& tokens) {
  std::size_t at = word.find('(') + 1;
  if (word.back() != ')') scanner.mistake(word.size(), "missing ) after tokens");
  for (std::size_t i = 0; at < word.size(); ++i) {
    const std::size_t end = std::min(word.find_first_of(",)", at), word.size());
    const std::string_view text = word.substr(at, end - at);
    if (i >= tokens.size()) scanner.mistake(at, "more than {} tokens", tokens.size());
    std::int64_t value = kNoToken;
    if (text != "-" && (!parse_integer(text, value) || value < 0 || value >= kTokens))
      scanner.mistake(at, "token is \"{}\", allowed are 0 to {} and - for none", text, kTokens - 1);
    tokens[i] = static_cast<std::uint8_t>(value);
    at = end + 1;
  }
}

std::vector<std::string> field_names(const Command& command) {
  std::vector<std::string> names;
  std::visit(
      [&names](const auto& fields) {
        visit_fields(fields, [&names](const FieldInfo& info, const auto&) { names.emplace_back(info.name); });
      },
      command.op);
  return names;
}

void parse_field(const Scanner& scanner, std::string_view word, Command& command, std::vector<std::string>& seen) {
  const std::size_t equals = word.find('=');
  const std::string name(word.substr(0, equals));
  bool known = false;
  const auto assign = [&]<class T>(const FieldInfo& info, T& member) {
    if (info.name != name) return;
    known = true;
    member = parse_value<T>(scanner, equals + 1, name, word.substr(equals + 1));
  };
  if (equals == std::string_view::npos) scanner.mistake(0, "\"{}\" is neither wait(), signal() nor field=value", word);
  if (std::find(seen.begin(), seen.end(), name) != seen.end()) scanner.mistake(0, "{} is given twice", name);
  std::visit([&assign](auto& fields) { visit_fields(fields, assign); }, command.op);
  if (!known)
    scanner.mistake(0, "{} has no field \"{}\"{}", name_of(opcode_of(command)), name,
                    did_you_mean(name, field_names(command)));
  seen.push_back(name);
}

Command parse_mnemonic(const Scanner& scanner, std::string_view word) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= std::variant_size_v<Operation>; ++i) {
    const auto opcode = static_cast<Opcode>(i);
    if (name_of(opcode) == word) return make_command(opcode);
    names.emplace_back(name_of(opcode));
  }
  if (word.empty()) scanner.mistake(0, "no command on this line");
  scanner.mistake(0, "unknown command \"{}\"{}", word, did_you_mean(word, names));
}

}  // namespace

std::string disassemble(const Command& command) {
  std::string line(name_of(opcode_of(command)));
  line += tokens_text("wait", command.tokens.wait) + tokens_text("signal", command.tokens.signal);
  const std::vector<FieldLayout> fields = layout_of(opcode_of(command));
  auto field = fields.begin();
  const auto append = [&](const FieldInfo& info, const auto& member) {
    const std::string text = value_text(info, member);
    if (text != (field++)->default_value) line += fmt::format(" {}={}", info.name, text);
  };
  std::visit([&append](const auto& operation) { visit_fields(operation, append); }, command.op);
  return line;
}

Command assemble(std::string_view line) {
  Scanner scanner(line);
  Command command = parse_mnemonic(scanner, scanner.word());
  std::vector<std::string> seen;
  for (std::string_view word = scanner.word(); !word.empty(); word = scanner.word()) {
    const bool wait = word.starts_with("wait("), signal = word.starts_with("signal(");
    if (!wait && !signal) {
      parse_field(scanner, word, command, seen);
      continue;
    }
    const std::string keyword = wait ? "wait" : "signal";
    if (std::find(seen.begin(), seen.end(), keyword) != seen.end()) scanner.mistake(0, "{} is given twice", keyword);
    parse_tokens(scanner, word, wait ? command.tokens.wait : command.tokens.signal);
    seen.push_back(keyword);
  }
  return command;
}

std::vector<FieldLayout> layout_of(Opcode opcode) {
  std::vector<FieldLayout> layout;
  int offset = kCommandHeaderBytes;
  const Command defaults = make_command(opcode);
  const auto append = [&]<class T>(const FieldInfo& info, const T& member) {
    layout.push_back({info.name, info.unit, info.help, offset, static_cast<int>(sizeof(T)), std::is_signed_v<T>,
                      choices_text<T>(), value_text(info, member)});
    offset += static_cast<int>(sizeof(T));
  };
  std::visit([&append](const auto& fields) { visit_fields(fields, append); }, defaults.op);
  return layout;
}

}  // namespace octet
