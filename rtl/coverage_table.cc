// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/coverage_table.h"

#include <charconv>
#include <filesystem>
#include <map>
#include <sstream>
#include <string_view>

#include "base/error.h"
#include "rtl/shell.h"

namespace octet {
namespace {

// A line of the data is C 'point' count; a point is \1key\2value, again and again.
std::string_view value_of(std::string_view point, std::string_view key) {
  const std::string begin = fmt::format("\x01{}\x02", key);
  const std::size_t at = point.find(begin);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = point.substr(at + begin.size());
  return rest.substr(0, rest.find('\x01'));
}

void add_counts(const std::string& data_file, std::map<std::string, std::int64_t>& counts) {
  std::istringstream lines(content_of(data_file));
  std::string line;
  if (!std::getline(lines, line) || !line.starts_with("# SystemC::Coverage"))
    fail(ErrorKind::kUsage, "{}: is no coverage data of Verilator", data_file);
  while (std::getline(lines, line)) {
    const std::size_t end = line.rfind("' ");
    std::int64_t count = 0;
    if (!line.starts_with("C '") || end == std::string::npos || end < 3 ||
        std::from_chars(line.data() + end + 2, line.data() + line.size(), count).ec != std::errc())
      fail(ErrorKind::kUsage, "{}: '{}' is no coverage point", data_file, line);
    counts[line.substr(3, end - 3)] += count;
  }
}

std::string percent(std::int64_t met, std::int64_t all) {
  return all == 0 ? "-" : fmt::format("{:.1f}", 100.0 * static_cast<double>(met) / static_cast<double>(all));
}

std::string row(const FileCoverage& f) {
  return fmt::format("{:24} {:>8} {:>7} {:>8} {:>7}\n", f.file, f.lines, percent(f.lines_met, f.lines), f.bits,
                     percent(f.bits_met, f.bits));
}

}  // namespace

std::vector<FileCoverage> coverage_by_file(const std::vector<std::string>& data_files) {
  std::map<std::string, std::int64_t> counts;
  for (const std::string& file : data_files) add_counts(file, counts);
  std::map<std::string, FileCoverage> files;
  for (const auto& [point, count] : counts) {
    const std::string name = std::filesystem::path(value_of(point, "f")).filename().string();
    FileCoverage& file = files[name];
    file.file = name;
    const bool toggle = value_of(point, "page").starts_with("v_toggle");
    (toggle ? file.bits : file.lines) += 1;
    (toggle ? file.bits_met : file.lines_met) += count > 0;
  }
  std::vector<FileCoverage> sorted;
  for (const auto& [name, file] : files) sorted.push_back(file);
  return sorted;
}

std::string coverage_text(const std::vector<FileCoverage>& files) {
  std::string text = fmt::format("{:24} {:>8} {:>7} {:>8} {:>7}\n", "coverage", "lines", "%", "bits", "%");
  FileCoverage total{"total"};
  for (const FileCoverage& f : files) {
    text += row(f);
    total.lines += f.lines;
    total.lines_met += f.lines_met;
    total.bits += f.bits;
    total.bits_met += f.bits_met;
  }
  return text + row(total);
}

}  // namespace octet
