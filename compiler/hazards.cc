// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Each space is a list of disjoint ranges, split where accesses begin and end.
#include "compiler/hazards.h"

#include <algorithm>
#include <iterator>

namespace octet {
namespace {
void raise(QueueIndices& a, const QueueIndices& b) {
  for (int q = 0; q < kQueues; ++q) a[q] = std::max(a[q], b[q]);
}

// The first cell that ends behind `at`.
template <class Cells>
auto first_behind(Cells& cells, std::int64_t at) {
  return std::partition_point(cells.begin(), cells.end(), [at](const auto& cell) { return cell.end <= at; });
}
}  // namespace

QueueIndices HazardMap::enter(std::int32_t index, Queue queue, const AccessList& list) {
  QueueIndices found = kNone;
  for (const Access& a : list) {
    if (a.space == Space::kDramConstants && !a.write) continue;  // a store there is illegal
    touch(spaces_[static_cast<int>(a.space)], a, index, static_cast<int>(queue), found);
  }
  for (int q = 0; q < kQueues; ++q)
    if (found[q] == index) found[q] = -1;  // a command that reads and writes one place
  return found;
}

QueueIndices HazardMap::writers(const AccessList& list) const {
  QueueIndices found = kNone;
  for (const Access& a : list) {
    const Cells& cells = spaces_[static_cast<int>(a.space)];
    for (auto it = first_behind(cells, a.begin); it != cells.end() && it->begin < a.end; ++it) raise(found, it->writer);
  }
  return found;
}

// A write depends on all readers and writers of its bytes and replaces them: who depends on the write
// is behind them too. A read depends on the writers.
void HazardMap::touch(Cells& cells, const Access& access, std::int32_t index, int queue, QueueIndices& found) {
  const auto first = first_behind(cells, access.begin);
  auto last = first;
  pieces_.clear();
  Cell piece{access.begin, access.begin};
  // The access's own bytes up to `end`, as nobody touched them or with those who did.
  const auto add = [&](std::int64_t end, const Cell* before) {
    if (end <= piece.begin) return;
    piece.end = end;
    if (before) piece.writer = before->writer, piece.reader = before->reader;
    piece.reader[queue] = index;
    pieces_.push_back(piece);
    piece = {end, end};
  };
  for (; last != cells.end() && last->begin < access.end; ++last) {
    raise(found, last->writer);
    if (last->begin < access.begin) pieces_.push_back({last->begin, access.begin, last->writer, last->reader});
    if (access.write) {
      raise(found, last->reader);
      continue;
    }
    add(last->begin, nullptr);
    add(std::min(last->end, access.end), &*last);
  }
  if (access.write) {
    piece.end = access.end;
    piece.writer[queue] = index;
    pieces_.push_back(piece);
  } else {
    add(access.end, nullptr);
  }
  if (last != first && std::prev(last)->end > access.end) {
    const Cell& cut = *std::prev(last);
    pieces_.push_back({access.end, cut.end, cut.writer, cut.reader});
  }
  const auto kept = std::min<std::ptrdiff_t>(last - first, static_cast<std::ptrdiff_t>(pieces_.size()));
  std::copy_n(pieces_.begin(), kept, first);
  if (last - first > kept)
    cells.erase(first + kept, last);
  else
    cells.insert(last, pieces_.begin() + kept, pieces_.end());
}

}  // namespace octet
