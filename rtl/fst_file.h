// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whether an FST waveform was written to its end: its writer does not say that a disk is full.
#pragma once
#include <string>

namespace octet {

// Whether the file is a chain of whole blocks up to its last byte, with a header, values, geometry
// and hierarchy, the last of which is written when the waveform ends.
bool is_whole_fst(const std::string& path);

}  // namespace octet
