// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/command_events.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::string_view kMark = "# octet-events/1 commands ";
constexpr std::string_view kHeader = "command,kind,layer,dispatched,started,done,visible";

std::vector<std::string_view> cells(std::string_view line) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t comma = std::min(line.find(',', at), line.size());
    found.push_back(line.substr(at, comma - at));
    at = comma + 1;
  }
  return found;
}

// An empty cell is -1.
bool read_number(std::string_view text, std::int64_t& value) {
  value = -1;
  if (text.empty()) return true;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0;
}

void read_row(const std::string& line, const std::string& where, std::vector<Event>& events) {
  const std::vector<std::string_view> row = cells(line);
  std::int64_t command = -1, layer = -1;
  Event event;
  const bool right = row.size() == 7 && read_number(row[0], command) && read_number(row[2], layer) &&
                     read_number(row[3], event.dispatched) && read_number(row[4], event.started) &&
                     read_number(row[5], event.done) && read_number(row[6], event.visible);
  if (!right) fail(ErrorKind::kUsage, "{}: '{}' is no row of {}", where, line, kHeader);
  if (command < 0 || command >= static_cast<std::int64_t>(events.size()))
    fail(ErrorKind::kUsage, "{}: command {}; the program has {}", where, command, events.size());
  if (event.dispatched < 0 || event.dispatched >= event.started || event.started > event.done)
    fail(ErrorKind::kUsage, "{}: cycles {}, {}, {} of command {} are out of order", where, event.dispatched,
         event.started, event.done, command);
  if (event.visible >= 0 && event.visible != event.done + 1)
    fail(ErrorKind::kUsage, "{}: command {} is done in cycle {} and visible in {}", where, command, event.done,
         event.visible);
  if (events[static_cast<std::size_t>(command)].started >= 0)
    fail(ErrorKind::kUsage, "{}: command {} is there twice", where, command);
  events[static_cast<std::size_t>(command)] = event;
}

}  // namespace

std::uint64_t commands_hash(const Program& program) {
  std::vector<std::uint8_t> code;
  code.reserve(program.commands.size() * static_cast<std::size_t>(kCommandBytes));
  for (const Command& command : program.commands) {
    const EncodedCommand bytes = encode(command);
    code.insert(code.end(), bytes.begin(), bytes.end());
  }
  return XXH64(code.data(), code.size(), 0);
}

void CommandEvents::inference_begins(const Program& program, std::int64_t cycle) {
  program_ = &program;
  origin_ = cycle;
  events_.assign(program.commands.size(), {});
  sink_(fmt::format("{}{:016x}\n{}\n", kMark, commands_hash(program), kHeader));
}

void CommandEvents::done(std::int64_t cycle, std::int32_t command) {
  const auto at = static_cast<std::size_t>(command);
  const Command& c = program_->commands.at(at);
  const std::int32_t layer = program_->layer_of_command.empty() ? -1 : program_->layer_of_command.at(at);
  const bool signals = c.tokens.signal != Tokens{}.signal;
  const std::int64_t done = cycle - origin_;
  sink_(fmt::format("{},{},{},{},{},{},{}\n", command, name_of(opcode_of(c)), layer < 0 ? "" : fmt::format("{}", layer),
                    events_.at(at).dispatched, events_.at(at).started, done,
                    signals ? fmt::format("{}", done + 1) : ""));
}

std::vector<Event> read_command_events(const std::string& path, const Program& program) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    const std::string why = errno ? std::strerror(errno) : "is empty";
    fail(ErrorKind::kUsage, "cannot read events {}: {}", path, why);
  }
  if (!line.starts_with(kMark))
    fail(ErrorKind::kUsage, "{}:1: no file of octet run --events, which begins with '{}'", path, kMark);
  const std::string hash = fmt::format("{:016x}", commands_hash(program));
  if (line.substr(kMark.size()) != hash)
    fail(ErrorKind::kUsage, "{}:1: events of another program: its commands have hash {}, those of {} {}", path,
         line.substr(kMark.size()), program.model_name, hash);
  std::vector<Event> events(program.commands.size());
  for (std::int64_t number = 2; std::getline(file, line); ++number) {
    if (file.eof()) fail(ErrorKind::kUsage, "{}:{}: '{}' is cut off", path, number, line);
    if (number == 2 && line != kHeader)
      fail(ErrorKind::kUsage, "{}:2: '{}' instead of {}", path, line, kHeader);
    else if (number > 2)
      read_row(line, fmt::format("{}:{}", path, number), events);
  }
  return events;
}

}  // namespace octet
