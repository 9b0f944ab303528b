// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A grid of characters between two axes.
#include "sweep/scatter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace octet {
namespace {

constexpr std::size_t kRows = 20, kMargin = 11;  // kMargin: numbers of the vertical axis and the axis itself

class Axis {
 public:
  Axis(double low, double high) : low_(low), high_(high), logarithmic_(low > 0 && high >= 10 * low) {}

  // Which of `cells` holds the value; the middle one if all values are one.
  std::size_t cell(double value, std::size_t cells) const {
    const double range = scaled(high_) - scaled(low_);
    if (!(range > 0)) return cells / 2;
    const double share = (scaled(value) - scaled(low_)) / range;
    return std::min(cells - 1, static_cast<std::size_t>(share * static_cast<double>(cells - 1) + 0.5));
  }
  std::string low() const { return fmt::format("{:.4g}", low_); }
  std::string high() const { return fmt::format("{:.4g}", high_); }
  std::string named(const std::string& name) const { return name + (logarithmic_ ? " (log)" : ""); }

 private:
  double scaled(double value) const { return logarithmic_ ? std::log(value) : value; }
  double low_, high_;
  bool logarithmic_;
};

template <class Member>
Axis axis_of(const std::vector<ScatterPoint>& points, Member member) {
  const auto [low, high] = std::minmax_element(points.begin(), points.end(),
                                               [&](const auto& a, const auto& b) { return a.*member < b.*member; });
  return {(*low).*member, (*high).*member};
}

std::string cut(const std::string& text, std::size_t width) { return text.substr(0, width); }

}  // namespace

std::string scatter_text(const std::vector<ScatterPoint>& points, const std::string& x_name, const std::string& y_name,
                         std::size_t width) {
  if (points.empty()) return "";
  width = std::clamp(width, kLeastScatter, kMostScatter);
  const std::size_t columns = width - kMargin;
  const Axis x = axis_of(points, &ScatterPoint::x), y = axis_of(points, &ScatterPoint::y);
  std::vector<std::string> grid(kRows, std::string(columns, ' '));
  for (const ScatterPoint& point : points) {
    char& place = grid[kRows - 1 - y.cell(point.y, kRows)][x.cell(point.x, columns)];
    place = point.marked || place == '*' ? '*' : place == ' ' ? '.' : ':';
  }
  std::string text = cut(y.named(y_name), width) + "\n";
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::string number = row == 0 ? y.high() : row == kRows - 1 ? y.low() : "";
    const std::string line = fmt::format("{:>{}} |{}", number, kMargin - 2, grid[row]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  text += std::string(kMargin - 1, ' ') + "+" + std::string(columns, '-') + "\n";
  const std::size_t room = columns - std::min(columns, x.low().size() + x.high().size() + 2);
  const std::string name = cut(x.named(x_name), room);
  return text + fmt::format("{:{}}{} {:^{}} {}\n", "", kMargin, x.low(), name, room, x.high());
}

}  // namespace octet
