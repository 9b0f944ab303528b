// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_dram.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace octet::sc {

DramModule::Port::Port(DramModule& dram, const char* name) : owner(dram), socket(name) { socket.bind(*this); }

tlm::tlm_sync_enum DramModule::Port::nb_transport_fw(tlm::tlm_generic_payload& request, tlm::tlm_phase& phase,
                                                     sc_core::sc_time&) {
  OCTET_CHECK(phase == tlm::BEGIN_REQ && !burst, "protocol: phase {}, busy {}", static_cast<unsigned>(phase),
              burst != nullptr);
  owner.request(*this, request);
  return tlm::TLM_ACCEPTED;
}

void DramModule::Port::b_transport(tlm::tlm_generic_payload&, sc_core::sc_time&) {
  OCTET_CHECK(false, "{} has no blocking transport", socket.name());
}

bool DramModule::Port::get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) { return false; }

unsigned DramModule::Port::transport_dbg(tlm::tlm_generic_payload& request) { return owner.copy(request); }

DramModule::DramModule(const sc_core::sc_module_name& name)
    : Part(name), ports_{Port{*this, "fetch"}, Port{*this, "store"}, Port{*this, "load"}} {
  SC_HAS_PROCESS(DramModule);
  SC_METHOD(grant);
  sensitive << grant_event_;
  dont_initialize();
}

void DramModule::bind(Run& r) {
  bind_run(r);
  grant_event_.cancel();
  for (Port& port : ports_) {
    port.burst = nullptr;
    port.grantable = kNever;
  }
  outstanding_.clear();
  granting_ = kNever;
}

// A burst presented at t can be granted from t+1; one presented while its predecessor is granted likewise.
void DramModule::request(Port& port, tlm::tlm_generic_payload& burst) {
  const Cycle now = granting_ == kNever ? run().now() : granting_;
  port.burst = &burst;
  port.grantable = now + 1;
  if (granting_ != kNever) return;
  const Cycle cycle = next_grant(now + 1);
  if (&port == &ports_[static_cast<std::size_t>(Requester::kFetch)]) {
    grant_from(cycle);  // the sequencer's last act in its tick, where it is alone
  } else {
    run().wake(grant_event_, cycle, Phase::kGrant);
  }
}

DramModule::Port* DramModule::winner(Cycle cycle) {
  for (Port& port : ports_)
    if (port.grantable <= cycle) return &port;
  return nullptr;
}

// The first cycle >= from in which a burst can be granted if none is presented meanwhile.
Cycle DramModule::next_grant(Cycle from) const {
  Cycle at = kNever;
  for (const Port& port : ports_) at = std::min(at, port.grantable);
  if (at == kNever) return kNever;
  at = run().dram().next_accept(std::max(at, from));
  const auto full = static_cast<std::size_t>(Dram::kMaxOutstanding);
  if (outstanding_.size() >= full) at = std::max(at, outstanding_[outstanding_.size() - full]);
  return at;
}

void DramModule::grant() {
  step(Phase::kGrant, [this](Cycle now) {
    Cycle cycle = next_grant(now);
    if (cycle == now) {
      accept(*winner(cycle), cycle);
      cycle = next_grant(cycle + 1);
    }
    grant_from(cycle);
  });
}

// Grants ahead of time while no process runs before, so that nobody can interfere, and arranges the next
// grant. Permuted runs go burst by burst.
void DramModule::grant_from(Cycle cycle) {
  if (cycle == kNever) return;
  run().look_ahead();
  while (cycle != kNever && !run().permuted() && run().idle_before(cycle, Phase::kGrant)) {
    accept(*winner(cycle), cycle);
    cycle = next_grant(cycle + 1);
  }
  if (cycle != kNever) run().wake(grant_event_, cycle, Phase::kGrant);
}

void DramModule::accept(Port& port, Cycle cycle) {
  tlm::tlm_generic_payload& burst = *port.burst;
  port.burst = nullptr;
  port.grantable = kNever;
  const Cycle response = run().dram().accept(cycle, burst.get_address(), burst.get_data_length(), burst.is_write());
  run().granted(static_cast<Requester>(&port - ports_.data()), cycle, response, burst.get_address(),
                burst.get_data_length(), burst.is_write());
  while (!outstanding_.empty() && outstanding_.front() <= cycle) outstanding_.pop_front();
  outstanding_.push_back(response);
  burst.set_response_status(tlm::TLM_OK_RESPONSE);
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay = run().delay_to(response, Phase::kComplete);
  granting_ = cycle;
  const tlm::tlm_sync_enum answer = port.socket->nb_transport_bw(burst, phase, delay);
  granting_ = kNever;
  OCTET_CHECK(answer == tlm::TLM_COMPLETED, "{} answered {}", port.socket.name(), static_cast<int>(answer));
}

// Moves the payload's bytes from or to the region its address lies in.
unsigned DramModule::copy(tlm::tlm_generic_payload& burst) {
  const auto& bases = run().bases();
  const auto above = std::upper_bound(bases.begin(), bases.end(), burst.get_address());
  OCTET_CHECK(above != bases.begin(), "address {:#x} is below every base", burst.get_address());
  const auto index = static_cast<std::size_t>(above - bases.begin()) - 1;
  std::vector<std::uint8_t>& region = run().memory().region[index];
  const std::uint64_t offset = burst.get_address() - bases[index], bytes = burst.get_data_length();
  OCTET_CHECK(offset + bytes <= region.size(), "bytes {}..{} of region {}, which has {}", offset, offset + bytes, index,
              region.size());
  if (burst.is_write()) {
    std::memcpy(region.data() + offset, burst.get_data_ptr(), bytes);
  } else {
    std::memcpy(burst.get_data_ptr(), region.data() + offset, bytes);
  }
  return static_cast<unsigned>(bytes);
}

}  // namespace octet::sc
