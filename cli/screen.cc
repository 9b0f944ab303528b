// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Widths are counted in characters; a character of a table is a code point.
#include "cli/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "cli/files.h"

namespace octet {
namespace {

constexpr std::size_t kDefault = 80, kLeast = 20;

using Line = std::u32string;

// Bytes that are no UTF-8 count one column each.
Line decoded(std::string_view text) {
  Line line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0u) == 0x80u && !line.empty() && line.back() >> 24 == 0)
      line.back() = line.back() << 8 | byte;  // kept as it is, in one place
    else
      line.push_back(byte);
  }
  return line;
}

std::string encoded(const Line& line) {
  std::string text;
  for (const char32_t c : line)
    for (int shift = 24; shift >= 0; shift -= 8)
      if (const auto byte = static_cast<char>(c >> shift & 0xFFu); byte || shift == 0) text += byte;
  return text;
}

void trim(Line& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

struct Column {
  std::size_t begin, end;
};

// What lies between places that are blank, two wide at least, in every line.
std::vector<Column> columns_of(const std::vector<Line>& lines) {
  std::size_t width = 0;
  for (const Line& line : lines) width = std::max(width, line.size());
  std::vector<bool> used(width, false);
  for (const Line& line : lines)
    for (std::size_t p = 0; p < line.size(); ++p)
      if (line[p] != ' ') used[p] = true;
  std::vector<Column> columns;
  for (std::size_t p = 0; p < width; ++p) {
    if (!used[p]) continue;
    if (!columns.empty() && p < columns.back().end + 2)
      columns.back().end = p + 1;
    else
      columns.push_back({p, p + 1});
  }
  return columns;
}

// The columns behind the first one in groups that fit beside it; one that never does has a group of its own. Nothing if
// there are few columns and one of them does not fit.
std::vector<std::vector<Column>> panels_of(const std::vector<Column>& columns, std::size_t width) {
  constexpr std::size_t kGap = 2, kColumnsOfATable = 5;
  const std::size_t label = columns.front().end;
  std::vector<std::vector<Column>> panels;
  std::size_t used = width;
  for (std::size_t c = 1; c < columns.size(); ++c) {
    const std::size_t own = columns[c].end - columns[c].begin + kGap;
    if (label + own > width && columns.size() < kColumnsOfATable) return {};
    if (used + own > width || used > width) {
      panels.emplace_back();
      used = label;
    }
    panels.back().push_back(columns[c]);
    used += own;
  }
  return panels;
}

// Where a line that goes on begins: at its second column, if that leaves half of the screen.
std::size_t indent_of(const Line& line, std::size_t width) {
  const std::size_t first = std::min(line.find_first_not_of(U' '), line.size());
  const std::size_t gap = line.find(U"  ", first);
  const std::size_t second = gap == Line::npos ? Line::npos : line.find_first_not_of(U' ', gap);
  return second != Line::npos && second <= width / 2 ? second : std::min(first + 2, width / 2);
}

std::string wrapped(Line line, std::size_t width) {
  std::string text;
  const std::size_t indent = indent_of(line, width);
  for (bool begins = true; line.size() > width; begins = false) {
    const std::size_t least = begins ? std::min(line.find_first_not_of(U' '), line.size()) : indent;
    const std::size_t space = line.rfind(U' ', width);
    const bool word = space != Line::npos && space > least;
    Line head = line.substr(0, word ? space : width);
    Line rest = line.substr(head.size());
    rest.erase(0, std::min(rest.find_first_not_of(U' '), rest.size()));
    trim(head);
    text += encoded(head) + "\n";
    line = Line(indent, U' ') + rest;
  }
  return text + encoded(line) + "\n";
}

Line cell_of(const Line& line, const Column& column) {
  Line cell = column.begin < line.size() ? line.substr(column.begin, column.end - column.begin) : Line();
  cell.resize(column.end - column.begin, U' ');
  return cell;
}

// A cell that does not fit beside its line's first one comes below it.
std::string tall_panel_text(const std::vector<Line>& lines, const Column& label, const Column& column,
                            std::size_t width) {
  std::string text;
  for (const Line& line : lines) {
    Line first = Line(label.begin, U' ') + cell_of(line, label), cell = cell_of(line, column);
    cell.erase(0, std::min(cell.find_first_not_of(U' '), cell.size()));
    trim(first);
    trim(cell);
    text += wrapped(first, width) + wrapped(Line(4, U' ') + cell, width);
  }
  return text;
}

std::string panel_text(const std::vector<Line>& lines, const Column& label, const std::vector<Column>& columns,
                       std::size_t width) {
  if (label.end + 2 + columns.front().end - columns.front().begin > width)
    return tall_panel_text(lines, label, columns.front(), width);
  std::string text;
  for (const Line& line : lines) {
    Line row = Line(label.begin, U' ') + cell_of(line, label);
    for (const Column& column : columns) row += U"  " + cell_of(line, column);
    trim(row);
    text += encoded(row) + "\n";
  }
  return text;
}

// Cells of a line: what lies between two or more spaces. What begins with them has an empty first cell.
std::size_t cells_of(const Line& line) {
  std::size_t cells = 1;
  for (std::size_t at = line.find(U"  "); at != Line::npos; at = line.find(U"  ", at)) {
    ++cells;
    at = std::min(line.find_first_not_of(U' ', at), line.size());
  }
  return cells;
}

bool fits(const std::vector<Line>& lines, std::size_t width) {
  return std::all_of(lines.begin(), lines.end(), [&](const Line& line) { return line.size() <= width; });
}

std::string wrapped_lines(const std::vector<Line>& lines, std::size_t width) {
  std::string text;
  for (const Line& line : lines) text += wrapped(line, width);
  return text;
}

// Whether every line below the first, which may be a heading, can be told from others by its first cell.
bool has_labels(const std::vector<Line>& lines, const Column& label) {
  return std::all_of(lines.begin() + 1, lines.end(),
                     [&](const Line& line) { return cell_of(line, label).find_first_not_of(U' ') != Line::npos; });
}

// As a table; empty if these lines are none, or one that needs no panels or too wide ones.
std::string panels_text(const std::vector<Line>& lines, std::size_t width) {
  if (fits(lines, width) || lines.size() < 2) return "";
  const std::vector<Column> columns = columns_of(lines);
  if (columns.size() < 3 || columns.front().end > width / 4 * 3) return "";
  if (!has_labels(lines, columns.front())) return "";
  std::string text;
  for (const auto& panel : panels_of(columns, width)) {
    if (!text.empty()) text += '\n';
    text += panel_text(lines, columns.front(), panel, width);
  }
  return text;
}

using Lines = std::vector<Line>;

// The lines of each group, in order: as long as `key` is the same.
template <class Key, class Visit>
void for_each_group(const Lines& lines, Key&& key, Visit&& visit) {
  for (std::size_t from = 0, to = 0; from < lines.size(); from = to) {
    const auto wanted = key(lines[from]);
    while (to < lines.size() && key(lines[to]) == wanted) ++to;
    visit(Lines(lines.begin() + static_cast<std::ptrdiff_t>(from), lines.begin() + static_cast<std::ptrdiff_t>(to)));
  }
}

// Lines without an empty one between them: tables, or lines as many cells long that are one, between other lines.
std::string fit_block(const Lines& lines, std::size_t width) {
  std::string text;
  const auto add = [&](const std::string& part, bool table) {
    const bool panels = table && part.find("\n\n") != std::string::npos;
    if (panels && !text.empty() && !text.ends_with("\n\n")) text += "\n";
    text += part + (panels ? "\n" : "");
  };
  for_each_group(
      lines, [](const Line& line) { return cells_of(line) > 1; },
      [&](const Lines& group) {
        if (const std::string table = panels_text(group, width); !table.empty()) return add(table, true);
        for_each_group(group, cells_of, [&](const Lines& part) {
          const std::string table = panels_text(part, width);
          add(table.empty() ? wrapped_lines(part, width) : table, !table.empty());
        });
      });
  return text.ends_with("\n\n") ? text.substr(0, text.size() - 1) : text;
}

}  // namespace

std::size_t screen_columns() {
  winsize window{};
  std::size_t columns = kDefault;
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
    columns = window.ws_col;
  else if (const char* wanted = std::getenv("COLUMNS"))
    std::from_chars(wanted, wanted + std::strlen(wanted), columns);
  return std::max(columns, kLeast);
}

std::string fit_screen(std::string_view text, std::size_t columns) {
  std::string fitted;
  std::vector<Line> block;
  const auto end_block = [&] {
    if (!block.empty()) fitted += fit_block(block, columns);
    block.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    Line line = decoded(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    trim(line);
    if (!line.empty()) {
      block.push_back(std::move(line));
      continue;
    }
    end_block();
    fitted += "\n";
  }
  end_block();
  return fitted;
}

void print_text(std::string_view text) { write_text("-", fit_screen(text, screen_columns())); }

}  // namespace octet
