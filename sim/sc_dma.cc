// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_dma.h"

#include <utility>

#include "base/error.h"

namespace octet::sc {

Dma::Dma(const sc_core::sc_module_name& name, bool store) : MemoryClient(name), store_(store) {
  SC_HAS_PROCESS(Dma);
  SC_METHOD(finish);
  sensitive << done_event_;
  dont_initialize();
}

void Dma::bind(Run& r) {
  bind_client(r);
  done_event_.cancel();
  jobs_.clear();
}

Cycle Dma::available(int, Cycle from) { return jobs_.size() < kJobs ? from : kNever; }

const Transfer& Dma::transfer_of(int command) const {
  const Operation& op = run().command(command).op;
  return store_ ? std::get<StoreCommand>(op).t : std::get<LoadCommand>(op).t;
}

void Dma::start(int command, Cycle now) {
  Job& job = jobs_.emplace_back();
  job.command = command;
  const bool unlimited = run().machine().dram_unlimited;
  if (!unlimited || run().has_data()) {
    const Transfer& transfer = transfer_of(command);
    job.bursts = bursts(transfer, run().base(transfer.base), run().machine());
  }
  if (run().has_data()) read_operands(job);
  if (unlimited) {
    finish_at(job, now + 1);
  } else if (!presenting()) {
    present_next();
  }
}

void Dma::read_operands(Job& job) {
  if (store_) {
    job.effect = compute(run().machine(), run().command(job.command), run().chip(), run().memory());
    return;
  }
  job.effect.bytes.resize(static_cast<std::size_t>(run().plan(job.command).data_bytes));
  move_bursts(job);
  if (transfer_of(job.command).flip)
    for (std::uint8_t& byte : job.effect.bytes) byte ^= 0x80;
}

void Dma::write_results(Job& job) {
  if (store_) {
    move_bursts(job);
  } else {
    commit(run().machine(), run().command(job.command), std::move(job.effect), run().chip(), run().memory());
  }
}

// Moves the command's bytes between the DRAM and the job's buffer.
void Dma::move_bursts(Job& job) {
  const std::uint64_t base = run().base(transfer_of(job.command).base);
  std::size_t at = 0;
  for (const Burst& burst : job.bursts) {
    move(base + burst.offset, burst.bytes, job.effect.bytes.data() + at, store_);
    at += burst.bytes;
  }
  OCTET_CHECK(at == job.effect.bytes.size(), "bursts of {} bytes, a transfer of {}", at, job.effect.bytes.size());
}

void Dma::present_next() {
  for (Job& job : jobs_) {
    if (job.granted == job.bursts.size()) continue;
    const Burst& burst = job.bursts[job.granted];
    std::uint8_t* data = run().has_data() ? job.effect.bytes.data() + job.bytes_granted : nullptr;
    present(run().base(transfer_of(job.command).base) + burst.offset, burst.bytes, data, store_);
    return;
  }
}

void Dma::granted(Cycle response) {
  Job& job = jobs_.front().granted < jobs_.front().bursts.size() ? jobs_.front() : jobs_.back();
  job.bytes_granted += job.bursts[job.granted].bytes;
  if (++job.granted == job.bursts.size()) finish_at(job, response + 1);
  present_next();
}

void Dma::finish_at(Job& job, Cycle done) {
  job.done = done;
  if (&job == &jobs_.front()) run().wake(done_event_, done, Phase::kComplete);
}

void Dma::finish() {
  step(Phase::kComplete, [this](Cycle now) {
    while (!jobs_.empty() && jobs_.front().done <= now) {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      if (run().has_data()) write_results(job);
      scoreboard->complete(job.command, now);
    }
    if (!jobs_.empty() && jobs_.front().done != kNever) run().wake(done_event_, jobs_.front().done, Phase::kComplete);
  });
}

}  // namespace octet::sc
