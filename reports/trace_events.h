// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Trace event JSON, object form, which Perfetto and chrome://tracing open: written event by event, nothing is kept.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace octet {

// Takes the next piece of a text. What it throws ends the run.
using TextSink = std::function<void(std::string_view)>;

// A JSON string with its quotes; what is not UTF-8 is replaced.
std::string json_string(std::string_view text);

// Times are whole nanoseconds, written as microseconds plus a hundredth of a nanosecond: readers that cut a double to
// whole nanoseconds, as Perfetto does, then cut to the right one. One process; a track is a thread of it.
class TraceEvents {
 public:
  // `process`: its name. `other`: a JSON object for "otherData".
  TraceEvents(TextSink sink, std::string_view process, std::string_view other);
  // Names a track; tracks are shown in the order of their numbers.
  void track(int number, std::string_view name);
  // `kind`: the category. `arguments`: a JSON object.
  void slice(int track, std::string_view kind, std::string_view name, std::int64_t begin_ns, std::int64_t end_ns,
             std::string_view arguments);
  void instant(int track, std::string_view name, std::int64_t at_ns, std::string_view arguments);
  // The value from here on.
  void counter(std::string_view name, std::int64_t at_ns, double value);
  // The end of the text.
  void finish();

 private:
  void event(std::string_view text);
  TextSink sink_;
  bool first_ = true;
};

}  // namespace octet
