// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A set of whole numbers as disjoint half-open ranges that do not touch.
#pragma once
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <vector>

#include "arch/program.h"

namespace octet {

class RangeSet {
 public:
  void add(std::int64_t begin, std::int64_t end) {
    auto it = ranges_.upper_bound(begin);
    if (it != ranges_.begin() && std::prev(it)->second >= begin) --it;
    if (it != ranges_.end() && it->first <= begin && it->second >= end) return;
    for (; it != ranges_.end() && it->first <= end; it = ranges_.erase(it)) {
      begin = std::min(begin, it->first);
      end = std::max(end, it->second);
    }
    ranges_.emplace_hint(it, begin, end);
  }
  void remove(std::int64_t begin, std::int64_t end) {
    auto it = ranges_.upper_bound(begin);
    if (it != ranges_.begin() && std::prev(it)->second > begin) --it;
    while (it != ranges_.end() && it->first < end) {
      const auto [from, to] = *it;
      it = ranges_.erase(it);
      if (from < begin) ranges_.emplace_hint(it, from, begin);
      if (to > end) it = ranges_.emplace_hint(it, end, to);
    }
  }
  bool contains(std::int64_t begin, std::int64_t end) const {
    auto it = ranges_.upper_bound(begin);
    return begin >= end || (it != ranges_.begin() && std::prev(it)->second >= end);
  }
  bool meets(std::int64_t begin, std::int64_t end) const {
    auto it = ranges_.upper_bound(begin);
    return (it != ranges_.begin() && std::prev(it)->second > begin) || (it != ranges_.end() && it->first < end);
  }
  bool empty() const { return ranges_.empty(); }
  // What both have.
  std::vector<LiveRange> common(const RangeSet& other) const {
    std::vector<LiveRange> list;
    for (auto a = ranges_.begin(), b = other.ranges_.begin(); a != ranges_.end() && b != other.ranges_.end();) {
      const std::int64_t begin = std::max(a->first, b->first), end = std::min(a->second, b->second);
      if (begin < end) list.push_back({begin, end});
      ++(a->second < b->second ? a : b);
    }
    return list;
  }

 private:
  std::map<std::int64_t, std::int64_t> ranges_;  // end by begin
};

}  // namespace octet
