// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Topology CSV: cells with their columns first, then rows as layers.
#include "models/topology.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>
#include <optional>
#include <span>

#include "base/error.h"
#include "base/units.h"
#include "models/import_text.h"

namespace octet {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMaxProblems = 20;

struct Cell {
  std::string_view text;  // without spaces around it
  std::size_t column = 1;
};

struct Form {
  std::string_view description;
  std::vector<std::string_view> columns;  // letters and digits of the header cells, lower case
};
const Form kConvForm = {
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides",
    {"layername", "ifmapheight", "ifmapwidth", "filterheight", "filterwidth", "channels", "numfilter", "strides"}};
const Form kGemmForm = {"Layer, M, N, K", {"layer", "m", "n", "k"}};

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  for (std::size_t start = 0; start <= line.size();) {
    const std::size_t end = std::min(line.find(',', start), line.size());
    std::size_t first = start, last = end;
    const auto is_space = [&](std::size_t i) { return line[i] == ' ' || line[i] == '\t' || line[i] == '\r'; };
    while (first < last && is_space(first)) ++first;
    while (last > first && is_space(last - 1)) --last;
    cells.push_back({line.substr(first, last - first), first + 1});
    start = end + 1;
  }
  return cells;
}

bool is_blank(const std::vector<Cell>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const Cell& c) { return c.text.empty(); });
}

std::string header_key(std::string_view text) {
  std::string key;
  for (const unsigned char c : text)
    if (std::isalnum(c)) key += static_cast<char>(std::tolower(c));
  return key;
}

bool has_form(const std::vector<Cell>& header, const Form& form) {
  if (header.size() < form.columns.size()) return false;
  for (std::size_t i = 0; i < form.columns.size(); ++i)
    if (header_key(header[i].text) != form.columns[i]) return false;
  return true;
}

class Parser {
 public:
  explicit Parser(const std::string& file) : file_(file) {}

  void read_line(std::string_view line) {
    ++line_;
    const std::vector<Cell> cells = cells_of(line);
    if (is_blank(cells)) return;
    if (!form_) {
      read_header(cells);
    } else {
      read_row(cells);
    }
  }

  std::vector<TopologyLayer> finish() {
    if (problems_.empty() && layers_.empty()) problem(1, "no layers, allowed: a header and 1 row or more");
    if (!problems_.empty()) fail(ErrorKind::kModel, "{}", problems_);
    return std::move(layers_);
  }

 private:
  template <class... Args>
  void problem(std::size_t column, fmt::format_string<Args...> format, Args&&... args) {
    if (++problem_count_ > kMaxProblems) return;
    if (!problems_.empty()) problems_ += "\n";
    problems_ += fmt::format("{}:{}:{}: {}", file_, std::max(line_, 1), column,
                             fmt::format(format, std::forward<Args>(args)...));
  }

  void read_header(const std::vector<Cell>& cells) {
    for (const Form* form : {&kConvForm, &kGemmForm})
      if (has_form(cells, *form)) form_ = form;
    if (form_) return;
    fail(ErrorKind::kModel, "{}:{}:{}: header starting with {}, allowed: \"{}\" or \"{}\"", file_, line_,
         cells[0].column, shown(cells[0].text), kConvForm.description, kGemmForm.description);
  }

  void read_row(const std::vector<Cell>& cells) {
    const std::size_t before = problem_count_;
    if (cells[0].text.empty()) problem(cells[0].column, "no layer name");
    if (!is_utf8(cells[0].text)) problem(cells[0].column, "the layer's name is not UTF-8");
    std::array<std::int64_t, 7> values{};
    for (std::size_t i = 1; i < form_->columns.size(); ++i) values[i - 1] = read_value(cells, i);
    if (problem_count_ > before) return;
    TopologyLayer layer{std::string(cells[0].text), line_, {}};
    if (form_ == &kGemmForm) {
      layer.shape = TopologyGemm{values[0], values[1], values[2]};
    } else {
      const auto& [h, w, kh, kw, c, filters, stride] = values;
      if (kh > h) problem(cells[3].column, "filter height {} is above the input's {}", kh, h);
      if (kw > w) problem(cells[4].column, "filter width {} is above the input's {}", kw, w);
      const bool depthwise = layer.name.find("DP") != std::string::npos;
      layer.shape = TopologyConv{h, w, kh, kw, c, filters, stride, depthwise};
    }
    layers_.push_back(std::move(layer));
  }

  // The cell under heading `index`; 0 after a problem.
  std::int64_t read_value(const std::vector<Cell>& cells, std::size_t index) {
    const std::string_view heading = form_->columns[index];
    if (index >= cells.size()) {
      problem(cells.back().column, "{} columns, allowed: {} or more ({} is missing)", cells.size(),
              form_->columns.size(), heading);
      return 0;
    }
    std::int32_t value = 0;
    const auto [text, column] = cells[index];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value >= 1) return value;
    problem(column, "{} is {}, allowed: a whole number from 1 to {}", heading, shown(text),
            std::numeric_limits<std::int32_t>::max());
    return 0;
  }

  const std::string& file_;
  const Form* form_ = nullptr;
  int line_ = 0;
  std::vector<TopologyLayer> layers_;
  std::string problems_;
  std::size_t problem_count_ = 0;
};

}  // namespace

std::vector<TopologyLayer> parse_topology(std::string_view text, const std::string& file) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Parser parser(file);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    parser.read_line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parser.finish();
}

std::int64_t topology_output_extent(std::int64_t input, std::int64_t kernel, std::int64_t stride) {
  return ceil_div(input - kernel + stride, stride);
}

}  // namespace octet
