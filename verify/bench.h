// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a regression runs on: the backend under test, those that say what is right, and how values are
// watched. The command line composes it; verify knows no backend by name.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "arch/backend.h"

namespace octet {

// A machine's on-chip memories before a command, as the reference has them: bytes, accumulator.rows x C words,
// one sum per accumulator row, 16-byte records.
struct MachineValues {
  std::span<const std::uint8_t> scratchpad;
  std::span<const std::int32_t> accumulator, sums;
  std::span<const std::uint8_t> parameters;
};
using ValueObserver = std::function<void(std::size_t command, const MachineValues&)>;

struct Bench {
  std::unique_ptr<Backend> candidate;  // under test
  std::unique_ptr<Backend> values;     // says what bytes are right; none: values are not compared
  std::unique_ptr<Backend> time;       // says when things happen
  HostFunction host = nullptr;
  // Runs a program on the reference, showing its memories before every command; none: no coverage of values.
  std::function<void(const Program&, MemoryImage, const ValueObserver&)> walk;
  // The candidate with a waveform of cycles [from, to] written to a file; none: it has no waveforms.
  std::function<std::unique_ptr<Backend>(const std::string& file, std::int64_t from, std::int64_t to)> with_waveform;
  // The candidate with its own coverage written to a file; none: it has none.
  std::function<std::unique_ptr<Backend>(const std::string& file)> with_coverage;
  double cycle_tolerance_percent = 0;
};

}  // namespace octet
