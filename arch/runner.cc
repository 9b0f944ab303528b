// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A whole inference: machine segments on a core, host segments through the host function.
#include <algorithm>

#include "arch/recorder.h"
#include "arch/walk.h"

namespace octet {

std::string_view name_of(BackendKind kind) {
  switch (kind) {
    case BackendKind::kReference:
      return "reference";
    case BackendKind::kFast:
      return "fast";
    case BackendKind::kSystemc:
      return "systemc";
    case BackendKind::kRtl:
      return "rtl";
  }
  return "";
}

std::string_view name_of(Condition condition) {
  switch (condition) {
    case Condition::kOk:
      return "ok";
    case Condition::kTokenOverflow:
      return "token overflow";
    case Condition::kDeadlock:
      return "deadlock";
    case Condition::kIllegal:
      return "illegal command";
    case Condition::kHang:
      return "hang";
    case Condition::kFault:
      return "fault of the RTL";
    case Condition::kBusError:
      return "bus error";
  }
  return "";
}

namespace {

bool overwrites(const MemoryUse& writer, const MemoryUse& owner) {
  return owner.keeps() && (owner.kept_begin < writer.work_end ||
                           (owner.kept_begin < writer.kept_end && writer.kept_begin < owner.kept_end));
}

// A layer's time runs from the previous layer's last done to its own last done.
void derive_layer_cycles(const Program& program, std::int64_t start, RunResult& result) {
  std::int64_t previous = start;
  for (std::size_t i = 0; i < result.layers.size(); ++i) {
    LayerCounters& layer = result.layers[i];
    if (program.layers[i].on_host || layer.last_done < 0) continue;
    layer.cycles = std::max<std::int64_t>(0, layer.last_done - previous);
    previous = std::max(previous, layer.last_done);
  }
}
}  // namespace

bool KeptPrograms::begin(const Program& program) {
  const bool there = std::find(programs_.begin(), programs_.end(), &program) != programs_.end();
  std::erase_if(programs_, [&](const Program* other) {
    return other != &program &&
           (overwrites(program.scratchpad, other->scratchpad) || overwrites(program.parameters, other->parameters));
  });
  return there;
}

void KeptPrograms::brought(const Program& program) {
  if (std::find(programs_.begin(), programs_.end(), &program) == programs_.end()) programs_.push_back(&program);
}

void KeptPrograms::lose(const Program& program) { std::erase(programs_, &program); }

std::int64_t run_program(const Program& program, Core& core, MemoryImage* memory, HostFunction host, std::int64_t start,
                         RunResult& result) {
  result.layers.assign(program.layers.size(), {});
  core.enter(program);
  InferenceWalk walk(program, core.kept);
  walk.enter();
  std::int64_t now = start;
  Recorder* const recorder = core.recorder();
  if (recorder) recorder->inference_begins(program, start);
  for (const Segment* segment = walk.next(); segment; segment = walk.next()) {
    if (segment->on_host) {
      const double before = result.host_seconds;
      run_host(program, *segment, memory, host, result);
      if (recorder) recorder->host_runs(program, *segment, now, result.host_seconds - before);
    } else {
      now = core.run_segment(*segment, now, memory, result);
    }
    if (result.condition != Condition::kOk) {
      core.kept.lose(program);
      break;
    }
    walk.advance();
  }
  result.cycles = now - start;
  if (result.timed) derive_layer_cycles(program, start, result);
  if (recorder) recorder->inference_ends(now, result);
  return now;
}

}  // namespace octet
