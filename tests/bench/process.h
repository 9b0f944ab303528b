// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the benchmarks measure of their own process.
#pragma once
#include <cstdint>
#include <ctime>
#include <fstream>
#include <string>

#include "base/error.h"

namespace octet {

// CPU time of all its threads, which other load on the machine does not lengthen by taking turns.
inline std::int64_t cpu_nanoseconds() {
  std::timespec time{};
  OCTET_CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0, "the process has no clock");
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// Greatest resident memory so far; unlike getrusage's it has nothing of the parent's.
inline std::int64_t peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  const std::string key = "VmHWM:";
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return std::stoll(line.substr(key.size()));
  fail(ErrorKind::kUsage, "the system does not say how much memory a process used");
}

}  // namespace octet
