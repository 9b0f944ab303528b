// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/recording.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/error.h"
#include "base/suggest.h"
#include "reports/command_events.h"
#include "reports/dram_trace.h"

namespace octet {
namespace {
namespace po = boost::program_options;

constexpr std::uint64_t kMostCycles = std::numeric_limits<std::int64_t>::max() / 4096;  // a tick is 1/1024 of one

bool records(const Arguments& a) {
  return std::any_of(std::begin(kRecordingFiles), std::end(kRecordingFiles), [&](const char* f) { return a.has(f); });
}

std::int64_t cycle_of(const Arguments& a, const char* option, std::uint64_t otherwise) {
  return a.has(option) ? whole_number(a, option, 0, kMostCycles) : static_cast<std::int64_t>(otherwise);
}

// By name, or else by index.
std::int32_t layer_of(const Arguments& a, const Program& program) {
  if (!a.has("layer")) return -1;
  const std::string wanted = a.text("layer");
  std::vector<std::string> names;
  for (const LayerInfo& layer : program.layers) names.push_back(layer.name);
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) return static_cast<std::int32_t>(found - names.begin());
  std::int32_t index = -1;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), index);
  if (error == std::errc() && end == wanted.data() + wanted.size() && index >= 0 &&
      index < static_cast<std::int32_t>(names.size()))
    return index;
  fail(ErrorKind::kUsage, "--layer {}: the model has no such layer: allowed are names, as of --layers, and 0 to {}{}",
       wanted, names.size() - 1, did_you_mean(wanted, names));
}

TimelineOptions timeline_options(const Arguments& a, const Program& program, const Activity& activity) {
  TimelineOptions options;
  options.from = cycle_of(a, "from", 0);
  if (a.has("to")) options.to = cycle_of(a, "to", 0);
  options.layer = layer_of(a, program);
  options.activity = activity;
  return options;
}

}  // namespace

void add_recording_options(po::options_description& options) {
  options.add_options()("timeline", po::value<std::string>(),
                        "write what happens when, for Perfetto and chrome://tracing")(
      "waveform", po::value<std::string>(),
      "write what the machine does in every cycle: FILE.vcd of backend systemc, FILE.fst of rtl")(
      "from", po::value<std::string>(), "first cycle of both, counted from the inference's begin (default 0)")(
      "to", po::value<std::string>(), "last cycle of both (default: the end)")(
      "layer", po::value<std::string>(), "the timeline of one layer alone: name or index")(
      "events", po::value<std::string>(), "write the cycles of every command as CSV, for disasm --with-cycles")(
      "dram-trace", po::value<std::string>(), "write the DRAM's accesses")(
      "dram-trace-format", po::value<std::string>(), "ramulator2 or dramsim3 (default ramulator2)")(
      "record", po::value<std::string>(), "the inference of these files: warm or cold (default warm)");
}

void check_recording_options(const Arguments& a, BackendKind kind) {
  for (const char* option : {"from", "to"})
    if (a.has(option) && !a.has("timeline") && !a.has("waveform"))
      fail(ErrorKind::kUsage, "--{}: without --timeline or --waveform", option);
  if (a.has("layer") && !a.has("timeline")) fail(ErrorKind::kUsage, "--layer: without --timeline");
  if (a.has("dram-trace-format") && !a.has("dram-trace"))
    fail(ErrorKind::kUsage, "--dram-trace-format: without --dram-trace");
  if (a.has("record") && !records(a))
    fail(ErrorKind::kUsage, "--record: without --timeline, --waveform, --events or --dram-trace");
  for (const char* file : kRecordingFiles)
    if (a.has(file) && kind != BackendKind::kSystemc && kind != BackendKind::kRtl)
      fail(ErrorKind::kUsage, "--{}: the {} backend {}: use --backend systemc or rtl", file, name_of(kind),
           kind == BackendKind::kFast ? "leaps over what it has seen before" : "keeps no time");
  if (a.has("waveform")) check_waveform(a.text("waveform"), kind);
  const std::int64_t from = cycle_of(a, "from", 0);
  if (a.has("to") && cycle_of(a, "to", 0) < from)
    fail(ErrorKind::kUsage, "--from {} --to {}: the last cycle is before the first", from, a.text("to"));
  if (a.has("dram-trace")) dram_trace_format(a.text("dram-trace-format", "ramulator2"));
  const std::string record = a.text("record", "warm");
  if (record != "warm" && record != "cold")
    fail(ErrorKind::kUsage, "--record {}: allowed are warm and cold{}", record, did_you_mean(record, {"warm", "cold"}));
  if (a.has("timeline") && a.text("activation-density") == "measured")
    fail(ErrorKind::kUsage,
         "--timeline: its power is written before the density is measured; give --activation-density the number");
}

Recording::Recording(const Arguments& a, const Program& program, const CostTable& table, const Activity& activity)
    : activity_(activity), wanted_(a.text("record", "warm") == "cold" ? 0 : 1), from_(cycle_of(a, "from", 0)) {
  if (a.has("dram-trace") && program.machine.dram_unlimited)
    fail(ErrorKind::kUsage, "--dram-trace: dram.unlimited is true: there are no bursts");
  if (a.has("timeline")) {
    const TimelineOptions options = timeline_options(a, program, activity_);
    listeners_.push_back(std::make_unique<Timeline>(table, options, open(a.text("timeline"))));
  }
  if (a.has("waveform")) {
    CycleWindow window{from_};
    if (a.has("to")) window.to = cycle_of(a, "to", 0);
    auto waveform = std::make_unique<WaveformFiles>(a.text("waveform"), window);
    waveform_ = waveform.get();
    listeners_.push_back(std::move(waveform));
  }
  if (a.has("events")) listeners_.push_back(std::make_unique<CommandEvents>(open(a.text("events"))));
  if (a.has("dram-trace"))
    listeners_.push_back(std::make_unique<DramTrace>(dram_trace_format(a.text("dram-trace-format", "ramulator2")),
                                                     open(a.text("dram-trace"))));
}

TextSink Recording::open(const std::string& path) {
  OutputStream* file = files_.emplace_back(std::make_unique<OutputStream>(path)).get();
  return [file](std::string_view text) { file->write(text); };
}

void Recording::finish() {
  if (from_ > cycles_) fail(ErrorKind::kUsage, "--from {}: the inference ends in cycle {}", from_, cycles_);
  if (waveform_) waveform_->finish();
  for (const auto& file : files_) file->finish();
}

void Recording::inference_begins(const Program& program, std::int64_t cycle) {
  ++inference_;
  tell([&](Recorder& r) { r.inference_begins(program, cycle); });
}
void Recording::inference_ends(std::int64_t cycle, const RunResult& result) {
  if (inference_ == wanted_) cycles_ = result.cycles;
  tell([&](Recorder& r) { r.inference_ends(cycle, result); });
}
void Recording::segment_begins(const Program& program, const Segment& segment, std::int64_t cycle) {
  tell([&](Recorder& r) { r.segment_begins(program, segment, cycle); });
}
void Recording::segment_ends(const Program& program, const Segment& segment, std::int64_t cycle) {
  tell([&](Recorder& r) { r.segment_ends(program, segment, cycle); });
}
void Recording::host_runs(const Program& program, const Segment& segment, std::int64_t cycle, double seconds) {
  tell([&](Recorder& r) { r.host_runs(program, segment, cycle, seconds); });
}
void Recording::answered(const DramBurst& burst) {
  tell([&](Recorder& r) { r.answered(burst); });
}
void Recording::visible(std::int64_t cycle, std::int32_t command) {
  tell([&](Recorder& r) { r.visible(cycle, command); });
}
void Recording::done(std::int64_t cycle, std::int32_t command) {
  tell([&](Recorder& r) { r.done(cycle, command); });
}
void Recording::started(std::int64_t cycle, std::int32_t command) {
  tell([&](Recorder& r) { r.started(cycle, command); });
}
void Recording::granted(const DramBurst& burst) {
  tell([&](Recorder& r) { r.granted(burst); });
}
void Recording::dispatched(std::int64_t cycle, std::int32_t command) {
  tell([&](Recorder& r) { r.dispatched(cycle, command); });
}
void Recording::halted(Condition condition, std::int64_t cycle, std::int32_t command) {
  tell([&](Recorder& r) { r.halted(condition, cycle, command); });
}

}  // namespace octet
