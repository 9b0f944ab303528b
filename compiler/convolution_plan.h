// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How a convolution or fully connected layer is cut and in which order its tiles run: every cut that
// fits is weighed by an estimate of its cycles, and the cheapest wins. Placement asks what a split of
// the free banks would cost, the mapper follows the plan for the buffers it was given.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "arch/machine.h"
#include "compiler/layer.h"

namespace octet {

// What a DRAM cycle costs that hides behind work, in all estimates: energy, and other layers' loads.
inline constexpr double kHiddenTraffic = 0.25;

// What a streamed operand has on chip: `depth` buffers of `bytes` each.
struct StreamSize {
  static constexpr std::int64_t kResident = std::numeric_limits<std::int64_t>::max();
  std::int64_t bytes = kResident, depth = 1;
  bool resident() const { return bytes == kResident; }
};

struct ConvolutionPlan {
  std::int64_t n_tile = 0, c_tile = 0;  // output channels and input channels of one weight buffer
  std::int64_t n_tiles = 0, k_tiles = 0;
  std::int64_t tile_h = 0, tile_w = 0;  // output tile
  bool channels_outer = false;          // N tiles outside output tiles, else inside
  bool slice_input = false;             // the input comes in slices of c_tile channels, one per K tile
  double cycles = 0;                    // estimate, for comparing plans of one layer
  // The best plan with another order of loops; 0 cycles: none fits.
  bool runner_up_outer = false, runner_up_slice = false;
  double runner_up_cycles = 0;
  bool operator==(const ConvolutionPlan&) const = default;
};

// What a group asks of the plans of its layers: at most so many output rows at a time (0: all), all weights in one
// tile.
struct PlanLimits {
  std::int64_t rows = 0;
  bool whole_weights = false;
};

// The cheapest plan of `layer` with such buffers and `weight_slots` banks for weights; nothing if not even one
// output pixel fits. Deterministic. Throws Error(kArchitecture) if weights of one input channel exceed a bank.
std::optional<ConvolutionPlan> plan_convolution(const Layer& layer, const Machine& machine, StreamSize in,
                                                StreamSize out, std::int64_t weight_slots, PlanLimits limits = {});

// plan_convolution() of the layers of a network on one machine, without limits, remembered.
class ConvolutionPlans {
 public:
  ConvolutionPlans(const Network& network, const Machine& machine) : network_(network), machine_(machine) {}
  const std::optional<ConvolutionPlan>& of(int layer, StreamSize in, StreamSize out, std::int64_t weight_slots);

 private:
  const Network& network_;
  const Machine& machine_;
  std::map<std::array<std::int64_t, 6>, std::optional<ConvolutionPlan>> plans_;
};

// All plans that fit, with more cuts than plan_convolution weighs unless coarse.
enum class Fineness { kCoarse, kFine, kFinest };
std::vector<ConvolutionPlan> plan_candidates(const Layer& layer, const Machine& machine, StreamSize in, StreamSize out,
                                             std::int64_t weight_slots, Fineness fineness);

// Notes `other` as the plan's runner-up if its loops are in another order and no better one is noted.
void weigh_runner_up(ConvolutionPlan& plan, const ConvolutionPlan& other);

// Whether `plan` can run with such buffers: its tiles fit them, its weights a bank, its sums an accumulator bank.
bool fits(const ConvolutionPlan& plan, const Layer& layer, const Machine& machine, StreamSize in, StreamSize out);

// Output pixels of one array command: an accumulator bank holds them for one fold of columns, or for all folds
// of an N tile where K tiles add up in it.
std::int64_t sub_tile_pixels(const ConvolutionPlan& plan, const Machine& machine);

}  // namespace octet
