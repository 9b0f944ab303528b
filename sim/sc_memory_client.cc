// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_memory_client.h"

#include "base/error.h"

namespace octet::sc {

MemoryClient::MemoryClient(const sc_core::sc_module_name& name) : Part(name), socket("socket") { socket.bind(*this); }

void MemoryClient::bind_client(Run& r) {
  bind_run(r);
  presenting_ = false;
}

void MemoryClient::fill(tlm::tlm_generic_payload& burst, std::uint64_t address, std::uint32_t bytes, std::uint8_t* data,
                        bool write) {
  burst.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  burst.set_address(address);
  burst.set_data_ptr(data);
  burst.set_data_length(bytes);
  burst.set_streaming_width(bytes);
  burst.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

void MemoryClient::present(std::uint64_t address, std::uint32_t bytes, std::uint8_t* data, bool write) {
  payload_ = 1 - payload_;
  tlm::tlm_generic_payload& burst = payloads_[payload_];
  fill(burst, address, bytes, data, write);
  presenting_ = true;
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  const tlm::tlm_sync_enum answer = socket->nb_transport_fw(burst, phase, delay);
  OCTET_CHECK(answer == tlm::TLM_ACCEPTED, "{} was answered {}", name(), static_cast<int>(answer));
}

void MemoryClient::move(std::uint64_t address, std::uint32_t bytes, std::uint8_t* data, bool write) {
  fill(untimed_, address, bytes, data, write);
  const unsigned moved = socket->transport_dbg(untimed_);
  OCTET_CHECK(moved == bytes, "{} moved {} of {} bytes", name(), moved, bytes);
}

tlm::tlm_sync_enum MemoryClient::nb_transport_bw(tlm::tlm_generic_payload& burst, tlm::tlm_phase& phase,
                                                 sc_core::sc_time& delay) {
  OCTET_CHECK(phase == tlm::BEGIN_RESP && presenting_ && &burst == &payloads_[payload_] && burst.is_response_ok(),
              "{}: phase {} out of order", name(), static_cast<unsigned>(phase));
  presenting_ = false;
  granted(run().cycle_after(delay));
  return tlm::TLM_COMPLETED;
}

}  // namespace octet::sc
