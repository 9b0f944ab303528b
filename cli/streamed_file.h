// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A file that is written piece by piece and appears whole or not at all.
#pragma once
#include <string>
#include <string_view>

namespace octet {

class StreamedFile {
 public:
  // Throws Error(kUsage) with the system's reason, like the others. A device or a pipe is written in place.
  explicit StreamedFile(const std::string& path);
  StreamedFile(const StreamedFile&) = delete;
  StreamedFile& operator=(const StreamedFile&) = delete;
  ~StreamedFile();  // without finish() nothing is left
  void write(std::string_view text);
  // All of it is on disk under its name.
  void finish();

 private:
  std::string path_, temporary_;  // temporary: empty if in place
  int descriptor_ = -1;
};

}  // namespace octet
