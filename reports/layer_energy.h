// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Splits a run's energy among its layers.
#pragma once
#include <vector>

#include "arch/cost_ledger.h"
#include "arch/program.h"

namespace octet {

std::int64_t total_dram_bytes(const LayerCounters& layer);

// What each layer of a timed run did. A layer has its own actions, DRAM bytes and host instructions; the
// run's cycles and time are shared by the layers' own, equally if they have none. The counts add up
// to the run's, whose share of activations that are not zero all layers have.
std::vector<EnergyCounts> layer_counts(const Program& program, const RunResult& result, const Activity& activity);

}  // namespace octet
