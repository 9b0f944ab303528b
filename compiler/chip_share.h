// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A program's share of a machine's memories, where several programs stay on it.
#pragma once
#include <cstdint>

#include "arch/program.h"

namespace octet {

// Banks [0, work_banks) are for everything that does not outlive an inference; all programs of a machine share them.
// Weights stay in kept_banks banks from kept_bank on, the last vector_banks of them those of the vector unit. Records
// stay from kept_record on; none: every inference loads them, wherever it likes.
struct ChipShare {
  std::int64_t work_banks = 0;
  std::int64_t kept_bank = 0, kept_banks = 0, vector_banks = 0;
  std::int64_t kept_record = 0, kept_records = 0;

  MemoryUse scratchpad(std::int64_t bank) const {  // bytes from one bank to the next
    return {work_banks * bank, kept_bank * bank, (kept_bank + kept_banks) * bank};
  }
  MemoryUse parameters() const {
    if (kept_records == 0) return {};
    return {0, kept_record, kept_record + kept_records};
  }
};

}  // namespace octet
