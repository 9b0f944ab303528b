// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a report's page shows of a sweep, from its folder.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace octet {

// Keys: counts, order (names of all columns), columns (those that differ between points: numbers under "values", texts
// that repeat as "texts" and "codes", -1 where there is none), constants (the others), keys (those of the machine that
// vary), machine_keys, objectives, models (each with its rows, best points, fronts of every two objectives, main
// effects), spec. Rows are places in the columns. Throws Error(kUsage) unless the folder has been collected.
nlohmann::ordered_json sweep_page_data(const std::string& folder);

}  // namespace octet
