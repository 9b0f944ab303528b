// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// --waveform of `octet run`: a waveform of the warm inference, with what GTKWave needs to show it.
#pragma once
#include <memory>
#include <string>

#include "arch/recorder.h"
#include "cli/arguments.h"

namespace octet {

struct RtlOptions;

void add_waveform_options(boost::program_options::options_description& options);
// Throws Error(kUsage) for a file or a window that cannot be, or a backend without waveforms.
void check_waveform_options(const Arguments& a, BackendKind kind);

// One run's waveform; nothing at all without the option.
class Waveform {
 public:
  explicit Waveform(const Arguments& a);
  ~Waveform();  // without finish() no file is left
  // Of every inference of the run; nullptr without the option.
  Recorder* recorder();
  void add_to(RtlOptions& options) const;  // where there is backend rtl
  // The cores are gone: what they wrote is complete. Throws Error(kUsage) if it is not, or if the window is behind the
  // inference's end.
  void finish();

 private:
  class Files;
  std::unique_ptr<Files> files_;
};

}  // namespace octet
