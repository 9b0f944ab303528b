// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One inference, segment by segment, which gives way to others at its safe points. It knows neither time nor the core:
// the caller runs what comes next, or knows what it does, and says that it ran.
#pragma once
#include "arch/backend.h"

namespace octet {

// Whether `other` may write what is live at `point` of a program.
bool overwrites(const Program& other, const SafePoint& point);

class InferenceWalk {
 public:
  // Both outlive the walk. `kept`: of the core that all segments run on.
  InferenceWalk(const Program& program, KeptPrograms& kept) : program_(&program), kept_(&kept) {}
  const Program& program() const { return *program_; }

  // Begins the inference, or resumes it after others ran; the core has entered its program. What it keeps and others
  // overwrote is brought again, and what give_way() saved restored, before it goes on.
  void enter();
  // What is next: a machine segment, a host segment (its cost: host_cost()), nothing once the inference is done.
  const Segment* next() const;
  // next() ran, or what it does is known.
  void advance();
  // Whether others may run here: before the first segment, at a safe point, behind the last segment.
  bool may_give_way() const;
  // Another program is about to run, where may_give_way(). What this inference has to run before, with its own program
  // entered, to find its state again: nullptr if nothing. To be asked of every inference under way, not only the last.
  const Segment* give_way(const Program& other);

 private:
  const SafePoint* safe_point() const;  // at the next segment; nullptr: none

  const Program* program_;
  KeptPrograms* kept_;
  std::size_t once_ = 0;  // of the `once` segments, which come first: the next to run
  std::size_t at_ = 0;    // of all segments: the next to run, behind the `once` ones
  bool begun_ = false;    // a segment behind them ran
  bool saved_ = false;    // the state lies in the workspace
};

// What happens in a host segment: its operator, by `host` if there are values, and its time and instructions.
void run_host(const Program& program, const Segment& segment, MemoryImage* memory, HostFunction host,
              RunResult& result);

}  // namespace octet
