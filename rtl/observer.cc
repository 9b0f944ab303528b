// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/observer.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace octet {
namespace {

// The waveform's writer and Verilator's do not say that a disk is full. Less space than this is taken for none.
constexpr std::uintmax_t kLeastBytes = 65536;

void require_writable(const std::string& file) {
  std::FILE* opened = std::fopen(file.c_str(), "wb");
  if (!opened) fail(ErrorKind::kUsage, "{}: cannot be written: {}", file, std::strerror(errno));
  std::fclose(opened);
}

void require_space(const std::string& file) {
  std::error_code error;
  const auto space = std::filesystem::space(std::filesystem::absolute(file).parent_path(), error);
  if (!error && space.available < kLeastBytes) fail(ErrorKind::kUsage, "{}: no space is left for it", file);
}

// The data end with a line's end unless writing them was cut short.
bool ends_with_newline(const std::string& file) {
  std::ifstream data(file, std::ios::binary | std::ios::ate);
  if (!data || data.tellg() <= 0) return false;
  data.seekg(-1, std::ios::end);
  return data.get() == '\n';
}

}  // namespace

void check_writable(const RtlOptions& options) {
  for (const std::string& file : {options.coverage, options.waveform}) {
    if (file.empty()) continue;
    require_writable(file);
    require_space(file);
  }
}

Observer::Observer(const SimulatorLibrary& library, void* model, const RtlOptions& options)
    : library_(library),
      model_(model),
      options_(options),
      waveform_(!options.waveform.empty()),
      from_(options.waveform_from),
      to_(options.waveform_to) {
  if (waveform_) library_.open_waveform(model_, options.waveform.c_str());
}

void Observer::save() {
  if (waveform_) {
    library_.flush(model_);
    require_space(options_.waveform);
  }
  if (options_.coverage.empty()) return;
  library_.write_coverage(model_, options_.coverage.c_str());
  if (!ends_with_newline(options_.coverage))
    fail(ErrorKind::kUsage, "{}: the coverage data could not be written to the end", options_.coverage);
}

}  // namespace octet
