// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The geometry of tiles: which output pixels, which input pixels they need, how a whole is cut.
#pragma once
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/units.h"
#include "compiler/layer.h"

namespace octet {

// 64 MiB of program: some twenty times what a large network needs on a small machine. What is beyond is
// absurd, and refused before it takes memory and hours.
inline constexpr std::int64_t kMostCommands = std::int64_t{1} << 20;

// Output pixels [y0,y1) x [x0,x1) of image b.
struct Tile {
  std::int64_t b = 0, y0 = 0, y1 = 1, x0 = 0, x1 = 1;
  std::int64_t height() const { return y1 - y0; }
  std::int64_t width() const { return x1 - x0; }
};

// Input rows and columns a tile reads, clipped to the tensor (at least one of each).
struct Region {
  std::int64_t y0, y1, x0, x1;
};
Region region_of(const Layer& layer, const View& input, const Tile& tile);

// Largest tile, whole rows first, of which `fits(height, width)`; {0,0} if not even one pixel does.
template <class Fits>
std::pair<std::int64_t, std::int64_t> largest_tile(std::int64_t height, std::int64_t width, Fits&& fits) {
  auto bisect = [](std::int64_t high, auto&& ok) {
    std::int64_t low = 0;
    while (low < high) {
      const std::int64_t middle = (low + high + 1) / 2;
      if (ok(middle))
        low = middle;
      else
        high = middle - 1;
    }
    return low;
  };
  if (const std::int64_t rows = bisect(height, [&](std::int64_t h) { return fits(h, width); }); rows > 0)
    return {rows, width};
  const std::int64_t columns = bisect(width, [&](std::int64_t w) { return fits(1, w); });
  return {columns > 0 ? 1 : 0, columns};
}

// Throws Error(kModel) if a layer of so many times so many tiles takes more than kMostCommands: a tile takes a command.
void require_sensible(std::int64_t times, std::int64_t tiles);
// Every image whole.
std::vector<Tile> images_of(const View& out);
// Visits all tiles of `whole`, at most th x tw, rows balanced. This and what it is used in require sensible numbers.
template <class Visit>
void for_each_tile(const Tile& whole, std::int64_t th, std::int64_t tw, Visit&& visit) {
  const std::int64_t rows = ceil_div(whole.height(), ceil_div(whole.height(), th));
  const std::int64_t columns = ceil_div(whole.width(), ceil_div(whole.width(), tw));
  require_sensible(ceil_div(whole.height(), rows), ceil_div(whole.width(), columns));
  for (std::int64_t y = whole.y0; y < whole.y1; y += rows)
    for (std::int64_t x = whole.x0; x < whole.x1; x += columns)
      visit(Tile{whole.b, y, std::min(y + rows, whole.y1), x, std::min(x + columns, whole.x1)});
}
std::vector<Tile> tiles_of(const std::vector<Tile>& parts, std::int64_t th, std::int64_t tw);

}  // namespace octet
