// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Commands to and from their 64 bytes: little-endian, header first, then the fields packed in the
// order of their list, then zeros.
#include <type_traits>

#include "arch/command_fields.h"
#include "arch/isa.h"
#include "base/error.h"

namespace octet {
namespace {

struct Writer {
  std::uint8_t* bytes;
  int at = kCommandHeaderBytes;
  template <class T>
  void operator()(const FieldInfo&, const T& member) {
    const auto value = static_cast<std::uint64_t>(member);
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes[at++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
};

struct Reader {
  const std::uint8_t* bytes;
  Opcode opcode;
  int at = kCommandHeaderBytes;
  template <class T>
  void operator()(const FieldInfo& info, T& member) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value |= std::uint64_t{bytes[at++]} << (8 * i);
    std::uint64_t legal = ~std::uint64_t{0};
    if constexpr (std::is_same_v<T, bool>) legal = 2;
    if constexpr (std::is_enum_v<T>) legal = names_of(T{}).size();
    if (value >= legal)
      fail(ErrorKind::kCheck, "{}: field {} is {}, allowed are 0 to {}", name_of(opcode), info.name, value, legal - 1);
    member = static_cast<T>(value);
  }
};

template <std::size_t Index = 0>
Operation make_operation(std::size_t index) {
  if constexpr (Index < std::variant_size_v<Operation>) {
    if (index == Index) return Operation(std::in_place_index<Index>);
    return make_operation<Index + 1>(index);
  }
  OCTET_CHECK(false, "command type {}", index);
}

std::uint8_t token_at(const EncodedCommand& bytes, int at, Opcode opcode, std::string_view field) {
  const std::uint8_t token = bytes[at];
  if (token >= kTokens && token != kNoToken)
    fail(ErrorKind::kCheck, "{}: field {} is {}, allowed are 0 to {} and {} for none", name_of(opcode), field, token,
         kTokens - 1, kNoToken);
  return token;
}

}  // namespace

Command make_command(Opcode opcode) {
  Command command;
  command.op = make_operation(static_cast<std::size_t>(opcode) - 1);
  return command;
}

EncodedCommand encode(const Command& command) {
  EncodedCommand bytes{};
  bytes[0] = static_cast<std::uint8_t>(opcode_of(command));
  std::copy_n(command.tokens.wait.begin(), 3, bytes.begin() + 2);
  std::copy_n(command.tokens.signal.begin(), 3, bytes.begin() + 5);
  std::visit([&bytes](const auto& fields) { visit_fields(fields, Writer{bytes.data()}); }, command.op);
  return bytes;
}

Command decode(const EncodedCommand& bytes) {
  constexpr std::size_t kOpcodes = std::variant_size_v<Operation>;
  if (bytes[0] < 1 || bytes[0] > kOpcodes)
    fail(ErrorKind::kCheck, "unknown opcode {}, allowed are 1 to {}", bytes[0], kOpcodes);
  const auto opcode = static_cast<Opcode>(bytes[0]);
  if (bytes[1] != 0) fail(ErrorKind::kCheck, "{}: field reserved is {}, must be 0", name_of(opcode), bytes[1]);
  Command command = make_command(opcode);
  for (int i = 0; i < 3; ++i) {
    command.tokens.wait[i] = token_at(bytes, 2 + i, opcode, "wait");
    command.tokens.signal[i] = token_at(bytes, 5 + i, opcode, "signal");
  }
  Reader reader{bytes.data(), opcode};
  std::visit([&reader](auto& fields) { visit_fields(fields, reader); }, command.op);
  for (int i = reader.at; i < kCommandBytes; ++i)
    if (bytes[i] != 0) fail(ErrorKind::kCheck, "{}: padding byte {} is {}, must be 0", name_of(opcode), i, bytes[i]);
  return command;
}

}  // namespace octet
