// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/streamed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "arch/program_file.h"
#include "base/error.h"

namespace octet {
namespace {

[[noreturn]] void fail_to_write(const std::string& path) {
  fail(ErrorKind::kUsage, "{}: cannot be written: {}", path, std::strerror(errno));
}

bool is_in_place(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

}  // namespace

StreamedFile::StreamedFile(const std::string& path) : path_(path) {
  if (!is_in_place(path)) temporary_ = temporary_beside(path);
  const int flags = O_WRONLY | O_CLOEXEC | (temporary_.empty() ? 0 : O_CREAT | O_EXCL);
  descriptor_ = ::open((temporary_.empty() ? path_ : temporary_).c_str(), flags, 0666);
  if (descriptor_ >= 0) return;
  temporary_.clear();
  fail_to_write(path_);
}

StreamedFile::~StreamedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void StreamedFile::write(std::string_view text) {
  while (!text.empty()) {
    errno = ENOSPC;  // what a device that takes nothing means
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written <= 0 && errno != EINTR) fail_to_write(path_);
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void StreamedFile::finish() {
  if (!temporary_.empty() && ::fsync(descriptor_) != 0) fail_to_write(path_);
  if (::close(std::exchange(descriptor_, -1)) != 0) fail_to_write(path_);
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail_to_write(path_);
  temporary_.clear();
}

}  // namespace octet
