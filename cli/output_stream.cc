// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/output_stream.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "arch/program_file.h"
#include "base/error.h"

namespace octet {

namespace fs = std::filesystem;

OutputStream::OutputStream(std::string path) : path_(std::move(path)) {
  if (path_ == "-") {
    file_ = stdout;
    return;
  }
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  if (!fs::exists(status) || fs::is_regular_file(status)) temporary_ = temporary_beside(path_);
  file_ = std::fopen((temporary_.empty() ? path_ : temporary_).c_str(), "we");
  if (!file_) fail_to_write();
}

OutputStream::~OutputStream() {
  if (file_ && file_ != stdout) std::fclose(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputStream::fail_to_write() const {
  fail(ErrorKind::kUsage, "{}: cannot be written: {}", path_ == "-" ? "standard output" : path_, std::strerror(errno));
}

void OutputStream::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail_to_write();
}

void OutputStream::finish() {
  if (std::fflush(file_) != 0) fail_to_write();
  if (!temporary_.empty() && ::fsync(::fileno(file_)) != 0) fail_to_write();
  if (file_ != stdout && std::fclose(std::exchange(file_, nullptr)) != 0) fail_to_write();
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail_to_write();
  temporary_.clear();
}

}  // namespace octet
