// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Hazards: for each command in stream order, the latest earlier command of every queue that it
// conflicts with (common byte, one writing).
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "arch/access.h"

namespace octet {

using QueueIndices = std::array<std::int32_t, kQueues>;  // command index per queue, -1: none
inline constexpr QueueIndices kNone{-1, -1, -1, -1};
using Hazards = std::vector<QueueIndices>;  // one per command

// Nodes of trees, all of one size, given back when the pool goes.
class NodePool {
 public:
  void* take(std::size_t bytes);
  void give(void* node) {
    *static_cast<void**>(node) = free_;
    free_ = node;
  }

 private:
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  void* free_ = nullptr;
};

template <class T>
struct PoolAllocator {
  using value_type = T;
  NodePool* pool;
  explicit PoolAllocator(NodePool& p) : pool(&p) {}
  template <class U>
  PoolAllocator(const PoolAllocator<U>& o) : pool(o.pool) {}
  T* allocate(std::size_t) { return static_cast<T*>(pool->take(sizeof(T))); }  // trees ask for one at a time
  void deallocate(T* node, std::size_t) { pool->give(node); }
  template <class U>
  bool operator==(const PoolAllocator<U>& o) const {
    return pool == o.pool;
  }
};

class HazardMap {
 public:
  HazardMap();
  HazardMap(const HazardMap&) = delete;
  HazardMap& operator=(const HazardMap&) = delete;
  // Enters command `index` of `queue` and returns its conflicts. Indices must ascend.
  QueueIndices enter(std::int32_t index, Queue queue, const AccessList& list);
  // The latest writers of what `list` touches.
  QueueIndices writers(const AccessList& list) const;

 private:
  struct Cell {
    std::int64_t end;
    QueueIndices writer = kNone, reader = kNone;
  };
  using Node = std::pair<const std::int64_t, Cell>;
  using Cells = std::map<std::int64_t, Cell, std::less<std::int64_t>, PoolAllocator<Node>>;
  // Cells found lately, by where they begin.
  static constexpr std::size_t kKnown = 64;
  struct Tree {
    explicit Tree(NodePool& pool) : cells(PoolAllocator<Node>(pool)) {}
    Node*& known_at(std::int64_t begin) {
      return known[(static_cast<std::uint64_t>(begin) * 0x9e3779b97f4a7c15ull) >> 58];
    }
    Cells cells;
    std::array<Node*, kKnown> known{};
  };
  void touch(Tree& tree, const Access& access, std::int32_t index, int queue, QueueIndices& found);
  static Cell& replace(Tree& tree, Cells::iterator it, const Access& access, QueueIndices& found);
  NodePool pool_;
  std::array<Tree, kSpaces> spaces_;
};

}  // namespace octet
