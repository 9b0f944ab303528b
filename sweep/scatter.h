// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Points drawn with characters.
#pragma once
#include <string>
#include <vector>

namespace octet {

struct ScatterPoint {
  double x = 0, y = 0;
  bool marked = false;
};

// `points` in at most `width` columns (at least kLeastScatter), plain ASCII: "*" marked, "." not, ":" several that are
// not. An axis is logarithmic, and says so, if its values are positive and span a factor of ten or more. Empty without
// points.
std::string scatter_text(const std::vector<ScatterPoint>& points, const std::string& x_name, const std::string& y_name,
                         std::size_t width);
inline constexpr std::size_t kLeastScatter = 32, kMostScatter = 80;

}  // namespace octet
