// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The first screen of a trace, and its CSV files.
#include <fmt/format.h>

#include <algorithm>

#include "arch/machine_value.h"
#include "base/csv.h"
#include "reports/columns.h"
#include "reports/text.h"
#include "reports/trace_report.h"

namespace octet {
namespace {

constexpr std::size_t kLabelWidth = 16, kFigureWidth = 15;
constexpr std::size_t kScreenStreams = 8;

std::string line(std::string_view text) { return clipped(text, kScreenColumns) + "\n"; }
std::string label(std::string_view text) { return left(text, kLabelWidth); }
std::string percent(double share) { return fmt::format("{:.2g} %", 100 * share); }

std::string title(const TraceReport& r) {
  const Machine& m = r.arch;
  return line(fmt::format("octet {}: {} on {} ({}x{} {}, {:g} MHz, {}), {:g} s", r.version, r.scenario, m.name,
                          m.array_rows, m.array_cols, name_of(m.array_pe), m.clock_mhz, m.technology,
                          r.result.duration_s)) +
         (r.description.empty() ? "" : line(r.description));
}

std::string streams(const TraceReport& r) {
  std::string text = left("stream", 18) + right("fps", 8) + right("p50 ms", 9) + right("p99 ms", 9) +
                     right("worst", 9) + right("deadline", 9) + right("missed", 9) + right("dropped", 9) + "\n";
  const std::vector<StreamResult>& all = r.result.streams;
  for (std::size_t i = 0; i < std::min(all.size(), kScreenStreams); ++i) {
    const StreamResult& s = all[i];
    text += left(s.name, 18) + right(figure(std::optional(s.frames_per_second)), 8) + right(figure(s.p50_ms), 9) +
            right(figure(s.p99_ms), 9) + right(figure(s.worst_ms), 9) + right(figure(s.deadline_ms), 9) +
            right(figure(std::optional(s.missed)), 9) + right(figure(std::optional(s.dropped)), 9) + "\n";
  }
  if (all.size() > kScreenStreams) text += fmt::format("and {} more, in the JSON\n", all.size() - kScreenStreams);
  return text;
}

std::string shares(const TraceReport& r) {
  const TraceResult& t = r.result;
  std::string text =
      line(fmt::format("{}machine {}, array {}, vector {}, DRAM {}, host {}", label("busy"), percent(t.machine_share),
                       percent(t.array_share), percent(t.vector_share), percent(t.dram_share), percent(t.host_share)));
  std::vector<EnergyPart> parts = t.parts;
  std::stable_sort(parts.begin(), parts.end(),
                   [](const EnergyPart& a, const EnergyPart& b) { return a.energy_uj > b.energy_uj; });
  std::string energy;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, parts.size()); ++i)
    energy +=
        fmt::format("{}{} {}", i ? ", " : "", clipped(parts[i].name, 16), percent(parts[i].energy_uj / t.energy_uj));
  text += line(label("energy goes to") + energy);
  for (const StreamResult& s : t.streams)
    if (s.real_time_factor)
      text += line(fmt::format("{}{}: {} of the time its signal lasts", label("real-time factor"), s.name,
                               figure(s.real_time_factor)));
  return text;
}

std::string machines(const TraceReport& r) {
  const auto row = [&](std::string_view name, auto&& value) {
    std::string text = label(name) + right(value(r.result), kFigureWidth);
    for (const TraceBaseline& b : r.baselines) text += right(value(b.result), kFigureWidth);
    return text + "\n";
  };
  std::string text = label("") + right(r.arch.name, kFigureWidth), sizes = label("array");
  const auto size = [](const Machine& m) {
    return fmt::format("{}x{} {}", m.array_rows, m.array_cols, name_of(m.array_pe));
  };
  sizes += right(size(r.arch), kFigureWidth);
  for (const TraceBaseline& b : r.baselines) {
    text += right(b.name, kFigureWidth);
    sizes += right(size(b.arch), kFigureWidth);
  }
  text += "\n" + sizes + "\n";
  text += row("holds its rate", [](const TraceResult& t) { return std::string(t.holds ? "yes" : "no"); });
  text += row("busiest", [](const TraceResult& t) { return t.limit; });
  text += row("frames/s", [](const TraceResult& t) { return figure(std::optional(t.frames_per_second)); });
  text += row("frames/s/W", [](const TraceResult& t) { return figure(t.frames_per_second_per_watt); });
  text += row("uJ a frame", [](const TraceResult& t) { return figure(t.energy_per_frame_uj); });
  text += row("mean mW", [](const TraceResult& t) { return figure(std::optional(t.mean_mw)); });
  text += row("peak mW", [](const TraceResult& t) { return figure(std::optional(t.peak_mw)); });
  if (r.result.battery_hours)
    text += row("battery hours", [](const TraceResult& t) { return figure(t.battery_hours); });
  return text;
}

std::string next(const TraceReport& r) {
  if (r.highest_rate)
    return line(fmt::format("{}{} of {} ({} traces)", label("highest rate"),
                            r.highest_rate->rate_hz > 0 ? figure(std::optional(r.highest_rate->rate_hz)) + " Hz"
                                                        : "none holds, at any rate",
                            r.highest_rate->stream, r.highest_rate->traces));
  if (r.command_line.empty() || r.result.streams.empty()) return "";
  const std::string command = fmt::format("{} --find-max-rate \"{}\"", r.command_line, r.result.streams.front().name);
  return width_of(command) + kLabelWidth <= kScreenColumns ? line(label("next") + command) : "";
}

}  // namespace

std::string to_text(const TraceReport& report) {
  return title(report) + streams(report) + machines(report) + shares(report) + next(report);
}

std::string streams_csv(const TraceReport& report) {
  const auto real = [](std::optional<double> value) { return value ? fmt::format("{}", *value) : std::string(); };
  std::string text =
      "stream,model,holds,arrived,finished,dropped,missed,frames_per_second,mean_ms,p50_ms,p90_ms,p99_ms,worst_ms,"
      "deadline_ms,queue_most,energy_per_frame_uj\n";
  for (const StreamResult& s : report.result.streams)
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(s.name), csv_field(s.model),
                        s.holds ? 1 : 0, s.arrived, s.finished, s.dropped, s.missed, s.frames_per_second,
                        real(s.mean_ms), real(s.p50_ms), real(s.p90_ms), real(s.p99_ms), real(s.worst_ms),
                        real(s.deadline_ms), s.queue_most, real(s.energy_per_frame_uj));
  return text;
}

std::string events_csv(const TraceReport& report) {
  const double mhz = report.arch.clock_mhz;
  std::string text = "event,stream,frame,begin_us,end_us,begin_cycle,end_cycle,first_command\n";
  for (const TraceEvent& e : report.result.events)
    text += fmt::format("{},{},{},{},{},{},{},{}\n", name_of(e.kind),
                        csv_field(report.result.streams.at(static_cast<std::size_t>(e.stream)).name), e.frame,
                        static_cast<double>(e.begin) / mhz, static_cast<double>(e.end) / mhz, e.begin, e.end,
                        e.segment < 0 ? std::string() : fmt::format("{}", e.segment));
  return text;
}

}  // namespace octet
