// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/trace_events.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace octet {
namespace {

std::string microseconds(std::int64_t ns) {
  const bool negative = ns < 0;
  const std::int64_t magnitude = negative ? -ns : ns;
  return fmt::format("{}{}.{:03}01", negative ? "-" : "", magnitude / 1000, magnitude % 1000);
}

}  // namespace

std::string json_string(std::string_view text) {
  return nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

TraceEvents::TraceEvents(TextSink sink, std::string_view process, std::string_view other) : sink_(std::move(sink)) {
  sink_(fmt::format("{{\"displayTimeUnit\":\"ns\",\"otherData\":{},\"traceEvents\":[", other));
  event(fmt::format(R"({{"ph":"M","pid":1,"name":"process_name","args":{{"name":{}}}}})", json_string(process)));
}

void TraceEvents::event(std::string_view text) {
  sink_(std::exchange(first_, false) ? "\n" : ",\n");
  sink_(text);
}

void TraceEvents::track(int number, std::string_view name) {
  event(fmt::format(R"({{"ph":"M","pid":1,"tid":{},"name":"thread_name","args":{{"name":{}}}}})", number,
                    json_string(name)));
  event(
      fmt::format(R"({{"ph":"M","pid":1,"tid":{0},"name":"thread_sort_index","args":{{"sort_index":{0}}}}})", number));
}

void TraceEvents::slice(int track, std::string_view kind, std::string_view name, std::int64_t begin_ns,
                        std::int64_t end_ns, std::string_view arguments) {
  event(fmt::format(R"({{"ph":"X","pid":1,"tid":{},"ts":{},"dur":{},"cat":{},"name":{},"args":{}}})", track,
                    microseconds(begin_ns), microseconds(end_ns - begin_ns), json_string(kind), json_string(name),
                    arguments));
}

void TraceEvents::instant(int track, std::string_view name, std::int64_t at_ns, std::string_view arguments) {
  event(fmt::format(R"({{"ph":"i","s":"p","pid":1,"tid":{},"ts":{},"name":{},"args":{}}})", track, microseconds(at_ns),
                    json_string(name), arguments));
}

void TraceEvents::counter(std::string_view name, std::int64_t at_ns, double value) {
  event(fmt::format(R"({{"ph":"C","pid":1,"ts":{},"name":{},"args":{{"value":{:.9g}}}}})", microseconds(at_ns),
                    json_string(name), value));
}

void TraceEvents::finish() { sink_("\n]}\n"); }

}  // namespace octet
