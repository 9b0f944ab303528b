// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The bursts of a transfer one at a time: the sequence of arch's bursts() without the vector.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "arch/isa.h"

namespace octet {

class BurstCursor {
 public:
  struct Burst {
    std::uint64_t address;
    std::int64_t bytes;
  };

  BurstCursor() = default;
  // burst_bytes is a power of two; the transfer has at least one byte (illegal() says so).
  BurstCursor(const Transfer& t, std::uint64_t base, std::int64_t burst_bytes)
      : at_(base + t.dram_offset), burst_mask_(static_cast<std::uint64_t>(burst_bytes) - 1), run_(t.run_bytes) {
    std::uint32_t inner = t.inner, outer = t.outer;
    if (inner > 1 && t.dram_inner_pitch == run_) {
      run_ *= inner;
      inner = 1;
    }
    if (inner == 1 && outer > 1 && t.dram_outer_pitch == run_) {
      run_ *= outer;
      outer = 1;
    }
    inner_ = inner_left_ = inner;
    outer_left_ = outer;
    row_ = run_at_ = at_;
    inner_pitch_ = t.dram_inner_pitch;
    outer_pitch_ = t.dram_outer_pitch;
    left_ = run_;
  }
  bool empty() const { return left_ == 0; }
  std::uint64_t address() const { return at_; }  // of the next burst
  void append_state(std::vector<std::int64_t>& state) const {
    for (const std::uint64_t word : {at_, left_, run_at_, row_, std::uint64_t{inner_left_}, std::uint64_t{outer_left_}})
      state.push_back(static_cast<std::int64_t>(word));
  }
  Burst next() {
    const std::uint64_t room = burst_mask_ + 1 - (at_ & burst_mask_);
    const std::uint64_t bytes = std::min(left_, room);
    const Burst burst{at_, static_cast<std::int64_t>(bytes)};
    at_ += bytes;
    left_ -= bytes;
    if (left_ == 0) next_run();
    return burst;
  }
  // Whole bursts among the next `bytes` that are neither the last of their run nor begin elsewhere than at a multiple.
  std::int64_t whole_bursts(std::int64_t bytes) const {
    if ((at_ & burst_mask_) != 0 || left_ == 0) return 0;
    const std::uint64_t most = std::min(left_ - 1, static_cast<std::uint64_t>(bytes));
    return static_cast<std::int64_t>(most >> std::countr_one(burst_mask_));
  }
  void skip_whole(std::int64_t bursts) {
    const std::uint64_t bytes = static_cast<std::uint64_t>(bursts) * (burst_mask_ + 1);
    at_ += bytes;
    left_ -= bytes;
  }

 private:
  void next_run() {
    if (--inner_left_ > 0) {
      run_at_ += inner_pitch_;
    } else if (--outer_left_ > 0) {
      inner_left_ = inner_;
      run_at_ = row_ += outer_pitch_;
    } else {
      return;
    }
    at_ = run_at_;
    left_ = run_;
  }

  std::uint64_t at_ = 0, burst_mask_ = 0;
  std::uint64_t run_ = 0, left_ = 0;    // bytes of a joined run, bytes of it not handed out
  std::uint64_t run_at_ = 0, row_ = 0;  // start of this run, of this outer row
  std::uint32_t inner_ = 0, inner_left_ = 0, outer_left_ = 0;
  std::uint32_t inner_pitch_ = 0, outer_pitch_ = 0;
};

}  // namespace octet
