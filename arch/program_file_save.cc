// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Saving whole or not at all, by POSIX calls: the standard streams cannot synchronize to disk.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <utility>

#include "arch/program_file.h"
#include "base/error.h"

namespace octet {
namespace {

[[noreturn]] void fail_to_write(const std::string& path) {
  fail(ErrorKind::kUsage, "{}: cannot be written: {}", path, std::strerror(errno));
}

// Closes the descriptor, and unlinks the temporary file unless it was renamed.
class OutputFile {
 public:
  OutputFile(std::string path, std::string temporary, int flags)
      : path_(std::move(path)), temporary_(std::move(temporary)) {
    descriptor_ = ::open((temporary_.empty() ? path_ : temporary_).c_str(), flags | O_WRONLY | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail_to_write(path_);
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }
  void write(const std::vector<std::uint8_t>& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      errno = ENOSPC;  // what a device that takes nothing means
      const ssize_t written = ::write(descriptor_, bytes.data() + at, bytes.size() - at);
      if (written <= 0 && errno != EINTR) fail_to_write(path_);
      if (written > 0) at += static_cast<std::size_t>(written);
    }
  }
  void rename_into_place() {
    if (::fsync(descriptor_) != 0 || ::close(std::exchange(descriptor_, -1)) != 0) fail_to_write(path_);
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail_to_write(path_);
    temporary_.clear();
  }

 private:
  std::string path_, temporary_;
  int descriptor_ = -1;
};

}  // namespace

std::string temporary_beside(const std::string& path) {
  std::random_device random;  // process numbers are alike on other hosts
  return fmt::format("{}.{}.{:08x}{:08x}.tmp", path, ::getpid(), random(), random());
}

void write_file_atomically(const std::string& path, const std::vector<std::uint8_t>& bytes) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    OutputFile(path, "", 0).write(bytes);
    return;
  }
  OutputFile file(path, temporary_beside(path), O_CREAT | O_EXCL);
  file.write(bytes);
  file.rename_into_place();
}

}  // namespace octet
