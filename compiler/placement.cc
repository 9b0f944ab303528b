// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What is done with a placement once it is there: banks moved apart, an option taken, bytes counted.
#include <algorithm>

#include "base/error.h"
#include "base/units.h"
#include "compiler/gather_plan.h"
#include "compiler/place.h"

namespace octet {

namespace {
// As many times the row pitch as banks are further apart, if the last row still lies in the value's last bank.
void move_rows_apart(const Network& network, Value& v, const Machine& plan, std::int64_t bank_stride) {
  const std::int64_t bytes = plan.scratchpad_bank_bytes(), rows = v.view.n * v.view.h;
  if (!v.resident || !v.one_view || !v.stripe_buffers.empty() || bank_stride == bytes) return;
  const std::int64_t pitch = chip_row_pitch(network, v, plan, bank_stride / bytes);
  const std::int64_t end = (rows - 1) * pitch + v.view.w * v.view.c * plan.element_bytes();
  if (end <= ceil_div(rows * v.row_pitch, bytes) * bank_stride) v.row_pitch = pitch;
}
}  // namespace

void spread(Network& network, Placement& placement, const Machine& plan, std::int64_t bank_stride) {
  const std::int64_t bytes = placement.bank_bytes;
  OCTET_CHECK(placement.bank_stride == bytes && bank_stride >= bytes, "banks of {} bytes, {} apart", bytes,
              bank_stride);
  auto move = [&](std::int64_t& address) { address = address / bytes * bank_stride + address % bytes; };
  auto move_all = [&](Streams& streams) {
    for (Buffer& b : streams) move(b.address);
  };
  for (Value& v : network.values) {
    move_rows_apart(network, v, plan, bank_stride);
    move(v.address);
    for (std::int64_t& address : v.stripe_buffers) move(address);
  }
  for (LayerStreams& layer : placement.layers) {
    for (Streams& in : layer.in) move_all(in);
    move_all(layer.out);
    for (MappingOption& option : layer.options) {
      move_all(option.in);
      move_all(option.out);
    }
  }
  placement.bank_stride = bank_stride;
}

void choose(Placement& placement, const Layer& layer, std::size_t g, std::size_t chosen) {
  LayerStreams& streams = placement.layers[static_cast<std::size_t>(placement.groups[g].first)];
  if (streams.options.empty()) return;
  const MappingOption& option = streams.options[streams.chosen = chosen];
  for (std::size_t i = 0; i < streams.in.size(); ++i)
    if (layer.in[i] == layer.in[0]) streams.in[i] = option.in;
  streams.out = option.out;
  std::vector<char>& used = placement.used[g] = placement.values[g];
  for (const Streams* list : {&option.in, &option.out})
    for (const Buffer& b : *list)
      std::fill_n(used.begin() + b.address / placement.bank_stride, b.bytes / placement.bank_bytes, 1);
}

std::int64_t peak_bytes(const Placement& placement, const Machine& machine) {
  std::int64_t most = 0;
  for (const auto& group : placement.used)
    most = std::max<std::int64_t>(most, std::count(group.begin(), group.end(), 1));
  return (most + bank_split(machine).weights) * machine.scratchpad_bank_bytes();
}

}  // namespace octet
