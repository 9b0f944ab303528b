// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One table from the files of all points; who collects is the only one to write the database.
#pragma once
#include <cstddef>

#include "sweep/store.h"
#include "sweep/table.h"

namespace octet {

// How many points of the list there are, have a result, have none but a reason.
struct Counts {
  std::size_t listed = 0, done = 0, failed = 0;
  std::size_t open() const { return listed - done - failed; }
};

// From the names of their files. Throws Error(kUsage) for a damaged list.
Counts count_points(const Store& store);

// Writes results.csv and results.sqlite (table "points"), a row per point that is done, in the list's order: its number
// and hash, then the columns of its result; and failures.csv. Each appears whole or not at all; equal points give equal
// files. Throws Error(kUsage) for damaged files and a full disk.
Counts collect(const Store& store);

// What has been collected. Throws Error(kUsage) if nothing has.
Table read_results(const std::string& folder);

}  // namespace octet
