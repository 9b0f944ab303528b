// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The fast backend: the rules of docs/timing.md as a sequential program that jumps from event to event,
// without a simulation kernel and without data. Equal to systemc in cycles, counters and events.
#pragma once
#include <memory>

#include "arch/backend.h"

namespace octet {

// Its cores ignore `memory` and RunOptions::data; the Program must outlive them.
std::unique_ptr<Backend> make_fast_backend();

}  // namespace octet
