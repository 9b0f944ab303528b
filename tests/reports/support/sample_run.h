// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A small program and two results of it, written by hand: a convolution, a depthwise convolution and a
// softmax on the host, with counts that obey the conservation laws.
#pragma once
#include "reports/report.h"

namespace octet {

Program sample_program(const Machine& machine);
RunResult sample_result(bool warm);
// The reference's: no times.
RunResult untimed_result();
RunIdentity sample_identity(BackendKind backend = BackendKind::kSystemc);
// A complete report on edge-16 with three baselines and a classification.
Report sample_report();

}  // namespace octet
