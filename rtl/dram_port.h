// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM behind the core's port: arch's Dram for the times, the memory image for the data. Within a
// cycle: begin() answers, the core requests, finish() takes its burst and its write data.
#pragma once
#include <array>
#include <cstdint>
#include <deque>

#include "arch/dram.h"
#include "arch/program.h"
#include "rtl/simulator/core_abi.h"

namespace octet {

inline constexpr int kSources = 3;
enum class Source { kLoad, kStore, kFetch };

// Data of one cycle, of one burst.
struct Beat {
  int bytes = 0;  // 0: none
  std::array<std::uint8_t, kOctetBeatBytes> data;
};

class DramPort {
 public:
  DramPort(const Program& program, Dram& dram, MemoryImage& memory);

  struct Answers {
    bool slot = false;                      // a burst may be granted in this cycle
    std::array<int, kSources> responses{};  // bursts answered in this cycle, by source
    bool fetch = false;                     // who gets the read beat
    Beat read;
  };
  Answers begin(std::int64_t cycle);
  void grant(std::int64_t cycle, Source source, std::uint64_t address, std::int64_t bytes);
  void write(const Beat& beat);
  bool idle() const { return bursts_.empty(); }

 private:
  struct Burst {
    Source source;
    std::uint64_t address;
    std::int64_t left;  // bytes whose data have not passed
    std::int64_t response;
  };
  std::uint8_t& byte_at(std::uint64_t address);

  std::array<std::uint64_t, kBases> bases_;
  std::int64_t beat_bytes_;
  Dram& dram_;
  MemoryImage& memory_;
  std::deque<Burst> bursts_;  // granted and not answered, in the order of the grants
};

}  // namespace octet
