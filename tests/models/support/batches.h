// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Images of a batch beside single ones.
#pragma once
#include <cstdint>
#include <vector>

namespace octet::test {

// Bytes per tensor of several images, one image after the other in each tensor.
inline std::vector<std::vector<std::uint8_t>> joined(
    const std::vector<std::vector<std::vector<std::uint8_t>>>& images) {
  std::vector<std::vector<std::uint8_t>> all(images.at(0).size());
  for (const auto& image : images)
    for (std::size_t i = 0; i < all.size(); ++i) all[i].insert(all[i].end(), image.at(i).begin(), image.at(i).end());
  return all;
}

}  // namespace octet::test
