// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Points that follow from commands and events alone.
#include "verify/coverage.h"

#include <algorithm>

#include "arch/access.h"
#include "arch/timing.h"
#include "base/units.h"
#include "verify/coverage_collect.h"

namespace octet {
namespace {

int used(const std::array<std::uint8_t, 3>& list) {
  return static_cast<int>(std::count_if(list.begin(), list.end(), [](std::uint8_t t) { return t != kNoToken; }));
}

// One dimension of a window: the first and the last input coordinate of all taps.
bool before_input(std::int64_t origin) { return origin < 0; }
bool behind_input(std::int64_t origin, std::int64_t out, std::int64_t stride, std::int64_t kernel,
                  std::int64_t dilation, std::int64_t size) {
  return origin + (out - 1) * stride + (kernel - 1) * dilation >= size;
}

struct Counter {
  const Machine& m;
  Coverage& c;

  void transfer(const Transfer& t, bool load) {
    c.load_constants += load && t.base == Base::kConstants;
    (load ? c.load_io : c.store_io) += t.base == Base::kIo;
    (load ? c.load_workspace : c.store_workspace) += t.base == Base::kWorkspace;
    (load ? c.load_flip : c.store_flip) += t.flip;
    (load ? c.load_strided : c.store_strided) += std::int64_t{t.inner} * t.outer > 1;
  }
  void window(const Window& w) {
    c.pad_top += before_input(w.y0);
    c.pad_left += before_input(w.x0);
    c.pad_bottom += behind_input(w.y0, w.out_h, w.stride_h, w.kernel_h, w.dilation_h, w.height);
    c.pad_right += behind_input(w.x0, w.out_w, w.stride_w, w.kernel_w, w.dilation_w, w.width);
    c.stride += w.stride_h > 1 || w.stride_w > 1;
    c.dilation += (w.dilation_h > 1 && w.kernel_h > 1) || (w.dilation_w > 1 && w.kernel_w > 1);
  }
  void lanes(std::int64_t pixels, std::int64_t channels) {
    c.packed_pixels += pixels > 1 && 2 * channels <= m.vector_lanes;
    c.channel_groups += channels > m.vector_lanes;
  }
  void operator()(const LoadCommand& l) {
    (l.target == LoadTarget::kParameters ? c.load_parameters : c.load_scratchpad) += 1;
    transfer(l.t, true);
  }
  void operator()(const StoreCommand& s) { transfer(s.t, false); }
  void operator()(const ArrayCommand& a) {
    (a.accumulate ? c.array_accumulate : c.array_overwrite) += 1;
    window(a.in);
    const std::int64_t k = a.k();
    c.k_folds += k > m.array_rows;
    c.partial_k += k % m.array_rows != 0;
    c.n_folds += a.n > m.array_cols;
    c.partial_n += a.n % m.array_cols != 0;
    c.few_pixels += a.in.pixels() < std::min(k, m.array_rows);
    bool gathers = false;
    for (std::int64_t k0 = 0; k0 < k && !gathers; k0 += m.array_rows)
      gathers = gather_factor(a.in, k0, std::min(m.array_rows, k - k0), m) > 1;
    c.gather += gathers;
  }
  void operator()(const RequantizeCommand& r) {
    ++(r.wide ? c.requantize_wide : c.requantize);
    lanes(std::int64_t{r.out_h} * r.out_w, r.n);
  }
  void operator()(const DepthwiseCommand& d) {
    ++c.depthwise;
    c.depthwise_multiplier += d.depth_multiplier > 1;
    c.depthwise_many_taps += d.in.taps() > kVectorTapRegisters;
    window(d.in);
    lanes(d.in.pixels(), std::int64_t{d.in.channels} * d.depth_multiplier);
  }
  void operator()(const PoolCommand& p) {
    (p.function == PoolFunction::kMax ? c.pool_max : c.pool_average) += 1;
    window(p.in);
    lanes(p.in.pixels(), p.in.channels);
  }
  void function(BinaryFunction function) {
    constexpr std::int64_t Coverage::*kCount[] = {&Coverage::binary_add,      &Coverage::binary_subtract,
                                                  &Coverage::binary_multiply, &Coverage::binary_minimum,
                                                  &Coverage::binary_maximum,  &Coverage::binary_prelu};
    ++(c.*kCount[static_cast<std::size_t>(function)]);
  }
  void operator()(const BinaryCommand& a) {
    const std::int64_t pixels = std::int64_t{a.out_h} * a.out_w;
    const std::int64_t least = kVectorFillCycles + kVectorDrainCycles +
                               kVectorGroupCycles * ceil_div<std::int64_t>(a.channels, m.vector_lanes) +
                               vectors(pixels, a.channels, m.vector_lanes);
    (timing(Command{{}, a}, m).duration > least ? c.binary_slow : c.binary_fast) += 1;
    function(a.function);
    c.broadcast_a += a.broadcast_a && a.channels > 1;
    c.broadcast_b += a.broadcast_b && a.channels > 1;
    const auto repeats = [&a](const Target& t) {
      return (a.out_h > 1 && t.row_pitch == 0) || (a.out_w > 1 && t.pixel_pitch == 0);
    };
    c.broadcast_pixels += repeats(a.a) || repeats(a.b);
    lanes(pixels, a.channels);
  }
  void operator()(const MoveCommand& a) {
    c.move_copy += a.mode == MoveMode::kCopy;
    c.move_requantize += a.mode == MoveMode::kRequantize;
    c.move_table += a.mode == MoveMode::kTable;
    lanes(std::int64_t{a.out_h} * a.out_w, a.channels);
  }
  void operator()(const SoftmaxCommand& a) {
    ++c.softmax;
    c.softmax_rows += std::int64_t{a.out_h} * a.out_w > 1;
  }
};

// Commands of a queue that were dispatched before and not started when command i entered it.
void count_queue_slots(const Program& program, const Segment& segment, const RunResult& run, Coverage& c) {
  std::array<std::vector<const Event*>, kQueues> queues;
  std::int64_t Coverage::*const full[kQueues] = {&Coverage::full_load, &Coverage::full_array, &Coverage::full_vector,
                                                 &Coverage::full_store};
  for (std::uint32_t i = segment.first_command; i < segment.first_command + segment.commands; ++i) {
    const Event& e = run.events[i];
    const auto q = static_cast<std::size_t>(queue_of(program.commands[i]));
    if (e.dispatched < 0) break;
    const auto depth = static_cast<std::size_t>(program.machine.queue_depth);
    // The one depth - 1 places before: still waiting, so all slots are taken now.
    if (depth == 1 ||
        (queues[q].size() + 1 >= depth && queues[q][queues[q].size() + 1 - depth]->started >= e.dispatched))
      ++(c.*full[q]);
    queues[q].push_back(&e);
  }
  const auto overlapping = [&](Queue queue) {
    const auto& list = queues[static_cast<std::size_t>(queue)];
    std::int64_t count = 0;
    for (std::size_t i = 1; i < list.size(); ++i)
      count += list[i]->started >= 0 && list[i]->started < list[i - 1]->done;
    return count;
  };
  c.two_loads += overlapping(Queue::kLoad);
  c.two_stores += overlapping(Queue::kStore);
}

}  // namespace

void count_commands(const Program& program, Coverage& coverage) {
  for (const Command& command : program.commands) {
    std::visit(Counter{program.machine, coverage}, command.op);
    coverage.wait_two += used(command.tokens.wait) == 2;
    coverage.wait_three += used(command.tokens.wait) == 3;
    coverage.signal_two += used(command.tokens.signal) == 2;
    coverage.signal_three += used(command.tokens.signal) == 3;
    const BankMask mask = banks(command, program.machine);
    coverage.parameters_first += mask.parameters & 1;
    coverage.parameters_second += mask.parameters >> 1 & 1;
    coverage.accumulator_first += mask.accumulator & 1;
    coverage.accumulator_second += mask.accumulator >> 1 & 1;
  }
  coverage.segments += program.segments.size() > 1;
  coverage.once += program.scratchpad.keeps();
}

void count_run(const Program& program, const RunResult& run, Coverage& c) {
  std::int64_t Coverage::*const token[kQueues] = {&Coverage::token_load, &Coverage::token_array,
                                                  &Coverage::token_vector, &Coverage::token_store};
  std::int64_t Coverage::*const bank[kQueues] = {&Coverage::bank_load, &Coverage::bank_array, &Coverage::bank_vector,
                                                 &Coverage::bank_store};
  for (std::size_t q = 0; q < kQueues; ++q) {
    c.*token[q] += run.engines[q].token;
    c.*bank[q] += run.engines[q].bank;
  }
  c.fetch_stall += run.sequencer.fetch;
  c.queue_stall += run.sequencer.queue;
  if (run.events.size() != program.commands.size()) return;
  for (const Segment& segment : program.segments)
    if (!segment.on_host) count_queue_slots(program, segment, run, c);
}

Coverage& operator+=(Coverage& to, const Coverage& from) {
  std::vector<std::int64_t> counts;
  visit_coverage(from, [&](const FieldInfo&, std::int64_t count) { counts.push_back(count); });
  std::size_t i = 0;
  visit_coverage(to, [&](const FieldInfo&, std::int64_t& count) { count += counts[i++]; });
  to.cases_with_bursts += from.cases_with_bursts;
  to.cases_with_values += from.cases_with_values;
  return to;
}

CoverageSummary summary(const Coverage& coverage) {
  CoverageSummary s;
  bool seen = true;
  const auto count = [&](const FieldInfo& info, std::int64_t times) {
    if (!seen) return s.unseen.emplace_back(info.name), void();
    ++s.points;
    s.covered += times > 0;
    if (times == 0) s.uncovered.emplace_back(info.name);
  };
  visit_coverage_commands(coverage, count);
  visit_coverage_tiles(coverage, count);
  visit_coverage_stalls(coverage, count);
  seen = coverage.cases_with_bursts > 0;
  visit_coverage_bursts(coverage, count);
  seen = coverage.cases_with_values > 0;
  visit_coverage_values(coverage, count);
  return s;
}

}  // namespace octet
