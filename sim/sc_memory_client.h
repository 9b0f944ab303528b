// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What talks to the DRAM: a TLM-2.0 initiator that presents one burst at a time, learns its response
// cycle when it is granted, and moves bytes by the debug transport.
#pragma once
#include <tlm>

#include "sim/sc_run.h"

namespace octet::sc {

class MemoryClient : public Part, public tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_initiator_socket<> socket;

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& burst, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

 protected:
  explicit MemoryClient(const sc_core::sc_module_name& name);
  void bind_client(Run& run);
  bool presenting() const { return presenting_; }
  void present(std::uint64_t address, std::uint32_t bytes, std::uint8_t* data, bool write);
  // Moves bytes now, without time.
  void move(std::uint64_t address, std::uint32_t bytes, std::uint8_t* data, bool write);
  // The presented burst is granted and answered in cycle `response`; the next may be presented.
  virtual void granted(Cycle response) = 0;

 private:
  void fill(tlm::tlm_generic_payload& burst, std::uint64_t address, std::uint32_t bytes, std::uint8_t* data,
            bool write);

  tlm::tlm_generic_payload payloads_[2];  // a burst may be presented while the one before is being granted
  tlm::tlm_generic_payload untimed_;
  int payload_ = 0;
  bool presenting_ = false;
};

}  // namespace octet::sc
