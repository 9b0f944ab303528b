// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet sweep best|pareto|sensitivity|scatter: questions to the results of a sweep.
#pragma once
#include <string>
#include <vector>

namespace octet {

inline constexpr const char* kSweepAnswers[] = {"best", "pareto", "sensitivity", "scatter"};
// `which` is one of kSweepAnswers; `words` stand after it. Returns the exit code.
int sweep_answers_command(const std::string& which, const std::vector<std::string>& words);

}  // namespace octet
