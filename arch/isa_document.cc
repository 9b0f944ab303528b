// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Renders docs/isa.md: the hand-written parts, and one table per command from its field list.
#include "arch/isa_document.h"

#include <fmt/format.h>

#include <variant>

#include "arch/command_fields.h"

namespace octet {
namespace {

std::string command_overview() {
  std::string text = "| opcode | command | queue | bytes used |\n|---|---|---|---|\n";
  for (std::size_t i = 1; i <= std::variant_size_v<Operation>; ++i) {
    const auto opcode = static_cast<Opcode>(i);
    const FieldLayout last = layout_of(opcode).back();
    text += fmt::format("| {} | `{}` | {} | {} |\n", i, name_of(opcode), name_of(queue_of(opcode)),
                        last.offset + last.bytes);
  }
  return text + "\n";
}

std::string command_section(Opcode opcode) {
  std::string text = fmt::format("### {}\nOpcode {}, {} queue. {}\n\n", name_of(opcode), static_cast<int>(opcode),
                                 name_of(queue_of(opcode)), meaning_of(opcode));
  text += "| offset | bytes | field | unit | default | meaning |\n|---|---|---|---|---|---|\n";
  for (const FieldLayout& field : layout_of(opcode)) {
    const bool enumeration = !field.choices.empty() && field.choices != "false, true";
    const std::string choices = !enumeration ? "" : fmt::format(" (from 0: {})", field.choices);
    text +=
        fmt::format("| {} | {}{} | `{}` | {} | {} | {}{} |\n", field.offset, field.bytes,
                    field.is_signed ? " signed" : "", field.name, field.unit, field.default_value, field.help, choices);
  }
  return text + "\n";
}

}  // namespace

std::string isa_document() {
  std::string text(isa_introduction());
  text += "## Commands\n" + command_overview();
  for (std::size_t i = 1; i <= std::variant_size_v<Operation>; ++i) text += command_section(static_cast<Opcode>(i));
  text += isa_parameter_records();
  text += isa_worked_programs();
  return text;
}

}  // namespace octet
