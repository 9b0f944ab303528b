// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Functional coverage of a regression: how often each situation of a machine was met, from programs, events and
// values. A count of zero is an uncovered point.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/fields.h"

namespace octet {

// Counts in the order of visit_fields; names and meanings stand there.
struct Coverage {
  // commands
  std::int64_t load_scratchpad = 0, load_parameters = 0, load_flip = 0, load_strided = 0, load_constants = 0,
               load_io = 0, load_workspace = 0, store_io = 0, store_workspace = 0, store_flip = 0, store_strided = 0;
  std::int64_t array_overwrite = 0, array_accumulate = 0, requantize = 0, requantize_wide = 0, depthwise = 0,
               depthwise_multiplier = 0, depthwise_many_taps = 0, pool_average = 0, pool_average_int8 = 0,
               pool_average_uint8 = 0, pool_max = 0, pool_nothing = 0, move_copy = 0, move_requantize = 0,
               move_table = 0, softmax = 0, softmax_rows = 0, softmax_zero = 0, softmax_one = 0;
  std::int64_t binary_add = 0, binary_subtract = 0, binary_multiply = 0, binary_minimum = 0, binary_maximum = 0,
               binary_prelu = 0, binary_fast = 0, binary_slow = 0, broadcast_a = 0, broadcast_b = 0,
               broadcast_pixels = 0;
  // tile edges
  std::int64_t k_folds = 0, partial_k = 0, n_folds = 0, partial_n = 0, few_pixels = 0, gather = 0, pad_top = 0,
               pad_bottom = 0, pad_left = 0, pad_right = 0, stride = 0, dilation = 0, packed_pixels = 0,
               channel_groups = 0, parameters_first = 0, parameters_second = 0, accumulator_first = 0,
               accumulator_second = 0;
  // order and stalls
  std::int64_t wait_two = 0, wait_three = 0, signal_two = 0, signal_three = 0, segments = 0, once = 0;
  std::int64_t token_load = 0, token_array = 0, token_vector = 0, token_store = 0, bank_load = 0, bank_array = 0,
               bank_vector = 0, bank_store = 0, fetch_stall = 0, queue_stall = 0;
  // back-pressure
  std::int64_t full_load = 0, full_array = 0, full_vector = 0, full_store = 0, two_loads = 0, two_stores = 0,
               bus_booked = 0, outstanding = 0, page_hit = 0, page_miss = 0;
  // values
  std::int64_t clamp_min = 0, clamp_max = 0, unclamped = 0, rounding_double = 0, rounding_single = 0,
               rounding_legacy = 0, tie_positive = 0, tie_negative = 0, shift_left = 0, shift_right = 0, saturated = 0,
               weight_zero_point = 0;
  // How many cases showed their bursts and values: without any, those points are unseen, not uncovered.
  std::int64_t cases_with_bursts = 0, cases_with_values = 0;
  bool operator==(const Coverage&) const = default;
};

template <class Self, class Visitor>
void visit_coverage_commands(Self& c, Visitor&& v) {
  v(FieldInfo{"load.scratchpad", "commands", "fills the scratchpad"}, c.load_scratchpad);
  v(FieldInfo{"load.parameters", "commands", "fills parameter records"}, c.load_parameters);
  v(FieldInfo{"load.flip", "commands", "moves uint8 to int8"}, c.load_flip);
  v(FieldInfo{"load.strided", "commands", "several runs"}, c.load_strided);
  v(FieldInfo{"load.constants", "commands", "from the constants"}, c.load_constants);
  v(FieldInfo{"load.io", "commands", "from inputs and outputs"}, c.load_io);
  v(FieldInfo{"load.workspace", "commands", "from the workspace"}, c.load_workspace);
  v(FieldInfo{"store.io", "commands", "to inputs and outputs"}, c.store_io);
  v(FieldInfo{"store.workspace", "commands", "to the workspace"}, c.store_workspace);
  v(FieldInfo{"store.flip", "commands", "moves int8 to uint8"}, c.store_flip);
  v(FieldInfo{"store.strided", "commands", "several runs"}, c.store_strided);
  v(FieldInfo{"array.overwrite", "commands", "replaces what its accumulator rows hold"}, c.array_overwrite);
  v(FieldInfo{"array.accumulate", "commands", "adds to what its accumulator rows hold"}, c.array_accumulate);
  v(FieldInfo{"requantize", "commands", "accumulator to codes"}, c.requantize);
  v(FieldInfo{"requantize.wide", "commands", "accumulators as they are"}, c.requantize_wide);
  v(FieldInfo{"depthwise", "commands", "one filter per channel"}, c.depthwise);
  v(FieldInfo{"depthwise.multiplier", "commands", "several outputs per channel"}, c.depthwise_multiplier);
  v(FieldInfo{"depthwise.many_taps", "commands", "more taps than a lane holds"}, c.depthwise_many_taps);
  v(FieldInfo{"pool.average", "commands", "means of windows"}, c.pool_average);
  v(FieldInfo{"pool.max", "commands", "greatest codes of windows"}, c.pool_max);
  v(FieldInfo{"binary.add", "commands", "rescaled sums"}, c.binary_add);
  v(FieldInfo{"binary.subtract", "commands", "rescaled differences"}, c.binary_subtract);
  v(FieldInfo{"binary.multiply", "commands", "rescaled products"}, c.binary_multiply);
  v(FieldInfo{"binary.minimum", "commands", "the lesser code"}, c.binary_minimum);
  v(FieldInfo{"binary.maximum", "commands", "the greater code"}, c.binary_maximum);
  v(FieldInfo{"binary.prelu", "commands", "a factor of their own for negative values"}, c.binary_prelu);
  v(FieldInfo{"binary.fast", "commands", "one cycle per vector"}, c.binary_fast);
  v(FieldInfo{"binary.slow", "commands", "inputs meet in a sub-bank: two cycles per vector"}, c.binary_slow);
  v(FieldInfo{"binary.broadcast_a", "commands", "one channel of input a for several"}, c.broadcast_a);
  v(FieldInfo{"binary.broadcast_b", "commands", "one channel of input b for several"}, c.broadcast_b);
  v(FieldInfo{"binary.broadcast_pixels", "commands", "an input pitch of 0"}, c.broadcast_pixels);
  v(FieldInfo{"move.copy", "commands", "bytes unchanged"}, c.move_copy);
  v(FieldInfo{"move.requantize", "commands", "rescaled codes"}, c.move_requantize);
  v(FieldInfo{"move.table", "commands", "codes looked up"}, c.move_table);
  v(FieldInfo{"softmax", "commands", "probabilities of channels"}, c.softmax);
  v(FieldInfo{"softmax.rows", "commands", "of several pixels"}, c.softmax_rows);
}

template <class Self, class Visitor>
void visit_coverage_tiles(Self& c, Visitor&& v) {
  v(FieldInfo{"tile.k_folds", "commands", "more than one K fold"}, c.k_folds);
  v(FieldInfo{"tile.partial_k", "commands", "a K fold of fewer rows than the array"}, c.partial_k);
  v(FieldInfo{"tile.n_folds", "commands", "more than one N fold"}, c.n_folds);
  v(FieldInfo{"tile.partial_n", "commands", "an N fold of fewer columns than the array"}, c.partial_n);
  v(FieldInfo{"tile.few_pixels", "commands", "fewer pixels than rows: weights set the pace"}, c.few_pixels);
  v(FieldInfo{"tile.gather", "commands", "a gather factor above 1"}, c.gather);
  v(FieldInfo{"tile.pad_top", "commands", "reads above the input"}, c.pad_top);
  v(FieldInfo{"tile.pad_bottom", "commands", "reads below the input"}, c.pad_bottom);
  v(FieldInfo{"tile.pad_left", "commands", "reads left of the input"}, c.pad_left);
  v(FieldInfo{"tile.pad_right", "commands", "reads right of the input"}, c.pad_right);
  v(FieldInfo{"tile.stride", "commands", "a stride above 1"}, c.stride);
  v(FieldInfo{"tile.dilation", "commands", "a dilation above 1"}, c.dilation);
  v(FieldInfo{"tile.packed_pixels", "commands", "several pixels in one vector"}, c.packed_pixels);
  v(FieldInfo{"tile.channel_groups", "commands", "more channels than lanes"}, c.channel_groups);
  v(FieldInfo{"parameters.first_half", "commands", "reads records of the first half"}, c.parameters_first);
  v(FieldInfo{"parameters.second_half", "commands", "reads records of the second half"}, c.parameters_second);
  v(FieldInfo{"accumulator.first_bank", "commands", "uses rows of the first bank"}, c.accumulator_first);
  v(FieldInfo{"accumulator.second_bank", "commands", "uses rows of the second bank"}, c.accumulator_second);
}

template <class Self, class Visitor>
void visit_coverage_stalls(Self& c, Visitor&& v) {
  v(FieldInfo{"tokens.wait_two", "commands", "waits for two counters"}, c.wait_two);
  v(FieldInfo{"tokens.wait_three", "commands", "waits for three counters"}, c.wait_three);
  v(FieldInfo{"tokens.signal_two", "commands", "signals two counters"}, c.signal_two);
  v(FieldInfo{"tokens.signal_three", "commands", "signals three counters"}, c.signal_three);
  v(FieldInfo{"segments", "programs", "more than one segment"}, c.segments);
  v(FieldInfo{"segments.once", "programs", "keeps something on chip from one inference to the next"}, c.once);
  v(FieldInfo{"stall.load.token", "cycles", "load waits for a token"}, c.token_load);
  v(FieldInfo{"stall.array.token", "cycles", "array waits for a token"}, c.token_array);
  v(FieldInfo{"stall.vector.token", "cycles", "vector unit waits for a token"}, c.token_vector);
  v(FieldInfo{"stall.store.token", "cycles", "store waits for a token"}, c.token_store);
  v(FieldInfo{"stall.load.bank", "cycles", "load waits for a bank or its engine"}, c.bank_load);
  v(FieldInfo{"stall.array.bank", "cycles", "array waits for a bank or its engine"}, c.bank_array);
  v(FieldInfo{"stall.vector.bank", "cycles", "vector unit waits for a bank or its engine"}, c.bank_vector);
  v(FieldInfo{"stall.store.bank", "cycles", "store waits for a bank or its engine"}, c.bank_store);
  v(FieldInfo{"stall.fetch", "cycles", "sequencer waits for a command"}, c.fetch_stall);
  v(FieldInfo{"stall.queue", "cycles", "sequencer waits for room in a queue"}, c.queue_stall);
  v(FieldInfo{"pressure.load_queue", "commands", "enters the last slot of the load queue"}, c.full_load);
  v(FieldInfo{"pressure.array_queue", "commands", "enters the last slot of the array queue"}, c.full_array);
  v(FieldInfo{"pressure.vector_queue", "commands", "enters the last slot of the vector queue"}, c.full_vector);
  v(FieldInfo{"pressure.store_queue", "commands", "enters the last slot of the store queue"}, c.full_store);
  v(FieldInfo{"pressure.two_loads", "commands", "a load starts behind one under way"}, c.two_loads);
  v(FieldInfo{"pressure.two_stores", "commands", "a store starts behind one under way"}, c.two_stores);
}

template <class Self, class Visitor>
void visit_coverage_bursts(Self& c, Visitor&& v) {
  v(FieldInfo{"pressure.bus_booked", "cycles", "a burst waits for the DRAM's bus"}, c.bus_booked);
  v(FieldInfo{"pressure.outstanding", "cycles", "a burst waits because 16 are outstanding"}, c.outstanding);
  v(FieldInfo{"dram.page_hit", "bursts", "open row"}, c.page_hit);
  v(FieldInfo{"dram.page_miss", "bursts", "another row"}, c.page_miss);
}

template <class Self, class Visitor>
void visit_coverage_values(Self& c, Visitor&& v) {
  v(FieldInfo{"pool.average.int8", "commands", "rounds half away from zero"}, c.pool_average_int8);
  v(FieldInfo{"pool.average.uint8", "commands", "rounds down after adding half"}, c.pool_average_uint8);
  v(FieldInfo{"pool.nothing", "elements", "no tap of the window lies inside the input"}, c.pool_nothing);
  v(FieldInfo{"softmax.zero", "elements", "the lowest code"}, c.softmax_zero);
  v(FieldInfo{"softmax.one", "elements", "the highest code"}, c.softmax_one);
  v(FieldInfo{"value.clamp_min", "elements", "a result below clamp_min"}, c.clamp_min);
  v(FieldInfo{"value.clamp_max", "elements", "a result above clamp_max"}, c.clamp_max);
  v(FieldInfo{"value.unclamped", "elements", "a result between them"}, c.unclamped);
  v(FieldInfo{"rounding.double", "elements", "rounded as convolutions"}, c.rounding_double);
  v(FieldInfo{"rounding.single", "elements", "rounded once"}, c.rounding_single);
  v(FieldInfo{"rounding.double_legacy", "elements", "rounded as old fully connected layers"}, c.rounding_legacy);
  v(FieldInfo{"rounding.tie_positive", "elements", "exactly half way, value above zero"}, c.tie_positive);
  v(FieldInfo{"rounding.tie_negative", "elements", "exactly half way, value below zero"}, c.tie_negative);
  v(FieldInfo{"rounding.shift_left", "elements", "a positive shift"}, c.shift_left);
  v(FieldInfo{"rounding.shift_right", "elements", "a negative shift"}, c.shift_right);
  v(FieldInfo{"rounding.saturated", "elements", "a scaled value beyond int32"}, c.saturated);
  v(FieldInfo{"value.weight_zero_point", "elements", "the sum column counts"}, c.weight_zero_point);
}

template <class Self, class Visitor>
void visit_coverage(Self& c, Visitor&& v) {
  visit_coverage_commands(c, v);
  visit_coverage_tiles(c, v);
  visit_coverage_stalls(c, v);
  visit_coverage_bursts(c, v);
  visit_coverage_values(c, v);
}

Coverage& operator+=(Coverage& to, const Coverage& from);

struct CoverageSummary {
  std::int64_t points = 0, covered = 0;
  std::vector<std::string> uncovered;  // names of points with a count of zero
  std::vector<std::string> unseen;     // names of points nobody looked at; not among `points`
  double percent() const { return points ? 100.0 * static_cast<double>(covered) / static_cast<double>(points) : 0; }
};
CoverageSummary summary(const Coverage& coverage);

}  // namespace octet
