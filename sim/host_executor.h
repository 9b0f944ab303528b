// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Host segments on real data: finds a step's tensors in the memory image and runs models' operator.
#pragma once
#include "arch/program.h"

namespace octet {

// Reads the step's inputs from and writes its outputs to their regions, in the file's own types.
// Ports of unexpected number, type, shape or place are an InternalError: the compiler made them.
void execute_host_step(const HostStep& step, MemoryImage& memory);

}  // namespace octet
