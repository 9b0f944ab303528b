// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/cli/support/vcd.h"

#include <sstream>
#include <stdexcept>

namespace octet::test {
namespace {

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  SignalChanges read() {
    while (!defined_) {
      if (!next_line()) refuse("no $enddefinitions");
      define();
    }
    while (next_line()) change();
    return std::move(found_);
  }

 private:
  struct Signal {
    std::string name;
    std::size_t bits = 0;
  };

  [[noreturn]] void refuse(const std::string& why) const {
    throw std::runtime_error("line " + std::to_string(number_) + ": " + why + ": " + line_);
  }
  bool next_line() {
    ++number_;
    return static_cast<bool>(std::getline(text_, line_));
  }

  // One definition a line.
  void define() {
    std::istringstream words(line_);
    std::string keyword, type, code, name, word;
    words >> keyword;
    if (!line_.ends_with("$end")) refuse("no $end");
    if (keyword == "$scope") {
      words >> type >> name;
      scopes_.push_back(name);
    } else if (keyword == "$upscope") {
      if (scopes_.empty()) refuse("no scope to leave");
      scopes_.pop_back();
    } else if (keyword == "$var") {
      Signal signal;
      words >> type >> signal.bits >> code >> name;
      for (const std::string& scope : scopes_) signal.name += scope + ".";
      signal.name += name;
      while (words >> word && word != "$end") signal.name += " " + word;
      if (signal.bits == 0 || found_.count(signal.name)) refuse("a signal of no bits, or twice");
      found_[signal.name];
      if (!signals_.emplace(code, signal).second) refuse("a code twice");
    } else if (keyword == "$enddefinitions") {
      if (!scopes_.empty()) refuse("open scopes");
      defined_ = true;
    } else if (keyword != "$comment" && keyword != "$timescale" && keyword != "$version") {
      refuse("unknown keyword");
    }
  }

  void change() {
    if (line_.empty()) refuse("an empty line");
    if (line_[0] == '#') {
      const std::uint64_t time = std::stoull(line_.substr(1));
      if (any_time_ && time <= time_) refuse("time does not rise");
      any_time_ = true;
      time_ = time;
      return;
    }
    if (!any_time_) refuse("a value before a time");
    const bool vector = line_[0] == 'b';
    const std::size_t space = line_.find(' ');
    if (vector && space == std::string::npos) refuse("no code");
    std::string value = vector ? line_.substr(1, space - 1) : line_.substr(0, 1);
    const auto signal = signals_.find(vector ? line_.substr(space + 1) : line_.substr(1));
    if (signal == signals_.end()) refuse("an unknown code");
    if (value.empty() || value.find_first_not_of("01x") != std::string::npos || value.size() > signal->second.bits ||
        vector != (signal->second.bits > 1))
      refuse("no value of this signal");
    value.insert(0, signal->second.bits - value.size(), value[0] == 'x' ? 'x' : '0');
    found_[signal->second.name].push_back({time_, value});
  }

  std::istringstream text_;
  std::string line_;
  int number_ = 0;
  std::vector<std::string> scopes_;
  std::map<std::string, Signal> signals_;
  SignalChanges found_;
  bool defined_ = false, any_time_ = false;
  std::uint64_t time_ = 0;
};

}  // namespace

SignalChanges vcd_changes(const std::string& text) { return Reader(text).read(); }

const std::string& SignalCursor::at(std::uint64_t time) {
  while (next_ < changes_.size() && changes_[next_].time <= time) value_ = changes_[next_++].value;
  return value_;
}

std::vector<std::string> values_in_cycles(const std::vector<ValueChange>& changes, std::int64_t from, std::int64_t to) {
  SignalCursor cursor(changes);
  std::vector<std::string> values;
  for (std::int64_t cycle = from; cycle <= to; ++cycle)
    values.push_back(cursor.at(10 * static_cast<std::uint64_t>(cycle) + 5));
  return values;
}

int rising_edges(const std::vector<ValueChange>& changes) {
  int edges = 0;
  for (std::size_t i = 1; i < changes.size(); ++i) edges += changes[i - 1].value == "0" && changes[i].value == "1";
  return edges;
}

SignalComparison compare_signals(const SignalChanges& known, const SignalChanges& other, std::int64_t from,
                                 std::int64_t to) {
  SignalComparison comparison;
  for (const auto& [name, changes] : known) {
    const auto found = other.find(name);
    if (found == other.end()) {
      comparison.missing.push_back(name);
      continue;
    }
    const auto expected = values_in_cycles(changes, from, to), values = values_in_cycles(found->second, from, to);
    std::size_t i = 0;
    while (i < values.size() && (expected[i].find('x') != std::string::npos || expected[i] == values[i])) ++i;
    if (i == values.size()) {
      ++comparison.equal;
    } else {
      comparison.differences.push_back(name + " in cycle " + std::to_string(from + static_cast<std::int64_t>(i)) +
                                       ": " + expected[i] + ", " + values[i]);
    }
  }
  return comparison;
}

}  // namespace octet::test
