// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The first wrong command of a case whose memory image is wrong.
#pragma once
#include <optional>

#include "verify/case.h"

namespace octet {

// Runs the first n commands, then a store of every scratchpad byte they wrote, on both backends, and compares all
// bytes written so far. Few commands: n from 1 upwards, so the command is the first in stream order. Many: by
// bisection, so all bytes are right before the command and not all behind it. Nothing if the first commands are
// never wrong: the mismatch needs what is left out.
std::optional<Mismatch> locate(const Case& c, const Bench& bench);

}  // namespace octet
