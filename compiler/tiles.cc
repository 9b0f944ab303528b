// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Cutting a whole into balanced tiles.
#include "compiler/tiles.h"

#include "base/error.h"

namespace octet {

void require_sensible(std::int64_t times, std::int64_t tiles) {
  if (times > kMostCommands / tiles)
    fail(ErrorKind::kModel, "a layer of {} times {} tiles: a program holds at most {} commands", times, tiles,
         kMostCommands);
}

Region region_of(const Layer& l, const View& in, const Tile& t) {
  auto range = [](std::int64_t first, std::int64_t count, std::int64_t stride, std::int64_t kernel,
                  std::int64_t dilation, std::int64_t pad, std::int64_t size) {
    const std::int64_t low = first * stride - pad;
    const std::int64_t high = low + (count - 1) * stride + (kernel - 1) * dilation + 1;
    const std::int64_t from = std::clamp<std::int64_t>(low, 0, size - 1);
    return std::pair{from, std::clamp<std::int64_t>(high, from + 1, size)};
  };
  const auto [y0, y1] = range(t.y0, t.height(), l.stride_h, l.kernel_h, l.dilation_h, l.pad_top, in.h);
  const auto [x0, x1] = range(t.x0, t.width(), l.stride_w, l.kernel_w, l.dilation_w, l.pad_left, in.w);
  return {y0, y1, x0, x1};
}

std::vector<Tile> images_of(const View& out) {
  require_sensible(out.n, 1);
  std::vector<Tile> images;
  for (std::int64_t b = 0; b < out.n; ++b) images.push_back({b, 0, out.h, 0, out.w});
  return images;
}

std::vector<Tile> tiles_of(const std::vector<Tile>& parts, std::int64_t th, std::int64_t tw) {
  std::vector<Tile> list;
  for (const Tile& part : parts) {
    const bool first = list.empty();
    for_each_tile(part, th, tw, [&](const Tile& tile) { list.push_back(tile); });
    if (first) require_sensible(static_cast<std::int64_t>(parts.size()), static_cast<std::int64_t>(list.size()));
  }
  return list;
}

}  // namespace octet
