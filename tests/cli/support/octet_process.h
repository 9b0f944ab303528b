// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The octet binary of this build as a child process: what it says, how it ends, what it needs.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace octet::test {

// A folder of one test, removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  // Writes `contents` to the file `name`; its path.
  std::string write(const std::string& name, std::string_view contents) const;
  // Names of what lies in the folder, sorted.
  std::vector<std::string> names() const;

 private:
  std::filesystem::path folder_;
};

std::string text_of_file(const std::string& path);

enum class Stdout { kKept, kDevFull, kClosedPipe };

struct Launch {
  Stdout standard_output = Stdout::kKept;
  long most_file_bytes = -1;        // RLIMIT_FSIZE: what a full disk looks like; -1: no limit
  bool dies_at_file_limit = false;  // by SIGXFSZ in the middle of a write; else the write fails
  bool privileged = true;           // false: file modes hold for root too
  std::string folder = ".";         // working folder
  std::string columns = "1000";     // $COLUMNS, unless the test has set it; empty: none
  int milliseconds = 60'000;        // then it is killed, and timed_out
};

struct Outcome {
  int exit_code = -1;  // -1: ended by a signal
  int signal = 0;
  bool timed_out = false;
  long peak_kilobytes = 0;  // resident
  std::string out, err;
};

Outcome run_octet(const std::vector<std::string>& words, const Launch& launch = {});

}  // namespace octet::test
