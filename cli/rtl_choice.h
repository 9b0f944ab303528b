// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The options of `octet run` that put RTL in the place of something: --rtl, --rtl-dir, --rtl-coverage.
#pragma once
#include <memory>
#include <string>

#include "arch/backend.h"
#include "cli/arguments.h"

namespace octet {

class WaveformFiles;

void add_rtl_options(boost::program_options::options_description& options);
// Throws Error(kUsage) for a choice that is unknown, or that the backend or a run without values cannot use.
void check_rtl_options(const Arguments& a, BackendKind kind);
// The backend with what the options put in its place; backend rtl writes the waveform, if there is one. Throws
// Error(kUsage) if this build has no RTL.
std::unique_ptr<Backend> chosen_backend(const Arguments& a, BackendKind kind, const WaveformFiles* waveform);
// The table of --rtl-coverage (a file, or a folder of .dat files) after the run; empty without that option.
std::string rtl_coverage_text(const Arguments& a);

}  // namespace octet
