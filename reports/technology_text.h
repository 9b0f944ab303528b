// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Cost tables as text: what octet list technology prints.
#pragma once
#include <string>
#include <vector>

#include "arch/cost.h"

namespace octet {

// A line per technology: node, what its rows are, its tables of memories and prices.
std::string technologies_text(const std::vector<CostTable>& tables);
// Every row with value, band, unit, confidence and source; then how synthesized rows were made.
std::string technology_text(const CostTable& table);
// Every memory the model was fitted to, and the model's error there.
std::string anchors_text(const CostTable& table);

}  // namespace octet
