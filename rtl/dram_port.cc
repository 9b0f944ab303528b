// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/dram_port.h"

#include <algorithm>

#include "base/error.h"
#include "rtl/package_text.h"

namespace octet {

DramPort::DramPort(const Program& program, Dram& dram, MemoryImage& memory)
    : bases_(program.default_bases()), beat_bytes_(beat_bytes(program.machine)), dram_(dram), memory_(memory) {}

// Read data pass one beat a cycle in the order of the grants, from the cycle after the grant on; they are
// never later than the response, because a beat is at least as wide as the DRAM's bus.
DramPort::Answers DramPort::begin(std::int64_t cycle) {
  Answers answers;
  answers.slot = dram_.can_accept(cycle);
  const auto reading =
      std::find_if(bursts_.begin(), bursts_.end(), [](const Burst& b) { return b.source != Source::kStore && b.left; });
  if (reading != bursts_.end()) {
    answers.fetch = reading->source == Source::kFetch;
    answers.read.bytes = static_cast<int>(std::min(reading->left, beat_bytes_));
    for (int b = 0; b < answers.read.bytes; ++b) answers.read.data[b] = byte_at(reading->address++);
    reading->left -= answers.read.bytes;
  }
  while (!bursts_.empty() && bursts_.front().response <= cycle) {
    OCTET_CHECK(bursts_.front().left == 0, "cycle {}: response before {} bytes of data", cycle, bursts_.front().left);
    ++answers.responses[static_cast<std::size_t>(bursts_.front().source)];
    bursts_.pop_front();
  }
  return answers;
}

void DramPort::grant(std::int64_t cycle, Source source, std::uint64_t address, std::int64_t bytes) {
  const std::int64_t response = dram_.accept(cycle, address, bytes, source == Source::kStore);
  bursts_.push_back({source, address, bytes, response});
}

void DramPort::write(const Beat& beat) {
  const auto writing =
      std::find_if(bursts_.begin(), bursts_.end(), [](const Burst& b) { return b.source == Source::kStore && b.left; });
  OCTET_CHECK(writing != bursts_.end() && beat.bytes <= writing->left, "write data without a burst");
  for (int b = 0; b < beat.bytes; ++b) byte_at(writing->address++) = beat.data[b];
  writing->left -= beat.bytes;
}

std::uint8_t& DramPort::byte_at(std::uint64_t address) {
  OCTET_CHECK(address >= bases_[0], "DRAM address {:#x} lies in no region", address);
  const auto base = std::upper_bound(bases_.begin(), bases_.end(), address) - bases_.begin() - 1;
  auto& region = memory_.region[static_cast<std::size_t>(base)];
  const std::uint64_t offset = address - bases_[static_cast<std::size_t>(base)];
  OCTET_CHECK(offset < region.size(), "DRAM address {:#x} lies in no region", address);
  return region[offset];
}

}  // namespace octet
