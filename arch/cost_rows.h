// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the readers of technologies, memories and prices share.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arch/cost.h"
#include "arch/toml_reader.h"

namespace octet {

// The [[row]] tables of a file that may have rows of these homes; `provenances` by name.
std::vector<CostRow> read_rows(TomlReader& reader, const std::vector<RowHome>& homes,
                               const std::map<std::string, Provenance>& provenances = {});
// Complains of each row of these homes that `rows` lacks.
void require_rows(TomlReader& reader, const std::vector<CostRow>& rows, const std::vector<RowHome>& homes);

// The text of a built-in table or of a TOML file, and what to call it in messages; `kind` is what it is.
// Throws Error(kArchitecture) with the nearest name.
struct TableText {
  std::string text, name, source;
};
TableText table_text(std::string_view kind, const std::string& name_or_path,
                     const std::vector<std::pair<std::string_view, std::string_view>>& built_in);

}  // namespace octet
