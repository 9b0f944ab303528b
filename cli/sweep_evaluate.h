// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Evaluates a point of a sweep: compiles, simulates, prices, with what points have in common done once.
#pragma once
#include <memory>

#include "sweep/evaluator.h"
#include "sweep/spec.h"

namespace octet {

// Imports the sweep's models. A row has the columns of a run's summary CSV. Throws Error(kModel) for models that cannot
// be imported.
std::unique_ptr<Evaluator> make_evaluator(const SweepSpec& spec);

}  // namespace octet
