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

class Progress {
 public:
  // `total`: points of the sweep; `done`, `failed`: those that were found so.
  Progress(ProgressForm form, std::size_t total, std::size_t done, std::size_t failed);
  void ended(bool failed);
  void more(std::size_t points) { total_ += points; }  // a guided search asks for more as it goes
  // Prints if it is time: a terminal's line ten times a second, others every ten seconds, JSON every second.
  void tick();
  // The last word, always printed.
  void finish();

 private:
  void print();
  std::string text() const;
  std::string json() const;

  ProgressForm form_;
  std::size_t total_, done_, failed_, here_ = 0;  // here: ended since the start
  std::chrono::steady_clock::time_point start_, printed_;
};

}  // namespace octet
