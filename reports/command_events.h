// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The cycles of every command of an inference as a CSV file, and back.
#pragma once
#include <string>
#include <vector>

#include "arch/recorder.h"
#include "reports/trace_events.h"

namespace octet {

// xxh64 of the commands as the machine reads them: whether a file of events is of a program.
std::uint64_t commands_hash(const Program& program);

// Writes one row per command as it is done: its index, kind, layer and four cycles, counted from the inference's begin;
// visible is empty for a command that signals nothing. The first line is "# octet-events/1" with the hash.
class CommandEvents : public Recorder {
 public:
  explicit CommandEvents(TextSink sink) : sink_(std::move(sink)) {}
  void inference_begins(const Program& program, std::int64_t cycle) override;
  void dispatched(std::int64_t cycle, std::int32_t command) override { events_[command].dispatched = cycle - origin_; }
  void started(std::int64_t cycle, std::int32_t command) override { events_[command].started = cycle - origin_; }
  void done(std::int64_t cycle, std::int32_t command) override;

 private:
  TextSink sink_;
  const Program* program_ = nullptr;
  std::int64_t origin_ = 0;
  std::vector<Event> events_;
};

// One per command; those that did not run in that inference stay at -1. Throws Error(kUsage), with the line, for a
// file that is none or is damaged, and for one of another program.
std::vector<Event> read_command_events(const std::string& path, const Program& program);

}  // namespace octet
