// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/register_port.h"

#include "base/error.h"

namespace octet {
namespace {
constexpr int kPatience = 64;  // cycles until the port must have answered
}

// Returns in a settled cycle in which the signal is high.
void RegisterPort::wait_for(const std::uint8_t& signal) {
  settle_();
  for (int cycle = 0; !signal; ++cycle) {
    OCTET_CHECK(cycle < kPatience, "the control registers do not answer within {} cycles", kPatience);
    clock_();
    settle_();
  }
}

// Ends in the cycle behind the handshake, not settled yet.
void RegisterPort::present(std::uint32_t address, std::uint32_t value, unsigned strobes) {
  in_.awvalid = in_.wvalid = 1;
  in_.awaddr = static_cast<std::uint8_t>(address);
  in_.wdata = value;
  in_.wstrb = static_cast<std::uint8_t>(strobes);
  in_.bready = 1;
  wait_for(out_.awready);
  OCTET_CHECK(out_.wready, "the control registers take {} without its data", "an address");
  clock_();
  in_.awvalid = in_.wvalid = 0;
}

int RegisterPort::write(std::uint32_t address, std::uint32_t value, unsigned strobes) {
  present(address, value, strobes);
  wait_for(out_.bvalid);
  const int response = out_.bresp;
  clock_();
  return response;
}

int RegisterPort::read(std::uint32_t address, std::uint32_t& value) {
  in_.arvalid = in_.rready = 1;
  in_.araddr = static_cast<std::uint8_t>(address);
  wait_for(out_.arready);
  clock_();
  in_.arvalid = 0;
  wait_for(out_.rvalid);
  value = out_.rdata;
  const int response = out_.rresp;
  clock_();
  return response;
}

void RegisterPort::set(Register address, std::uint32_t value, std::uint32_t offset) {
  const std::uint32_t at = static_cast<std::uint32_t>(address) + offset;
  const int response = write(at, value);
  OCTET_CHECK(response == 0, "register {:#x} answers {}", at, response);
}

void RegisterPort::set64(Register address, std::uint64_t value, std::uint32_t offset) {
  set(address, static_cast<std::uint32_t>(value), offset);
  set(address, static_cast<std::uint32_t>(value >> 32), offset + 4);
}

std::uint32_t RegisterPort::value_of(Register address) {
  std::uint32_t value = 0;
  const int response = read(static_cast<std::uint32_t>(address), value);
  OCTET_CHECK(response == 0, "register {:#x} answers {}", static_cast<std::uint32_t>(address), response);
  return value;
}

void RegisterPort::start() { present(static_cast<std::uint32_t>(Register::kControl), kControlStart, 1); }

}  // namespace octet
