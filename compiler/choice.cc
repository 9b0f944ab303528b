// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Short phrases in a fixed order, so that layers can be compared by eye.
#include "compiler/choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "arch/machine_value.h"

namespace octet {
namespace {

std::string bytes_text(std::int64_t bytes) {
  return bytes % 1024 == 0 ? fmt::format("{} KiB", bytes / 1024) : fmt::format("{} B", bytes);
}

std::string place_text(const char* what, StreamSize stream) {
  return stream.resident() ? fmt::format("{} on chip", what)
                           : fmt::format("{} {} x {}", what, stream.depth, bytes_text(stream.bytes));
}

std::string tile_text(const Layer& layer, std::int64_t h, std::int64_t w) {
  if (h >= layer.out.h && w >= layer.out.w) return "the whole image";
  return fmt::format("tiles of {}x{} pixels", h, std::min(w, layer.out.w));
}

std::string share_text(std::int64_t part, std::int64_t whole, const char* what) {
  return part >= whole ? "" : fmt::format(", {} of {} {}", part, whole, what);
}

}  // namespace

std::string order_text(bool channels_outer, bool slice_input) {
  return fmt::format("{}{}", channels_outer ? "channels outside pixels" : "pixels outside channels",
                     slice_input ? ", input in slices" : "");
}

std::string choice_text(const Layer& layer, const ConvolutionPlan& plan, StreamSize in, StreamSize out,
                        std::int64_t weight_slots, const Machine& machine) {
  return fmt::format("{}; {}; {}{}{}; {}, {}, {}", name_of(machine.array_dataflow),
                     order_text(plan.channels_outer, plan.slice_input), tile_text(layer, plan.tile_h, plan.tile_w),
                     share_text(plan.n_tile, layer.channels(), "output channels"),
                     share_text(plan.c_tile, layer.in[0].c, "input channels"), place_text("input", in),
                     place_text("weights", {machine.scratchpad_bank_bytes(), weight_slots}), place_text("output", out));
}

std::string choice_text(const Layer& layer, std::int64_t h, std::int64_t w, std::int64_t c, StreamSize in,
                        StreamSize out) {
  const std::int64_t channels = layer.out.c / layer.depth_multiplier;
  return fmt::format("vector unit; {}{}; {}, {}", tile_text(layer, h, w), share_text(c, channels, "channels"),
                     place_text("input", in), place_text("output", out));
}

}  // namespace octet
