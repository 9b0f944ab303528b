// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/progress.h"

#include <fmt/core.h>

#include <cmath>
#include <cstdio>

namespace octet {
namespace {

double seconds_since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

double interval(ProgressForm form) {
  switch (form) {
    case ProgressForm::kTerminal:
      return 0.1;
    case ProgressForm::kLines:
      return 10;
    case ProgressForm::kJson:
      return 1;
  }
  return 1;
}

}  // namespace

SweepProgress::SweepProgress(ProgressForm form)
    : form_(form), start_(std::chrono::steady_clock::now()), printed_(start_) {}

void SweepProgress::more(std::size_t points, std::size_t done, std::size_t failed) {
  total_ += points;
  done_ += done;
  failed_ += failed;
}

void SweepProgress::ended(bool failed) {
  ++here_;
  ++(failed ? failed_ : done_);
}

void SweepProgress::tick() {
  if (seconds_since(printed_) < interval(form_)) return;
  printed_ = std::chrono::steady_clock::now();
  print();
}

void SweepProgress::finish() {
  const bool spoke = printed_ != start_;
  if (form_ != ProgressForm::kLines || spoke) print();
  if (form_ == ProgressForm::kTerminal) std::fputc('\n', stderr);
}

// Nothing depends on its being seen: a closed or full standard error is no reason to stop.
void SweepProgress::print() {
  switch (form_) {
    case ProgressForm::kTerminal:
      std::fprintf(stderr, "\r%s\033[K", text().c_str());
      break;
    case ProgressForm::kLines:
      std::fprintf(stderr, "%s\n", text().c_str());
      break;
    case ProgressForm::kJson:
      std::fprintf(stderr, "%s\n", json().c_str());
      break;
  }
  std::fflush(stderr);
}

std::string SweepProgress::text() const {
  const double seconds = seconds_since(start_), rate = static_cast<double>(here_) / std::max(seconds, 1e-3);
  const std::size_t left = total_ - std::min(total_, done_ + failed_);
  std::string text = fmt::format("[{}/{}] {} failed", done_ + failed_, total_, failed_);
  if (here_ > 0) text += fmt::format(", {:.3g} points/s", rate);
  if (here_ > 0 && left > 0) text += fmt::format(", {} left", duration(static_cast<double>(left) / rate));
  return text;
}

std::string SweepProgress::json() const {
  const double seconds = seconds_since(start_), rate = static_cast<double>(here_) / std::max(seconds, 1e-3);
  const std::size_t left = total_ - std::min(total_, done_ + failed_);
  const std::string eta = here_ > 0 ? fmt::format("{:.1f}", static_cast<double>(left) / rate) : "null";
  return fmt::format(R"({{"done":{},"failed":{},"total":{},"points_per_s":{:.3f},"eta_s":{}}})", done_, failed_, total_,
                     rate, eta);
}

}  // namespace octet
