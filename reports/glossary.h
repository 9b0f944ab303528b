// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Every number that octet reports, by name: what it is and its unit, from the field lists that JSON and schemas are
// made of.
#pragma once
#include <string>
#include <vector>

namespace octet {

struct GlossaryEntry {
  std::string name;  // as in the JSON: "layers[].compute_cycles"
  std::string unit;  // empty: a count, a share or a text
  std::string help;
  std::vector<std::string> schemas;  // "octet-result/1", ...
};
// Names that several schemas, or several places of one, explain alike stand once, where they come first.
std::vector<GlossaryEntry> glossary();
// The entries whose name, or its last part, is `name`; all if it is empty. Throws Error(kUsage) with the nearest name
// if there is none.
std::string glossary_text(const std::string& name);

}  // namespace octet
