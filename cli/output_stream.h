// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A text file that is written as its content comes, and appears only when it is complete.
#pragma once
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace octet {

// Writes beside `path` under a temporary name until finish() renames it; one that is not finished is removed. "-" is
// standard output; a device or pipe is written in place. Throws Error(kUsage) with the system's reason.
class OutputStream {
 public:
  explicit OutputStream(std::string path);
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;
  void write(std::string_view text);
  void finish();

 private:
  [[noreturn]] void fail_to_write() const;
  const std::string path_;
  std::string temporary_;  // empty: written in place
  std::FILE* file_ = nullptr;
};

}  // namespace octet
