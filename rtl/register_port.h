// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The host at the core's AXI4-Lite port. Its transactions take clock cycles of the core while the machine stands still.
#pragma once
#include <cstdint>
#include <functional>
#include <utility>

#include "rtl/register_map.h"
#include "rtl/simulator/core_abi.h"

namespace octet {

class RegisterPort {
 public:
  // `settle` applies the inputs and reads the outputs of a cycle, `clock` ends it.
  RegisterPort(OctetHostInputs& in, const OctetHostOutputs& out, std::function<void()> settle,
               std::function<void()> clock)
      : in_(in), out_(out), settle_(std::move(settle)), clock_(std::move(clock)) {}

  // Each returns the AXI response, 0 for OKAY.
  int write(std::uint32_t address, std::uint32_t value, unsigned strobes = 15);
  int read(std::uint32_t address, std::uint32_t& value);
  // Writes registers that must take it.
  void set(Register address, std::uint32_t value, std::uint32_t offset = 0);
  void set64(Register address, std::uint64_t value, std::uint32_t offset);
  std::uint32_t value_of(Register address);
  // Takes the start bit: the next cycle, which the caller makes, is the segment's first.
  void start();

 private:
  void present(std::uint32_t address, std::uint32_t value, unsigned strobes);
  void wait_for(const std::uint8_t& signal);

  OctetHostInputs& in_;
  const OctetHostOutputs& out_;
  std::function<void()> settle_, clock_;
};

}  // namespace octet
