// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// --waveform of `octet run`: the waveform of an inference, with what GTKWave needs to show it.
#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "arch/recorder.h"
#include "cli/files.h"
#include "cli/output_stream.h"
#include "reports/waveform.h"

namespace octet {

struct RtlOptions;

// Throws Error(kUsage) for a file that a backend does not write.
void check_waveform(const std::string& path, BackendKind kind);
// What is written beside the waveform.
std::vector<NamedPath> waveform_companions(const std::string& path);

// Of one inference, whose recorder it is. Backend rtl writes its FST itself, in the time and the window of this object.
class WaveformFiles : public Recorder {
 public:
  WaveformFiles(const std::string& path, CycleWindow window);
  ~WaveformFiles() override;  // without finish() no waveform is left
  // Where there is backend rtl. The core made of them may outlive this object.
  void add_to(RtlOptions& options) const;
  // The cores are gone: what they wrote is complete. Throws Error(kUsage) if it is not.
  void finish();

  void inference_begins(const Program& program, std::int64_t cycle) override;
  void inference_ends(std::int64_t cycle, const RunResult& result) override;
  void segment_begins(const Program& program, const Segment& segment, std::int64_t cycle) override;
  void answered(const DramBurst& burst) override;
  void done(std::int64_t cycle, std::int32_t command) override;
  void started(std::int64_t cycle, std::int32_t command) override;
  void granted(const DramBurst& burst) override;
  void dispatched(std::int64_t cycle, std::int32_t command) override;

 private:
  void mark_layer(std::int64_t cycle, std::int32_t command);
  void write_companions() const;

  const std::string path_;
  std::string temporary_;  // where backend rtl writes until finish() renames it
  const CycleWindow window_;
  std::optional<OutputStream> file_;  // of a VCD
  std::optional<VcdRecorder> vcd_;
  const std::shared_ptr<std::int64_t> origin_ = std::make_shared<std::int64_t>(-1);  // below 0: not this inference
  const Program* program_ = nullptr;
  std::set<std::int32_t> marked_;  // layers
  std::vector<std::int64_t> markers_;
};

}  // namespace octet
