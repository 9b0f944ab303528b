// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_engine.h"

#include <algorithm>
#include <utility>

namespace octet::sc {

Engine::Engine(const sc_core::sc_module_name& name) : Part(name) {
  SC_HAS_PROCESS(Engine);
  SC_METHOD(finish);
  sensitive << done_event_;
  dont_initialize();
}

void Engine::bind(Run& r) {
  bind_run(r);
  done_event_.cancel();
  jobs_.clear();
  free_at_ = r.start();
  last_done_ = -1;
}

Cycle Engine::available(int command, Cycle now) const {
  const Cycle in_order = last_done_ - run().plan(command).timing.duration + 1;  // done after its predecessor
  return std::max({now, free_at_, in_order});
}

void Engine::start(int command, Cycle now) {
  const Timing& timing = run().plan(command).timing;
  free_at_ = now + timing.occupancy;
  last_done_ = now + timing.duration;
  jobs_.push_back({command, last_done_, {}});
  if (run().has_data())
    jobs_.back().effect = compute(run().machine(), run().command(command), run().chip(), run().memory());
  if (jobs_.size() == 1) run().wake(done_event_, last_done_, Phase::kComplete);
}

void Engine::finish() {
  step(Phase::kComplete, [this](Cycle now) {
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    if (run().has_data())
      commit(run().machine(), run().command(job.command), std::move(job.effect), run().chip(), run().memory());
    scoreboard->complete(job.command, now);
    if (!jobs_.empty()) run().wake(done_event_, jobs_.front().done, Phase::kComplete);
  });
}

}  // namespace octet::sc
