// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a sweep says of itself while it runs, on standard error.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace octet {

enum class ProgressForm { kTerminal, kLines, kJson };

class SweepProgress {
 public:
  explicit SweepProgress(ProgressForm form);
  // There are so many more points, of which `done` and `failed` were found so.
  void more(std::size_t points, std::size_t done, std::size_t failed);
  void ended(bool failed);
  // Prints if it is time: a terminal's line ten times a second, others every ten seconds, JSON every second.
  void tick();
  // The last word; in lines only if there was another before it.
  void finish();

 private:
  void print();
  std::string text() const;
  std::string json() const;

  ProgressForm form_;
  std::size_t total_ = 0, done_ = 0, failed_ = 0, here_ = 0;  // here: ended since the start
  std::chrono::steady_clock::time_point start_, printed_;
};

}  // namespace octet
