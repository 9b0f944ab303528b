// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "arch/walk.h"

#include <algorithm>

#include "base/error.h"

namespace octet {
namespace {

std::size_t once_segments(const Program& program) {
  const auto other = [](const Segment& s) { return !s.once; };
  return static_cast<std::size_t>(std::find_if(program.segments.begin(), program.segments.end(), other) -
                                  program.segments.begin());
}

bool may_write(const MemoryUse& use, const std::vector<LiveRange>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const LiveRange& r) {
    return r.begin < use.work_end || (r.begin < use.kept_end && use.kept_begin < r.end);
  });
}

}  // namespace

bool overwrites(const Program& other, const SafePoint& point) {
  return may_write(other.scratchpad, point.scratchpad) || may_write(other.parameters, point.parameters);
}

void InferenceWalk::enter() {
  const std::size_t count = once_segments(*program_);
  at_ = std::max(at_, count);
  once_ = kept_->begin(*program_) ? count : 0;
}

const SafePoint* InferenceWalk::safe_point() const {
  const std::vector<SafePoint>& points = program_->safe_points;
  const auto found = std::lower_bound(points.begin(), points.end(), at_,
                                      [](const SafePoint& p, std::size_t segment) { return p.segment < segment; });
  return found != points.end() && found->segment == at_ ? &*found : nullptr;
}

const Segment* InferenceWalk::next() const {
  const std::vector<Segment>& segments = program_->segments;
  if (once_ < segments.size() && segments[once_].once) return &segments[once_];
  if (saved_) return &safe_point()->restore;
  return at_ < segments.size() ? &segments[at_] : nullptr;
}

void InferenceWalk::advance() {
  const std::vector<Segment>& segments = program_->segments;
  if (once_ < segments.size() && segments[once_].once) {
    if (++once_ == once_segments(*program_)) kept_->brought(*program_);
  } else if (saved_) {
    saved_ = false;
  } else {
    OCTET_CHECK(at_ < segments.size(), "{}: an inference goes on behind its end", program_->model_name);
    ++at_;
    begun_ = true;
  }
}

bool InferenceWalk::may_give_way() const { return !begun_ || at_ == program_->segments.size() || safe_point(); }

const Segment* InferenceWalk::give_way(const Program& other) {
  OCTET_CHECK(may_give_way(), "{}: segment {} is no safe point", program_->model_name, at_);
  if (!begun_ || saved_ || at_ == program_->segments.size()) return nullptr;
  const SafePoint& point = *safe_point();
  if (!overwrites(other, point)) return nullptr;
  saved_ = true;
  return point.save.commands > 0 ? &point.save : nullptr;
}

void run_host(const Program& program, const Segment& segment, MemoryImage* memory, HostFunction host,
              RunResult& result) {
  if (memory && host) host(segment.host, *memory);
  const HostCost cost = host_cost(segment.host);
  result.host_seconds += cost.cycles / (program.machine.host_clock_mhz * 1e6);
  result.host_instructions += cost.instructions;
}

}  // namespace octet
