// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/rtl/support/stress_memory.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace octet::testing {
namespace {
constexpr int kStore = static_cast<int>(Source::kStore);
}

StressMemory::StressMemory(const Program& program, MemoryImage& memory, const StressOptions& options,
                           StressCounts& counts)
    : memory_(program, memory),
      word_(static_cast<std::uint64_t>(program.machine.dram_word_bytes())),
      options_(options),
      counts_(counts),
      random_(options.seed) {}

void StressMemory::drive(std::int64_t cycle, OctetMemoryInputs& in) {
  in.slot = chance();
  in.arready = chance();
  in.awready = chance();
  in.wready = chance() && (offered_ || !options_.data_after_valid);
  in.rvalid = in.bvalid = 0;
  if (chance()) choose_read(cycle, in);
  if (chance()) choose_answer(cycle, in);
}

// The core takes read data always, so a VALID lasts one cycle.
void StressMemory::choose_read(std::int64_t cycle, OctetMemoryInputs& in) {
  const int id = random_() % 2 ? static_cast<int>(Source::kLoad) : static_cast<int>(Source::kFetch);
  auto& queue = bursts_[static_cast<std::size_t>(id)];
  if (queue.empty() || queue.front().ready > cycle) return;
  Burst& burst = queue.front();
  const std::uint64_t lane = burst.address % word_, bytes = std::min(burst.bytes, word_ - lane);
  for (auto& byte : in.rdata) byte = static_cast<std::uint8_t>(random_());
  std::memcpy(in.rdata + lane, memory_.at(burst.address, bytes), bytes);
  burst.address += bytes;
  burst.bytes -= bytes;
  in.rvalid = 1;
  in.rid = static_cast<std::uint8_t>(id);
  in.rlast = --burst.beats == 0;
  in.rresp = burst.fails && in.rlast ? options_.error : 0;
  counts_.failed[static_cast<std::size_t>(id)] += in.rresp != 0;
  counts_.interleaved += last_read_ >= 0 && last_read_ != id;
  last_read_ = in.rlast ? -1 : id;
  if (in.rlast) queue.pop_front();
}

void StressMemory::choose_answer(std::int64_t cycle, OctetMemoryInputs& in) {
  auto& queue = bursts_[kStore];
  if (queue.empty() || queue.front().beats > 0 || queue.front().ready > cycle) return;
  in.bvalid = 1;
  in.bid = kStore;
  in.bresp = queue.front().fails ? options_.error : 0;
  counts_.failed[kStore] += in.bresp != 0;
  queue.pop_front();
}

void StressMemory::serve(std::int64_t cycle, const OctetMemoryInputs& in, const OctetMemoryOutputs& out) {
  counts_.address_waits += (out.ar.valid && !in.arready) + (out.aw.valid && !in.awready);
  offered_ = out.wvalid;
  counts_.data_waits += out.wvalid && !in.wready;
  if (out.ar.valid && in.arready) accept(cycle, out.ar);
  if (out.aw.valid && in.awready) accept(cycle, out.aw);
  if (out.wvalid && in.wready) {
    Word& word = words_.emplace_back();
    word.strobes = out.wstrb;
    word.last = out.wlast;
    std::memcpy(word.data.data(), out.wdata, word.data.size());
  }
  store();
}

void StressMemory::accept(std::int64_t cycle, const OctetAddress& a) {
  const std::int64_t wait = 1 + static_cast<std::int64_t>(random_() % static_cast<unsigned>(options_.longest_wait));
  bursts_.at(a.id).push_back({a.address, a.user, a.len + 1, cycle + wait, bursts_taken_++ == options_.failing});
  std::size_t outstanding = 0;
  for (const auto& queue : bursts_) outstanding += queue.size();
  counts_.most_outstanding = std::max(counts_.most_outstanding, static_cast<int>(outstanding));
}

// Matches write data with the oldest addresses that lack some.
void StressMemory::store() {
  while (!words_.empty()) {
    auto& queue = bursts_[kStore];
    const auto burst = std::find_if(queue.begin(), queue.end(), [](const Burst& b) { return b.beats > 0; });
    if (burst == queue.end()) {
      ++counts_.data_before_address;
      return;
    }
    const Word& word = words_.front();
    const std::uint64_t at = burst->address / word_ * word_;
    for (std::uint64_t lane = 0; lane < word_; ++lane)
      if (word.strobes >> lane & 1) *memory_.at(at + lane, 1) = word.data[lane];
    burst->address = at + word_;
    OCTET_CHECK(word.last == (--burst->beats == 0), "WLAST {} with {} beats to come", word.last, burst->beats);
    words_.pop_front();
  }
}

}  // namespace octet::testing
