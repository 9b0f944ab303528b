// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Paths are compared where they lead, so that two names of one file are seen as one.
#include "cli/files.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "arch/program_file.h"
#include "base/error.h"

namespace octet {
namespace {

namespace fs = std::filesystem;

std::string destination(const std::string& path) {
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(path, error);
  return path == "-" || error ? path : resolved.string();
}

void require_folder(const NamedPath& output) {
  if (output.path.empty()) fail(ErrorKind::kUsage, "{}: the path is empty", output.name);
  std::error_code error;
  const fs::file_status status = fs::status(output.path, error);
  if (fs::is_directory(status)) fail(ErrorKind::kUsage, "{} {}: is a folder", output.name, output.path);
  if (fs::exists(status) && !fs::is_regular_file(status)) return;  // a device or pipe is written in place
  const fs::path parent = fs::path(output.path).parent_path(), folder = parent.empty() ? "." : parent;
  const bool writable = ::access(folder.c_str(), W_OK | X_OK) == 0;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    fail(ErrorKind::kUsage, "{} {}: {} is no folder", output.name, output.path, folder.string());
  if (!writable)
    fail(ErrorKind::kUsage, "{} {}: its folder cannot be written: {}", output.name, output.path, std::strerror(errno));
}

}  // namespace

void write_text(const std::string& path, const std::string& text) {
  if (path != "-") return write_file_atomically(path, {text.begin(), text.end()});
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    fail(ErrorKind::kUsage, "cannot write to standard output: {}", std::strerror(errno));
}

std::vector<std::string> read_labels(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) fail(ErrorKind::kUsage, "cannot read labels {}: is a folder", path);
  std::ifstream file(path);
  if (!file) fail(ErrorKind::kUsage, "cannot read labels {}: {}", path, std::strerror(errno));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  if (lines.empty()) fail(ErrorKind::kUsage, "labels {}: has no lines", path);
  return lines;
}

void require_writable(const std::vector<NamedPath>& outputs, const std::vector<NamedPath>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::string where = destination(outputs[i].path);
    for (std::size_t j = 0; j < i; ++j)
      if (destination(outputs[j].path) == where)
        fail(ErrorKind::kUsage, "{} and {} are one file: {}", outputs[j].name, outputs[i].name, outputs[i].path);
    for (const NamedPath& input : inputs)
      if (destination(input.path) == where)
        fail(ErrorKind::kUsage, "{} {} would overwrite {}", outputs[i].name, outputs[i].path, input.name);
    if (outputs[i].path != "-") require_folder(outputs[i]);
  }
}

}  // namespace octet
