// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/dram_trace.h"

#include <fmt/format.h>

#include <iterator>
#include <vector>

#include "base/error.h"
#include "base/suggest.h"

namespace octet {

DramTraceFormat dram_trace_format(const std::string& name) {
  const std::vector<std::string> known{"ramulator2", "dramsim3"};
  if (name == known[0]) return DramTraceFormat::kRamulator2;
  if (name == known[1]) return DramTraceFormat::kDramsim3;
  fail(ErrorKind::kUsage, "--dram-trace-format {}: allowed are ramulator2 and dramsim3{}", name,
       did_you_mean(name, known));
}

void DramTrace::granted(const DramBurst& burst) {
  constexpr auto kBytes = static_cast<std::uint64_t>(kDramAccessBytes);
  const std::uint64_t end = burst.address + static_cast<std::uint64_t>(burst.bytes);
  std::string lines;
  for (std::uint64_t at = burst.address / kBytes * kBytes; at < end; at += kBytes) {
    if (format_ == DramTraceFormat::kRamulator2)
      fmt::format_to(std::back_inserter(lines), "{} {:#x}\n", burst.write ? "ST" : "LD", at);
    else
      fmt::format_to(std::back_inserter(lines), "{:#x} {} {}\n", at, burst.write ? "WRITE" : "READ",
                     burst.granted - origin_);
  }
  sink_(lines);
}

}  // namespace octet
