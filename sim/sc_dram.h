// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM: an arbiter that grants one burst a cycle by fixed priority in phase 3, and the memory behind
// it. Each requester has a TLM-2.0 target socket: BEGIN_REQ presents a burst, BEGIN_RESP grants it with
// the time of its response as delay; the debug transport moves the bytes.
#pragma once
#include <array>
#include <deque>
#include <tlm>

#include "sim/sc_run.h"

namespace octet::sc {

class DramModule : public Part {
 public:
  explicit DramModule(const sc_core::sc_module_name& name);
  void bind(Run& run);
  tlm::tlm_target_socket<>& socket(Requester r) { return ports_[static_cast<std::size_t>(r)].socket; }

 private:
  // One requester's side: at most one burst is presented and not granted.
  struct Port : tlm::tlm_fw_transport_if<> {
    Port(DramModule& owner, const char* name);
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& burst, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) override;
    void b_transport(tlm::tlm_generic_payload& burst, sc_core::sc_time& delay) override;
    bool get_direct_mem_ptr(tlm::tlm_generic_payload& burst, tlm::tlm_dmi& dmi) override;
    unsigned int transport_dbg(tlm::tlm_generic_payload& burst) override;

    DramModule& owner;
    tlm::tlm_target_socket<> socket;
    tlm::tlm_generic_payload* burst = nullptr;
    Cycle grantable = kNever;
  };

  void grant();
  void grant_from(Cycle cycle);
  void request(Port& port, tlm::tlm_generic_payload& burst);
  Port* winner(Cycle cycle);
  Cycle next_grant(Cycle from) const;
  void accept(Port& port, Cycle cycle);
  unsigned copy(tlm::tlm_generic_payload& burst);

  sc_core::sc_event grant_event_;
  std::array<Port, kRequesters> ports_;
  std::deque<Cycle> outstanding_;  // response cycles of granted bursts, in order
  Cycle granting_ = kNever;        // the cycle being granted, kNever outside the process
};

}  // namespace octet::sc
