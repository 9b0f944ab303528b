// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The systemc backend: the machine as SystemC modules that follow docs/timing.md tick by tick and, with
// data on, move the bytes at their simulated times.
#pragma once
#include <memory>

#include "arch/backend.h"
#include "arch/engine_port.h"

namespace octet {

// Its cores may live and run alternately; the kernel is one per process, so runs take turns. The Program
// must outlive its cores. A SystemC warning or error is an InternalError. `factory` replaces engines (co-simulation,
// docs/rtl.md): such cores need data, else make_core throws Error(kUsage).
std::unique_ptr<Backend> make_systemc_backend(const EngineFactory& factory = {});

}  // namespace octet
