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
  free_ = EngineFree::from(r.start());
}

Cycle Engine::available(int command, Cycle now) const {
  return std::max(now, free_.earliest(run().plan(command).timing));
}

void Engine::start(int command, Cycle now) {
  const Timing& timing = run().plan(command).timing;
  free_ = EngineFree::after(now, timing);
  jobs_.push_back({command, free_.done, {}});
  if (run().has_data())
    jobs_.back().effect = compute(run().machine(), run().command(command), run().chip(), run().memory());
  if (jobs_.size() == 1) run().wake(done_event_, free_.done, Phase::kComplete);
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
