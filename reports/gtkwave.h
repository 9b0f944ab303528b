// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What GTKWave starts with: a save file with the signals in groups, and names for numbers (docs/waveforms.md).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "arch/program.h"

namespace octet {

inline constexpr std::size_t kGtkwaveMarkers = 26;  // A to Z

struct GtkwaveFiles {
  std::string waveform;  // file names, all in one folder
  std::string engine_states, sequencer_states, layers;
};

// A save file. `markers`: times of up to kGtkwaveMarkers named markers, A first.
std::string gtkwave_text(const GtkwaveFiles& files, const Machine& machine, const std::vector<std::int64_t>& markers);
// A number and its name a line: states of an engine, of the sequencer; a command's index and its layer.
std::string gtkwave_engine_states();
std::string gtkwave_sequencer_states();
std::string gtkwave_layers(const Program& program);

}  // namespace octet
