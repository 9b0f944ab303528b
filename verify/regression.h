// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a regression did, and its three forms: a screen of text, JSON, JUnit XML. Equal regressions give equal
// files: no times, no paths but those of the command line.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "arch/machine.h"
#include "verify/result.h"

namespace octet {

struct Regression {
  // Identity: what was compared with what, by whom.
  std::string version, revision, command_line, subject, against, values_from, time_from, rtl_directory;
  Machine machine;
  std::uint64_t seed = 0;
  double cycle_tolerance_percent = 0;
  std::vector<CaseResult> results;  // by case
  // Of the first mismatch: the files that were written, the shrunk program in a few words.
  std::string program_file, waveform_file, shrunk;

  std::int64_t failed() const;
  double cycle_error_percent() const;  // the greatest of a case
  Coverage coverage() const;           // of all cases
};

// At most 25 lines of at most 100 columns.
std::string regression_text(const Regression& regression);
// Every point of coverage with its count, then what was not covered and what nobody looked at.
std::string coverage_text(const Coverage& coverage);
std::string regression_json(const Regression& regression);
// One testcase per case, as CI systems read it.
std::string regression_junit(const Regression& regression);

}  // namespace octet
