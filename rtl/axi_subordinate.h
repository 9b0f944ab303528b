// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What stands at the core's AXI4 port in the test bench. Within a cycle: drive() answers, the core settles, serve()
// takes what it shows.
#pragma once
#include <cstdint>

#include "rtl/simulator/core_abi.h"

namespace octet {

enum class Source : std::uint8_t { kLoad, kStore, kFetch };  // the IDs of the port

class AxiSubordinate {
 public:
  virtual ~AxiSubordinate() = default;
  virtual void drive(std::int64_t cycle, OctetMemoryInputs& in) = 0;
  virtual void serve(std::int64_t cycle, const OctetMemoryInputs& in, const OctetMemoryOutputs& out) = 0;
  // Nothing is outstanding and nothing is being refused.
  virtual bool idle() const = 0;
  // The core is to be settled once more with every READY inverted; no VALID may change.
  virtual bool inverts_ready() const { return false; }
};

}  // namespace octet
