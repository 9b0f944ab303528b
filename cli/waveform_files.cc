// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/waveform_files.h"

#include <filesystem>

#include "base/error.h"
#include "cli/files.h"
#include "reports/gtkwave.h"
#ifdef OCTET_HAS_RTL
#include "rtl/backend.h"
#include "rtl/fst_file.h"
#endif

namespace octet {
namespace {
namespace fs = std::filesystem;

constexpr std::size_t kMostMarkers = 26;  // A to Z

std::string beside(const std::string& waveform, const char* ending) {
  return fs::path(waveform).replace_extension(ending).string();
}

std::string name_of_file(const std::string& path) { return fs::path(path).filename().string(); }

}  // namespace

void check_waveform(const std::string& path, BackendKind kind) {
  const char* const extension = kind == BackendKind::kSystemc ? ".vcd" : ".fst";
  if (fs::path(path).extension() != extension)
    fail(ErrorKind::kUsage, "--waveform {}: backend {} writes a file with the extension {}", path, name_of(kind),
         extension);
}

WaveformFiles::WaveformFiles(const std::string& path, CycleWindow window) : path_(path), window_(window) {
  if (fs::path(path).extension() != ".vcd") return;
  file_.emplace(path);
  vcd_.emplace(window, [this](std::string_view text) { file_->write(text); });
}

WaveformFiles::~WaveformFiles() {
  std::error_code ignored;
  if (!finished_ && !vcd_ && fs::is_regular_file(path_, ignored)) fs::remove(path_, ignored);
}

void WaveformFiles::add_to([[maybe_unused]] RtlOptions& options) const {
#ifdef OCTET_HAS_RTL
  if (vcd_) return;
  options.waveform = path_;
  options.waveform_from = window_.from;
  options.waveform_to = window_.to;
  options.waveform_origin = origin_;
#endif
}

void WaveformFiles::finish() {
  if (window_.from > cycles_)
    fail(ErrorKind::kUsage, "--from {}: the inference ends in cycle {}", window_.from, cycles_);
  if (file_) file_->finish();
#ifdef OCTET_HAS_RTL
  if (!file_) require_whole_fst(path_);
#endif
  write_companions();
  finished_ = true;
}

void WaveformFiles::inference_begins(const Program& program, std::int64_t cycle) {
  program_ = &program;
  *origin_ = cycle;
  if (vcd_) vcd_->inference_begins(program, cycle);
}

void WaveformFiles::inference_ends(std::int64_t cycle, const RunResult& result) {
  cycles_ = result.cycles;
  if (vcd_) vcd_->inference_ends(cycle, result);
  *origin_ = -1;
}

void WaveformFiles::segment_begins(const Program& program, const Segment& segment, std::int64_t cycle) {
  if (vcd_) vcd_->segment_begins(program, segment, cycle);
}

void WaveformFiles::answered(const DramBurst& burst) {
  if (vcd_) vcd_->answered(burst);
}

void WaveformFiles::done(std::int64_t cycle, std::int32_t command) {
  if (vcd_) vcd_->done(cycle, command);
}

void WaveformFiles::started(std::int64_t cycle, std::int32_t command) {
  mark_layer(cycle - *origin_, command);
  if (vcd_) vcd_->started(cycle, command);
}

void WaveformFiles::granted(const DramBurst& burst) {
  if (vcd_) vcd_->granted(burst);
}

void WaveformFiles::dispatched(std::int64_t cycle, std::int32_t command) {
  if (vcd_) vcd_->dispatched(cycle, command);
}

// The first command of a layer that starts in the window.
void WaveformFiles::mark_layer(std::int64_t cycle, std::int32_t command) {
  const auto index = static_cast<std::size_t>(command);
  if (markers_.size() == kMostMarkers || !window_.contains(cycle) || index >= program_->layer_of_command.size()) return;
  const std::int32_t layer = program_->layer_of_command[index];
  if (layer >= 0 && marked_.insert(layer).second) markers_.push_back(kWaveformTimePerCycle * cycle);
}

void WaveformFiles::write_companions() const {
  const std::string engines = beside(path_, ".states.txt"), sequencer = beside(path_, ".sequencer.txt"),
                    layers = beside(path_, ".layers.txt");
  write_text(engines, gtkwave_engine_states());
  write_text(sequencer, gtkwave_sequencer_states());
  write_text(layers, gtkwave_layers(*program_));
  const GtkwaveFiles files{name_of_file(path_), name_of_file(engines), name_of_file(sequencer), name_of_file(layers)};
  write_text(beside(path_, ".gtkw"), gtkwave_text(files, program_->machine, markers_));
}

}  // namespace octet
