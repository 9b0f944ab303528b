// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What `octet run` writes while a backend runs: --timeline, --waveform, --events, --dram-trace.
#pragma once
#include <boost/program_options.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "arch/cost_ledger.h"
#include "arch/recorder.h"
#include "cli/arguments.h"
#include "cli/output_stream.h"
#include "cli/waveform_files.h"
#include "reports/timeline.h"

namespace octet {

inline constexpr const char* kRecordingFiles[] = {"timeline", "waveform", "events", "dram-trace"};
void add_recording_options(boost::program_options::options_description& options);
// Throws Error(kUsage) for what can be wrong before a model is looked at.
void check_recording_options(const Arguments& a, BackendKind kind);

// The files of one run, written while one of its inferences runs: the second, which is the warm one, or the first.
class Recording : public Recorder {
 public:
  // Opens the files. Throws Error(kUsage) for an unknown layer and for what OutputStream throws.
  Recording(const Arguments& a, const Program& program, const CostTable& table, const Activity& activity);
  // For RunOptions: nullptr if nothing is to be written.
  Recorder* recorder() { return listeners_.empty() ? nullptr : this; }
  // nullptr: none is wanted.
  const WaveformFiles* waveform() const { return waveform_; }
  // The files are complete: the cores are gone.
  void finish();

  void inference_begins(const Program& program, std::int64_t cycle) override;
  void inference_ends(std::int64_t cycle, const RunResult& result) override;
  void segment_begins(const Program& program, const Segment& segment, std::int64_t cycle) override;
  void segment_ends(const Program& program, const Segment& segment, std::int64_t cycle) override;
  void host_runs(const Program& program, const Segment& segment, std::int64_t cycle, double seconds) override;
  void answered(const DramBurst& burst) override;
  void visible(std::int64_t cycle, std::int32_t command) override;
  void done(std::int64_t cycle, std::int32_t command) override;
  void started(std::int64_t cycle, std::int32_t command) override;
  void granted(const DramBurst& burst) override;
  void dispatched(std::int64_t cycle, std::int32_t command) override;
  void halted(Condition condition, std::int64_t cycle, std::int32_t command) override;

 private:
  TextSink open(const std::string& path);
  template <class Tell>
  void tell(Tell&& tell) {
    if (inference_ != wanted_) return;
    for (const auto& listener : listeners_) tell(*listener);
  }

  const Activity activity_;
  const int wanted_;
  const std::int64_t from_;
  std::int64_t cycles_ = 0;  // of the wanted inference
  int inference_ = -1;
  std::vector<std::unique_ptr<OutputStream>> files_;
  std::vector<std::unique_ptr<Recorder>> listeners_;
  WaveformFiles* waveform_ = nullptr;  // one of them
};

}  // namespace octet
