// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the members of a program say about each other, checked when a file is read.
#include <algorithm>
#include <cmath>

#include "arch/backend.h"
#include "arch/program_file.h"
#include "base/error.h"

namespace octet {
namespace {

constexpr std::int64_t kMaxRegionBytes = std::int64_t{1} << 32;  // offsets are 32 bits

template <class... Args>
void require(bool condition, fmt::format_string<Args...> format, Args&&... args) {
  if (!condition) fail(ErrorKind::kModel, "program file: {}", fmt::format(format, std::forward<Args>(args)...));
}

// Elements of a shape, at most the bytes of a region.
std::int64_t checked_elements(const TensorPort& port) {
  std::int64_t elements = 1;
  for (const std::int64_t d : port.shape) {
    require(d >= 1 && d <= kMaxRegionBytes / elements, "tensor {} has a dimension of {}", port.name, d);
    elements *= d;
  }
  return elements;
}

void check_port(const TensorPort& port, const std::array<std::int64_t, kBases>& region_bytes) {
  const std::int64_t end = port.offset + checked_elements(port) * bytes_of(port.type);
  const std::int64_t region = region_bytes[static_cast<std::size_t>(port.base)];
  require(end <= region, "tensor {} ends at byte {} of a region of {}", port.name, end, region);
  require(std::isfinite(port.scale) && port.scale >= 0, "tensor {} has scale {}", port.name, port.scale);
}

void check_host(const HostStep& step, const std::array<std::int64_t, kBases>& region_bytes) {
  require(host_runs(step.op), "a host step of operator '{}', which has no cost", step.op);
  require(!step.outputs.empty(), "a host step {} without outputs", step.op);
  for (const TensorPort& port : step.inputs)
    if (!left_out(port)) check_port(port, region_bytes);
  for (const TensorPort& port : step.outputs) check_port(port, region_bytes);
}

void check_state(const State& state, bool has_values, const std::array<std::int64_t, kBases>& region_bytes) {
  check_port(state.place, region_bytes);
  require(state.place.base == Base::kWorkspace, "state {} lies outside the workspace", state.place.name);
  const std::int64_t expected = has_values ? state.place.bytes() : 0;
  require(static_cast<std::int64_t>(state.initial.size()) == expected, "state {} starts with {} bytes, must be {}",
          state.place.name, state.initial.size(), expected);
}

void check_layer(std::int32_t layer, std::size_t layers) {
  require(layer >= -1 && layer < static_cast<std::int64_t>(layers), "layer {} of {} layers", layer, layers);
}

// The `once` segments come first, on the machine; what they bring lies inside its memory and behind what every
// inference overwrites.
void check_kept(const Program& p) {
  bool once = true;
  for (const Segment& segment : p.segments) {
    require(!segment.once || (once && !segment.on_host), "a segment that runs once is on the host or behind others");
    once = segment.once;
  }
  const auto check = [&](const MemoryUse& use, std::int64_t end, const char* memory) {
    require(use.work_end >= 0 && use.kept_begin >= 0 && use.kept_begin <= use.kept_end,
            "{}: uses [0, {}), keeps [{}, {})", memory, use.work_end, use.kept_begin, use.kept_end);
    require(!use.keeps() || (use.work_end <= use.kept_begin && use.kept_end <= end),
            "{}: keeps [{}, {}) of {}, and overwrites [0, {})", memory, use.kept_begin, use.kept_end, end,
            use.work_end);
  };
  check(p.scratchpad, p.machine.scratchpad_bytes, "scratchpad");
  check(p.parameters, p.machine.parameters_channels * Machine::kParameterHalves, "parameter memory");
}

void check_ranges(const SafePoint& point, const std::vector<LiveRange>& ranges, std::int64_t end, const char* memory) {
  std::int64_t next = 0;
  for (const LiveRange& r : ranges) {
    require(r.begin >= next && r.begin < r.end && r.end <= end,
            "safe point before segment {}: [{}, {}) of the {} lives, must lie in [{}, {})", point.segment, r.begin,
            r.end, memory, next, end);
    next = r.end;
  }
}

// Segments of commands behind those of all others, or the same as before. Where the commands of safe points end.
std::uint64_t check_safe_points(const Program& p, std::uint64_t first) {
  std::uint64_t next = first;
  std::uint32_t last = 0;
  for (const SafePoint& point : p.safe_points) {
    require(point.segment > last && point.segment < p.segments.size() && !p.segments[point.segment - 1].once,
            "a safe point before segment {} of {}, behind one before segment {}", point.segment, p.segments.size(),
            last);
    last = point.segment;
    check_ranges(point, point.scratchpad, p.machine.scratchpad_bytes, "scratchpad");
    check_ranges(point, point.parameters, p.machine.parameters_channels * Machine::kParameterHalves,
                 "parameter memory");
    for (const Segment* part : {&point.save, &point.restore}) {
      const std::uint64_t end = std::uint64_t{part->first_command} + part->commands;
      require(!part->on_host && !part->once, "safe point before segment {}: saves on the host or once", point.segment);
      require(part->first_command == next || (part->first_command >= first && end <= next),
              "safe point before segment {}: commands [{}, {}), those before end at {}", point.segment,
              part->first_command, end, next);
      next = std::max(next, end);
    }
  }
  return next;
}

}  // namespace

void require_consistent(const Program& p) {
  const std::array<std::int64_t, kBases> region_bytes{p.code_bytes(), p.constants_bytes, p.io_bytes, p.workspace_bytes};
  for (const std::int64_t bytes : region_bytes)
    require(bytes >= 0 && bytes <= kMaxRegionBytes, "a region of {} bytes, allowed are 0 to {}", bytes,
            kMaxRegionBytes);
  const std::int64_t stored = p.has_values ? p.constants_bytes : 0;
  require(static_cast<std::int64_t>(p.constants.size()) == stored, "has {} bytes of constants, must be {}",
          p.constants.size(), stored);
  require(p.layer_of_command.size() == p.commands.size() && p.traffic_of_command.size() == p.commands.size(),
          "{} commands, {} layer indices, {} kinds of traffic", p.commands.size(), p.layer_of_command.size(),
          p.traffic_of_command.size());
  for (const std::int32_t layer : p.layer_of_command) check_layer(layer, p.layers.size());
  std::uint64_t next_command = 0;
  for (const Segment& segment : p.segments) {
    check_layer(segment.layer, p.layers.size());
    if (segment.on_host) {
      check_host(segment.host, region_bytes);
      continue;
    }
    require(segment.first_command == next_command, "a segment starts at command {}, must start at {}",
            segment.first_command, next_command);
    next_command += segment.commands;
  }
  check_kept(p);
  next_command = check_safe_points(p, next_command);
  require(next_command == p.commands.size(), "segments hold {} commands of {}", next_command, p.commands.size());
  for (const TensorPort& port : p.inputs) check_port(port, region_bytes);
  for (const TensorPort& port : p.outputs) check_port(port, region_bytes);
  for (const State& state : p.states) check_state(state, p.has_values, region_bytes);
}

}  // namespace octet
