// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM accesses of an inference as the traces other simulators read.
#pragma once
#include <cstdint>
#include <string>

#include "arch/recorder.h"
#include "reports/trace_events.h"

namespace octet {

// kRamulator2: "LD 0x40" and "ST 0x40", of Ramulator 2's LoadStoreTrace frontend. kDramsim3: "0x40 READ 7", of
// DRAMsim3's trace-driven CPU, with the cycle of the grant since the inference began.
enum class DramTraceFormat : std::uint8_t { kRamulator2, kDramsim3 };
// Throws Error(kUsage) with the nearest name.
DramTraceFormat dram_trace_format(const std::string& name);

inline constexpr std::int64_t kDramAccessBytes = 64;  // what a line is, aligned: a cache line, a DRAM burst of both

// A line for every 64 bytes that a burst touches, in the order of the grants.
class DramTrace : public Recorder {
 public:
  DramTrace(DramTraceFormat format, TextSink sink) : format_(format), sink_(std::move(sink)) {}
  void inference_begins(const Program&, std::int64_t cycle) override { origin_ = cycle; }
  void granted(const DramBurst& burst) override;

 private:
  const DramTraceFormat format_;
  TextSink sink_;
  std::int64_t origin_ = 0;
};

}  // namespace octet
