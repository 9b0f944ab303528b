// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/files.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "base/error.h"

namespace octet {

void write_text(const std::string& path, const std::string& text) {
  if (path == "-") {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
      fail(ErrorKind::kUsage, "cannot write to standard output: {}", std::strerror(errno));
    return;
  }
  // A device cannot be renamed over.
  const bool special = path.rfind("/dev/", 0) == 0;
  const std::string temporary = special ? path : fmt::format("{}.{}.tmp", path, ::getpid());
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  if (!file) fail(ErrorKind::kUsage, "cannot write {}: {}", path, std::strerror(errno));
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
  const int reason = errno;
  const bool closed = std::fclose(file) == 0;
  if (!written || !closed) {
    if (!special) std::remove(temporary.c_str());
    fail(ErrorKind::kUsage, "cannot write {}: {}", path, std::strerror(written ? errno : reason));
  }
  if (!special && std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int rename_reason = errno;
    std::remove(temporary.c_str());
    fail(ErrorKind::kUsage, "cannot write {}: {}", path, std::strerror(rename_reason));
  }
}

std::vector<std::string> read_labels(const std::string& path) {
  std::ifstream file(path);
  if (!file) fail(ErrorKind::kUsage, "cannot read labels {}: {}", path, std::strerror(errno));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

}  // namespace octet
