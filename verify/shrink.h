// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A failing case made small.
#pragma once
#include <cstdint>

#include "verify/case.h"

namespace octet {

struct Shrunk {
  Case c;
  std::int64_t runs = 0;  // programs tried
  bool gave_up = false;   // at the limit of runs: smaller ones may exist
};

// The smallest program found that still fails in the same kind (values; time; crash), every step one that the static
// checker accepts: first the commands up to the first wrong one and a store of what it writes, then without chunks of
// commands (delta debugging, Zeller and Hildebrandt 2002), then with smaller sizes. Deterministic. `m` is the mismatch.
Shrunk shrink(const Case& c, const Bench& bench, const Mismatch& m);

}  // namespace octet
