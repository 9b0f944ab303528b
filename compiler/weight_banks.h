// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Scratchpad banks for weights, used in turn, each remembering which tile it holds.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/error.h"

namespace octet {

// What a bank holds.
struct WeightTile {
  std::int64_t layer = -1, tile = 0;  // -1: nothing
  bool operator==(const WeightTile&) const = default;
};

// Scratchpad banks for weights: all that neither values nor streams of the group have. A new tile goes where nobody
// has been for longest, so that its load may begin that early.
class WeightBanks {
 public:
  WeightBanks(std::int64_t banks, std::int64_t bank_bytes)
      : bank_bytes_(bank_bytes), banks_(static_cast<std::size_t>(banks)) {}

  // A group begins at `step`, with banks `taken` for other things.
  void begin_group(const std::vector<char>& taken, std::int64_t step) {
    for (std::size_t b = 0; b < banks_.size(); ++b) {
      if (banks_[b].taken) banks_[b].last = step;
      banks_[b].taken = taken[b] != 0;
      if (banks_[b].taken) banks_[b].held = {};
    }
  }
  // Address of `tile`, used at `step`; `load` is set when it is not there yet.
  std::int64_t request(const WeightTile& tile, std::int64_t step, bool& load) {
    const auto held = std::find_if(banks_.begin(), banks_.end(), [&](const Bank& b) { return b.held == tile; });
    load = held == banks_.end();
    return use(load ? oldest() : static_cast<std::size_t>(held - banks_.begin()), tile, step);
  }
  // A bank for somebody who remembers himself what it holds, until the group ends.
  std::int64_t claim(std::int64_t step) {
    const std::size_t bank = oldest();
    banks_[bank].taken = true;
    return use(bank, {}, step);
  }
  std::int64_t free() const {
    return std::count_if(banks_.begin(), banks_.end(), [](const Bank& b) { return !b.taken; });
  }
  void forget() {
    for (Bank& b : banks_) b.held = {};
  }

 private:
  struct Bank {
    bool taken = false;
    WeightTile held;
    std::int64_t last = -1;  // step of the last use
  };
  std::size_t oldest() const {
    std::size_t best = banks_.size();
    for (std::size_t b = banks_.size(); b-- > 0;)
      if (!banks_[b].taken && (best == banks_.size() || banks_[b].last < banks_[best].last)) best = b;
    OCTET_CHECK(best < banks_.size(), "no bank is free for weights");
    return best;
  }
  std::int64_t use(std::size_t bank, const WeightTile& tile, std::int64_t step) {
    banks_[bank].held = tile;
    banks_[bank].last = step;
    return static_cast<std::int64_t>(bank) * bank_bytes_;
  }

  std::int64_t bank_bytes_;
  std::vector<Bank> banks_;
};

}  // namespace octet
