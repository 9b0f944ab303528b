// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The reference backend: every command on real data, bit by bit, in stream order and without time.
#pragma once
#include <memory>

#include "arch/backend.h"

namespace octet {

// Its cores need a memory image; the Program must outlive them. make_core throws Error(kUsage) for a program
// without values.
std::unique_ptr<Backend> make_reference_backend();

}  // namespace octet
