// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/functional_engine.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace octet {

void FunctionalEngine::begin(std::int64_t cycle) {
  jobs_.clear();
  free_ = EngineFree::from(cycle);
}

std::int64_t FunctionalEngine::available(const Command&, const Timing& timing, std::int64_t from, std::int64_t) {
  return std::max(from, free_.earliest(timing));
}

void FunctionalEngine::start(const Command& command, const Timing& timing, std::int64_t now) {
  OCTET_CHECK(read_delay_ == 0 || (jobs_.empty() && timing.duration > read_delay_), "{} cycles to read, {} in all",
              read_delay_, timing.duration);
  free_ = EngineFree::after(now, timing);
  jobs_.push_back({&command, now + read_delay_, free_.done, false, {}});
  if (read_delay_ == 0) read_operands(jobs_.back());
}

void FunctionalEngine::read_operands(Job& job) {
  job.has_read = true;
  if (chip_) job.effect = compute(machine_, *job.command, *chip_, no_memory_);
}

std::int64_t FunctionalEngine::next() const {
  if (jobs_.empty()) return kNever;
  return jobs_.front().has_read ? jobs_.front().done : jobs_.front().read;
}

bool FunctionalEngine::advance(std::int64_t) {
  if (!jobs_.front().has_read) {
    read_operands(jobs_.front());
    return false;
  }
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  if (chip_) commit(machine_, *job.command, std::move(job.effect), *chip_, no_memory_);
  return true;
}

}  // namespace octet
