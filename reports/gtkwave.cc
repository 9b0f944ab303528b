// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/gtkwave.h"

#include <algorithm>

#include "base/error.h"
#include "reports/waveform.h"

namespace octet {
namespace {

// GTKWave's flags of a trace: right-justified in a base, a comment, a group's begin and end, names from a file.
enum Flags : unsigned {
  kHexadecimal = 0x22,
  kDecimal = 0x24,
  kBinary = 0x28,
  kComment = 0x200,
  kGroupBegin = 0x800200,
  kGroupEnd = 0x1000200,
  kNames = 0x2000,
};

class SaveFile {
 public:
  explicit SaveFile(const Machine& machine) : machine_(machine) {}
  void comment(const std::string& text) { line(kComment, "-" + text); }
  void group(const std::string& name) { line(kGroupBegin, "-" + (group_ = name)); }
  void end() { line(kGroupEnd, "-" + group_); }
  void signal(const std::string& name, int bits = 1, unsigned flags = kDecimal) {
    line(bits == 1 ? kBinary : flags, bits == 1 ? name : fmt::format("{}[{}:0]", name, bits - 1));
  }
  // Of this module of the core.
  void core(const std::string& name, int bits = 1, unsigned flags = kDecimal) {
    signal(fmt::format("{}.{}", kWaveformCore, name), bits, flags);
  }
  void named(const std::string& name, int bits, int file, const std::string& names) {
    line(kDecimal | kNames, fmt::format("^{} {}\n{}.{}[{}:0]", file, names, kWaveformCore, name, bits - 1));
  }
  const Machine& machine() const { return machine_; }
  const std::string& text() const { return text_; }

 private:
  void line(unsigned flags, const std::string& text) { text_ += fmt::format("@{:x}\n{}\n", flags, text); }
  const Machine& machine_;
  std::string group_, text_;
};

void add_sequencer(SaveFile& save, const GtkwaveFiles& files) {
  save.group("sequencer");
  save.named("trace_sequencer_o", 2, 2, files.sequencer_states);
  save.core("trace_dispatched_o");
  save.core("trace_dispatched_index_o", kWaveformIndexBits);
  save.end();
}

void add_engine(SaveFile& save, const GtkwaveFiles& files, int queue, const std::string& name) {
  save.group(name);
  save.named("u_view." + name + "_state", 2, 1, files.engine_states);
  save.core("u_view." + name + "_start");
  save.core("u_view." + name + "_done");
  save.core("u_view." + name + "_index", kWaveformIndexBits);
  save.named("u_view." + name + "_index", kWaveformIndexBits, 3, files.layers);
  save.core(fmt::format("u_sequencer.gen_queue[{}].u_queue.count_q", queue), waveform_count_bits(save.machine()));
  save.end();
}

void add_dram(SaveFile& save) {
  save.group("DRAM");
  for (const std::string requester : {"fetch", "store", "load"})
    for (const char* what : {"_request", "_grant", "_response"}) save.core("u_view." + requester + what);
  save.core("u_view.dram_address", kWaveformAddressBits, kHexadecimal);
  save.core("u_view.dram_bytes", waveform_burst_bits(save.machine()));
  save.core("u_arbiter.outstanding_q", kWaveformOutstandingBits);
  save.end();
}

void add_tokens(SaveFile& save) {
  save.group("tokens");
  for (int token = 0; token < kTokens; ++token)
    save.core(fmt::format("u_sequencer.u_scoreboard.u_view.token[{}].count", token), 4);
  save.end();
}

std::string marker_line(const std::vector<std::int64_t>& markers) {
  constexpr double kZoom = -9;
  std::string line = fmt::format("*{:.6f} {}", kZoom, markers.empty() ? -1 : markers.front());
  for (std::size_t m = 0; m < kGtkwaveMarkers; ++m) line += fmt::format(" {}", m < markers.size() ? markers[m] : -1);
  return line + "\n";
}

}  // namespace

std::string gtkwave_text(const GtkwaveFiles& files, const Machine& machine, const std::vector<std::int64_t>& markers) {
  SaveFile save(machine);
  save.comment(cycle_time_text(machine));
  save.signal(std::string(kWaveformTop) + ".clk_i");
  add_sequencer(save, files);
  int queue = 0;
  for (const char* engine : {"load", "array", "vector", "store"}) add_engine(save, files, queue++, engine);
  add_dram(save);
  add_tokens(save);
  return fmt::format("[dumpfile] \"{}\"\n[timestart] 0\n[size] 1400 900\n[signals_width] 380\n{}[treeopen] {}.\n{}",
                     files.waveform, marker_line(markers), kWaveformTop, save.text());
}

std::string gtkwave_engine_states() { return "0 busy\n1 token\n2 bank\n3 idle\n"; }
std::string gtkwave_sequencer_states() { return "0 dispatch\n1 fetch\n2 queue\n3 idle\n"; }

std::string gtkwave_layers(const Program& program) {
  std::string text;
  for (std::size_t c = 0; c < program.layer_of_command.size(); ++c) {
    const std::int32_t layer = program.layer_of_command[c];
    if (layer < 0) continue;
    text += fmt::format("{} {}:{}\n", c, layer, plain_text(program.layers[static_cast<std::size_t>(layer)].name, 60));
  }
  return text;
}

}  // namespace octet
