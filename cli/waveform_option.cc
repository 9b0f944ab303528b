// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/waveform_option.h"

#include <filesystem>
#include <optional>
#include <set>

#include "base/error.h"
#include "cli/files.h"
#include "cli/streamed_file.h"
#include "reports/gtkwave.h"
#include "reports/waveform.h"
#ifdef OCTET_HAS_RTL
#include "rtl/backend.h"
#include "rtl/fst_file.h"
#endif

namespace octet {
namespace {
namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr int kWarm = 1;  // the second inference
constexpr std::size_t kMostMarkers = 26;
constexpr std::uint64_t kMostCycles = std::uint64_t{1} << 60;

CycleWindow window_of(const Arguments& a) {
  CycleWindow window;
  for (const char* option : {"from", "to"})
    if (a.number(option, 0) > kMostCycles)
      fail(ErrorKind::kUsage, "--{} {}: allowed are cycles up to {}", option, a.text(option), kMostCycles);
  window.from = static_cast<std::int64_t>(a.number("from", 0));
  if (a.has("to")) window.to = static_cast<std::int64_t>(a.number("to", 0));
  return window;
}

std::string beside(const std::string& waveform, const char* ending) {
  return fs::path(waveform).replace_extension(ending).string();
}

}  // namespace

// Follows the run, and passes the inference that is wanted on to the VCD; backend rtl writes its FST itself.
class Waveform::Files : public Recorder {
 public:
  Files(const std::string& path, CycleWindow window) : path_(path), window_(window) {
    if (fs::path(path).extension() != ".vcd") return;
    file_.emplace(path);
    vcd_.emplace(window, [this](std::string_view text) { file_->write(text); });
  }
  ~Files() override {
    std::error_code ignored;
    if (!finished_ && !vcd_ && fs::is_regular_file(path_, ignored)) fs::remove(path_, ignored);
  }

  void inference_begins(const Program& program, std::int64_t cycle) override {
    if (++inference_ != kWarm) return;
    program_ = &program;
    *origin_ = cycle;
    if (vcd_) vcd_->inference_begins(program, cycle);
  }
  void inference_ends(std::int64_t cycle, const RunResult& result) override {
    if (inference_ != kWarm) return;
    cycles_ = result.cycles;
    if (vcd_) vcd_->inference_ends(cycle, result);
    write_companions();
    *origin_ = -1;
  }
  void segment_begins(const Program& program, const Segment& segment, std::int64_t cycle) override {
    if (listens()) vcd_->segment_begins(program, segment, cycle);
  }
  void answered(const DramBurst& burst) override {
    if (listens()) vcd_->answered(burst);
  }
  void done(std::int64_t cycle, std::int32_t command) override {
    if (listens()) vcd_->done(cycle, command);
  }
  void started(std::int64_t cycle, std::int32_t command) override {
    if (inference_ == kWarm) mark_layer(cycle - *origin_, command);
    if (listens()) vcd_->started(cycle, command);
  }
  void granted(const DramBurst& burst) override {
    if (listens()) vcd_->granted(burst);
  }
  void dispatched(std::int64_t cycle, std::int32_t command) override {
    if (listens()) vcd_->dispatched(cycle, command);
  }

  const std::string& path() const { return path_; }
  const CycleWindow& window() const { return window_; }
  std::shared_ptr<const std::int64_t> origin() const { return origin_; }

  void finish() {
    if (window_.from > cycles_)
      fail(ErrorKind::kUsage, "--from {}: the inference ends in cycle {}", window_.from, cycles_);
    if (file_) file_->finish();
#ifdef OCTET_HAS_RTL
    if (!file_) require_whole_fst(path_);
#endif
    finished_ = true;
  }

 private:
  bool listens() const { return vcd_ && inference_ == kWarm; }

  // The first command of a layer that starts in the window.
  void mark_layer(std::int64_t cycle, std::int32_t command) {
    const auto index = static_cast<std::size_t>(command);
    if (markers_.size() == kMostMarkers || !window_.contains(cycle) || index >= program_->layer_of_command.size())
      return;
    const std::int32_t layer = program_->layer_of_command[index];
    if (layer >= 0 && marked_.insert(layer).second) markers_.push_back(kWaveformTimePerCycle * cycle);
  }

  void write_companions() const {
    const std::string save = beside(path_, ".gtkw"), engines = beside(path_, ".states.txt"),
                      sequencer = beside(path_, ".sequencer.txt"), layers = beside(path_, ".layers.txt");
    const auto name = [](const std::string& path) { return fs::path(path).filename().string(); };
    write_text(save,
               gtkwave_text({name(path_), name(engines), name(sequencer), name(layers)}, program_->machine, markers_));
    write_text(engines, gtkwave_engine_states());
    write_text(sequencer, gtkwave_sequencer_states());
    write_text(layers, gtkwave_layers(*program_));
  }

  const std::string path_;
  const CycleWindow window_;
  std::optional<StreamedFile> file_;
  std::optional<VcdRecorder> vcd_;
  std::shared_ptr<std::int64_t> origin_ = std::make_shared<std::int64_t>(-1);
  const Program* program_ = nullptr;
  int inference_ = -1;
  std::int64_t cycles_ = 0;
  std::set<std::int32_t> marked_;
  std::vector<std::int64_t> markers_;
  bool finished_ = false;
};

void add_waveform_options(po::options_description& options) {
  options.add_options()("waveform", po::value<std::string>(),
                        "write a waveform of the warm inference: FILE.vcd of backend systemc, FILE.fst of rtl")(
      "from", po::value<std::string>(), "its first cycle, counted from the inference's start (default 0)")(
      "to", po::value<std::string>(), "its last cycle (default: the inference's end)");
}

void check_waveform_options(const Arguments& a, BackendKind kind) {
  if (!a.has("waveform")) {
    for (const char* option : {"from", "to"})
      if (a.has(option)) fail(ErrorKind::kUsage, "--{} {}: only with --waveform", option, a.text(option));
    return;
  }
  const std::string file = a.text("waveform");
  if (kind != BackendKind::kSystemc && kind != BackendKind::kRtl)
    fail(ErrorKind::kUsage, "--waveform {}: backend {} has none; allowed are systemc (.vcd) and rtl (.fst)", file,
         name_of(kind));
  const char* const extension = kind == BackendKind::kSystemc ? ".vcd" : ".fst";
  if (fs::path(file).extension() != extension)
    fail(ErrorKind::kUsage, "--waveform {}: backend {} writes a file with the extension {}", file, name_of(kind),
         extension);
  const CycleWindow window = window_of(a);
  if (window.from > window.to) fail(ErrorKind::kUsage, "--from {} is behind --to {}", window.from, window.to);
}

Waveform::Waveform(const Arguments& a) {
  if (a.has("waveform")) files_ = std::make_unique<Files>(a.text("waveform"), window_of(a));
}
Waveform::~Waveform() = default;

Recorder* Waveform::recorder() { return files_.get(); }

#ifdef OCTET_HAS_RTL
void Waveform::add_to(RtlOptions& options) const {
  if (!files_) return;
  options.waveform = files_->path();
  options.waveform_from = files_->window().from;
  options.waveform_to = files_->window().to;
  options.waveform_origin = files_->origin();
}
#endif

void Waveform::finish() {
  if (files_) files_->finish();
}

}  // namespace octet
