// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The format is that of GTKWave's fstapi: blocks of a type byte and a length of eight bytes, the highest first, which
// counts itself.
#include "rtl/fst_file.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <set>

namespace octet {
namespace {

enum BlockType : int { kHeader = 0, kGeometry = 3, kUnfinished = 255 };
constexpr std::initializer_list<int> kValues{1, 5, 8}, kHierarchy{4, 6, 7};

bool has_one_of(const std::set<int>& found, std::initializer_list<int> wanted) {
  for (const int type : wanted)
    if (found.count(type)) return true;
  return false;
}

// Types of the blocks; empty if they do not end where the file does.
std::set<int> block_types(std::ifstream& file, std::uint64_t bytes) {
  std::set<int> types;
  for (std::uint64_t at = 0; at < bytes;) {
    std::array<unsigned char, 9> head{};
    file.seekg(static_cast<std::streamoff>(at));
    if (!file.read(reinterpret_cast<char*>(head.data()), head.size())) return {};
    std::uint64_t length = 0;
    for (std::size_t i = 1; i < head.size(); ++i) length = length << 8 | head[i];
    if (length < 8 || length > bytes - at - 1) return {};
    types.insert(head[0]);
    at += 1 + length;
  }
  return types;
}

}  // namespace

bool is_whole_fst(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff end = file ? static_cast<std::streamoff>(file.tellg()) : 0;
  const std::set<int> types = block_types(file, static_cast<std::uint64_t>(end));
  return types.count(kHeader) && types.count(kGeometry) && !types.count(kUnfinished) && has_one_of(types, kValues) &&
         has_one_of(types, kHierarchy);
}

}  // namespace octet
