// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Each space is a map of disjoint ranges, split where accesses begin and end.
#include "compiler/hazards.h"

#include <algorithm>
#include <iterator>

namespace octet {
namespace {
void raise(QueueIndices& a, const QueueIndices& b) {
  for (int q = 0; q < kQueues; ++q) a[q] = std::max(a[q], b[q]);
}
}  // namespace

void* NodePool::take(std::size_t bytes) {
  constexpr std::size_t kNodes = 32;  // of a chunk
  if (!free_) {
    chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kNodes * bytes));
    for (std::size_t i = kNodes; i-- > 0;) give(chunks_.back().get() + i * bytes);
  }
  return std::exchange(free_, *static_cast<void**>(free_));
}

HazardMap::HazardMap() : spaces_{Tree(pool_), Tree(pool_), Tree(pool_), Tree(pool_), Tree(pool_), Tree(pool_)} {
  static_assert(kSpaces == 6);
}

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
    const Cells& cells = spaces_[static_cast<int>(a.space)].cells;
    auto it = cells.upper_bound(a.begin);
    if (it != cells.begin() && std::prev(it)->second.end > a.begin) --it;
    for (; it != cells.end() && it->first < a.end; ++it) raise(found, it->second.writer);
  }
  return found;
}

// A write depends on all readers and writers of its bytes and replaces them: who depends on the write
// is behind them too. A read depends on the writers.
void HazardMap::touch(Tree& tree, const Access& access, std::int32_t index, int queue, QueueIndices& found) {
  Cells& cells = tree.cells;
  Node*& known = tree.known_at(access.begin);
  auto it = cells.end();
  if (!known || known->first != access.begin) {
    it = cells.lower_bound(access.begin);
    known = it != cells.end() && it->first == access.begin ? &*it : nullptr;
  }
  if (known && known->second.end == access.end) {  // a buffer used again
    Cell& cell = known->second;
    raise(found, cell.writer);
    if (access.write) {
      raise(found, cell.reader);
      cell.writer = cell.reader = kNone;
      cell.writer[queue] = index;
    } else {
      cell.reader[queue] = index;
    }
    return;
  }
  if (known) it = cells.lower_bound(access.begin);
  // What lies behind `at` of a cell that reaches beyond it becomes a cell of its own.
  const auto cut = [&cells](Cells::iterator cell, std::int64_t at) {
    const Cell behind = cell->second;
    cell->second.end = at;
    return cells.emplace_hint(std::next(cell), at, behind);
  };
  if (!known && it != cells.begin())
    if (const auto before = std::prev(it); before->second.end > access.begin) it = cut(before, access.begin);
  if (access.write) {
    replace(tree, it, access, found).writer[queue] = index;
    return;
  }
  for (std::int64_t at = access.begin; at < access.end; at = it->second.end, ++it) {
    if (it == cells.end() || it->first > at)  // a gap: nobody touched it yet
      it = cells.emplace_hint(it, at, Cell{it == cells.end() ? access.end : std::min(access.end, it->first)});
    else if (it->second.end > access.end)
      cut(it, access.end);
    raise(found, it->second.writer);
    it->second.reader[queue] = index;
  }
}

// One cell for all of `access`, of nobody yet, in the place of those from `it` on. An own earlier access of the command
// must not hide what it found; others go.
HazardMap::Cell& HazardMap::replace(Tree& tree, Cells::iterator it, const Access& access, QueueIndices& found) {
  Cells& cells = tree.cells;
  if (it == cells.end() || it->first != access.begin) it = cells.emplace_hint(it, access.begin, Cell{access.begin});
  const auto whole = it;
  while (it != cells.end() && it->first < access.end) {
    raise(found, it->second.writer);
    raise(found, it->second.reader);
    if (it->second.end > access.end) cells.emplace_hint(std::next(it), access.end, it->second);
    if (it == whole) {
      ++it;
    } else {
      tree.known_at(it->first) = nullptr;
      it = cells.erase(it);
    }
  }
  return whole->second = Cell{access.end};
}

}  // namespace octet
