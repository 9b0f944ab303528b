// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/waveform_files.h"

#include <filesystem>

#include "arch/program_file.h"
#include "base/error.h"
#include "reports/gtkwave.h"
#ifdef OCTET_HAS_RTL
#include "rtl/backend.h"
#include "rtl/fst_file.h"
#endif

namespace octet {
namespace {
namespace fs = std::filesystem;

struct Companions {
  std::string save, engines, sequencer, layers;
};

std::string beside(const std::string& waveform, const char* ending) {
  return fs::path(waveform).replace_extension(ending).string();
}

Companions companions_of(const std::string& waveform) {
  return {beside(waveform, ".gtkw"), beside(waveform, ".states.txt"), beside(waveform, ".sequencer.txt"),
          beside(waveform, ".layers.txt")};
}

std::string name_of_file(const std::string& path) { return fs::path(path).filename().string(); }

}  // namespace

void check_waveform(const std::string& path, BackendKind kind) {
  const char* const extension = kind == BackendKind::kSystemc ? ".vcd" : ".fst";
  if (fs::path(path).extension() != extension)
    fail(ErrorKind::kUsage, "--waveform {}: backend {} writes a file with the extension {}", path, name_of(kind),
         extension);
  for (const char c : name_of_file(path))
    if (static_cast<unsigned char>(c) < ' ' || c == '"' || c == 0x7F)
      fail(ErrorKind::kUsage, "--waveform {}: GTKWave's save file takes no quotes or control characters in a name",
           path);
}

std::vector<NamedPath> waveform_companions(const std::string& path) {
  const Companions files = companions_of(path);
  std::vector<NamedPath> named;
  for (const std::string& file : {files.save, files.engines, files.sequencer, files.layers})
    named.push_back({"a file of --waveform", file});
  return named;
}

WaveformFiles::WaveformFiles(const std::string& path, CycleWindow window) : path_(path), window_(window) {
  if (fs::path(path).extension() != ".vcd") {
    temporary_ = temporary_beside(path);
    return;
  }
  file_.emplace(path);
  vcd_.emplace(window, [this](std::string_view text) { file_->write(text); });
}

WaveformFiles::~WaveformFiles() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove(temporary_, ignored);
}

void WaveformFiles::add_to([[maybe_unused]] RtlOptions& options) const {
#ifdef OCTET_HAS_RTL
  if (vcd_) return;
  options.waveform = temporary_;
  options.waveform_from = window_.from;
  options.waveform_to = window_.to;
  options.waveform_origin = origin_;
#endif
}

void WaveformFiles::finish() {
  if (file_) file_->finish();
#ifdef OCTET_HAS_RTL
  if (!temporary_.empty()) {
    if (!is_whole_fst(temporary_))
      fail(ErrorKind::kUsage, "{}: the waveform could not be written to its end; is the disk full?", path_);
    std::error_code error;
    fs::rename(temporary_, path_, error);
    if (error) fail(ErrorKind::kUsage, "{}: cannot be written: {}", path_, error.message());
    temporary_.clear();
  }
#endif
  write_companions();
}

void WaveformFiles::inference_begins(const Program& program, std::int64_t cycle) {
  program_ = &program;
  *origin_ = cycle;
  if (vcd_) vcd_->inference_begins(program, cycle);
}

void WaveformFiles::inference_ends(std::int64_t cycle, const RunResult& result) {
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
  if (markers_.size() == kGtkwaveMarkers || !window_.contains(cycle) || index >= program_->layer_of_command.size())
    return;
  const std::int32_t layer = program_->layer_of_command[index];
  if (layer >= 0 && marked_.insert(layer).second) markers_.push_back(kWaveformTimePerCycle * cycle);
}

void WaveformFiles::write_companions() const {
  const Companions files = companions_of(path_);
  write_text(files.engines, gtkwave_engine_states());
  write_text(files.sequencer, gtkwave_sequencer_states());
  write_text(files.layers, gtkwave_layers(*program_));
  const GtkwaveFiles names{name_of_file(path_), name_of_file(files.engines), name_of_file(files.sequencer),
                           name_of_file(files.layers)};
  write_text(files.save, gtkwave_text(names, program_->machine, markers_));
}

}  // namespace octet
