// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Steps of loads and work: tiles of operands found or loaded, constants appended, outputs stored.
#include "compiler/emit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace octet {

namespace {
Streams parameter_slots(const Machine& m) {
  Streams slots;
  for (std::int64_t h = 0; h < Machine::kParameterHalves; ++h)
    slots.push_back({h * m.parameters_channels, m.parameters_channels});
  return slots;
}
}  // namespace

Steps Steps::tail(std::size_t count) const {
  Steps tail;
  if (count == 0 || size() == 0) return tail;
  const std::size_t first = size() - std::min(count, size());
  const auto from = [](const std::vector<Emitted>& list, std::size_t i) {
    return std::vector<Emitted>(list.begin() + static_cast<std::ptrdiff_t>(i), list.end());
  };
  tail.loads = from(loads, first_load[first]);
  tail.work = from(work, first_work[first]);
  for (std::size_t s = first; s < size(); ++s) {
    tail.first_load.push_back(first_load[s] - first_load[first]);
    tail.first_work.push_back(first_work[s] - first_work[first]);
  }
  return tail;
}

Emitter::Emitter(Program& program, Network& network, const Mapping& mapping, Emission emission)
    : program_(program),
      banks_(program.machine),
      network_(network),
      mapping_(mapping),
      placement_(mapping.placement),
      draft_(emission == Emission::kDraft),
      weights_(mapping.plan.scratchpad_banks, mapping.placement.bank_stride),
      parameters_(parameter_slots(mapping.plan)),
      kept_(mapping.share, mapping.plan, mapping.placement.bank_stride) {}

Emitter::Emitter(const Emitter& other, Program& scratch, std::size_t steps)
    : program_(scratch),
      banks_(scratch.machine),
      network_(other.network_),
      mapping_(other.mapping_),
      placement_(other.placement_),
      commands_(other.commands_),
      step_(other.step_),
      weights_(other.weights_),
      parameters_(other.parameters_),
      kept_(other.kept_.behind()),
      accumulator_(other.accumulator_) {
  scratch.constants_bytes = other.program_.constants_bytes;
  steps_ = other.steps_.tail(steps);
}

void Emitter::begin_group(std::size_t index) {
  const Group& group = group_ = placement_.groups[index];
  weights_.begin_group(placement_.used[index], step_);
  inputs_.clear();
  for (int l = group.first; l <= group.last; ++l) {
    inputs_.emplace_back();
    for (const Streams& s : placement_.layers[static_cast<std::size_t>(l)].in) inputs_.back().emplace_back(s);
  }
  if (!group.pinned()) return;
  pinned_weights_.clear();
  for (std::int64_t i = 0; i < group.weight_slots; ++i) pinned_weights_.push_back(weights_.claim(step_));
  pinned_parameters_ = parameters_.claim(group.parameter_halves).address;
  weights_there_.assign(inputs_.size(), 0);
  parameters_there_.assign(inputs_.size(), 0);
}

bool Emitter::cuts_behind(std::size_t g) const {
  if (!mapping_.cut_layers || g + 1 >= placement_.groups.size()) return false;
  return !network_.layers[static_cast<std::size_t>(placement_.groups[g + 1].first)].continues;
}

void Emitter::begin_layer(std::int32_t index, std::int32_t row) {
  layer_ = index;
  row_ = row;
}

void Emitter::explain(const std::string& choice, const std::string& runner_up, double ratio) {
  if (layer().continues) return;
  LayerInfo& info = program_.layers[static_cast<std::size_t>(row_)];
  if (!info.choice.empty()) info.choice += "; ";
  info.choice += choice;
  if (group_.striped())
    info.choice += fmt::format("; in stripes of {} rows with {} other layers", group_.rows, group_.last - group_.first);
  if (!info.runner_up.empty() || ratio == 0) return;
  info.runner_up = runner_up;
  info.runner_up_ratio = ratio;
}

void Emitter::make_room(const StripeRows& rows) {
  Value& v = value(layer().out);
  if (v.stripe_buffers.empty()) return;
  const auto turn = std::find(v.stripe_buffers.begin(), v.stripe_buffers.end(), v.address) - v.stripe_buffers.begin();
  const std::int64_t kept = rows.begin - rows.keep, from = v.address + (rows.keep - v.first_row) * v.row_pitch;
  if (rows.begin == 0) {  // another image
    v.first_row = 0;
  } else if (kept == 0) {
    v.address = v.stripe_buffers[static_cast<std::size_t>(turn + 1) % v.stripe_buffers.size()];
    v.first_row = rows.begin;
  } else if (rows.end - v.first_row > v.stripe_rows) {
    MoveCommand c;
    const auto pixel = u32(layer().out.c * element(), "pixel pitch"), pitch = u32(v.row_pitch, "row pitch");
    c.in = {u32(from, "scratchpad address"), pitch, pixel};
    c.out = {u32(v.address, "scratchpad address"), pitch, pixel};
    c.out_h = u16(kept, "rows");
    c.out_w = u16(layer().out.w, "columns");
    c.channels = u16(layer().out.c, "channels");
    begin_step();
    work(c);
    v.first_row = rows.keep;
  }
  v.end_row = rows.end;
  OCTET_CHECK(v.end_row - v.first_row <= v.stripe_rows, "layer '{}': {} rows in a buffer of {}", layer().info.name,
              v.end_row - v.first_row, v.stripe_rows);
}

StreamSize Emitter::in_stream(std::size_t operand) const {
  return size_of(placement_.layers[static_cast<std::size_t>(layer_)].in[operand]);
}
StreamSize Emitter::out_stream() const { return size_of(placement_.layers[static_cast<std::size_t>(layer_)].out); }

std::int64_t Emitter::add_constants(const std::vector<std::uint8_t>& bytes, std::int64_t count) {
  const std::int64_t offset = program_.constants_bytes;
  if (packs()) {
    program_.constants.insert(program_.constants.end(), bytes.begin(), bytes.end());
    program_.constants.resize(static_cast<std::size_t>((offset + count + 15) / 16 * 16));
  }
  program_.constants_bytes = (offset + count + 15) / 16 * 16;
  if (program_.constants_bytes > std::int64_t{0xffffffff})
    fail(ErrorKind::kModel, "layer '{}': weights exceed a 4 GiB region", layer().info.name);
  return offset;
}

std::optional<std::int64_t> Emitter::held_weights(std::int64_t offset, std::int64_t bytes, bool& load, bool& once) {
  if (layer().kept_weights) {
    const auto address = kept_.weights(offset, bytes, layer().kind == LayerKind::kDepthwise, load);
    once = address.has_value();
    if (once) return address;
  }
  if (!pinned()) return std::nullopt;
  load = !std::exchange(weights_there_[static_cast<std::size_t>(layer_ - group_.first)], 1);
  return pinned_weights_[static_cast<std::size_t>(pin().bank)] + pin().weights;
}

std::optional<std::int64_t> Emitter::held_records(std::int64_t offset, std::int64_t records, bool& load, bool& once) {
  if (layer().kept_records) {
    once = true;
    return kept_.records(offset, records, layer().reads_table(), load);
  }
  if (!pinned()) return std::nullopt;
  load = !std::exchange(parameters_there_[static_cast<std::size_t>(layer_ - group_.first)], 1);
  return pinned_parameters_ + pin().parameters;
}

std::int64_t Emitter::weights(std::int64_t tile, std::int64_t offset, std::int64_t bytes) {
  bool missing = false, once = false;
  const auto held = held_weights(offset, bytes, missing, once);
  const std::int64_t address = held ? *held : weights_.request({layer_, tile}, step_, missing);
  if (missing) {
    Transfer t;
    t.base = Base::kConstants;
    t.dram_offset = u32(offset, "weight offset");
    t.local = u32(address, "weight address");
    t.run_bytes = u32(bytes, "weight bytes");
    load(LoadTarget::kScratchpad, t, DramTraffic::kWeight, once);
  }
  return address;
}

std::int64_t Emitter::parameters(std::int64_t tile, std::int64_t offset, std::int64_t records) {
  bool missing = false, once = false;
  const auto held = held_records(offset, records, missing, once);
  const std::int64_t first = held ? *held : parameters_.request({layer_, tile}, missing).address;
  if (missing) {
    Transfer t;
    t.base = Base::kConstants;
    t.dram_offset = u32(offset, "parameter offset");
    t.local = u32(first, "parameter record");
    t.run_bytes = u32(records * Machine::kParameterRecordBytes, "parameter bytes");
    load(LoadTarget::kParameters, t, DramTraffic::kParameter, once);
  }
  return first;
}

namespace {
// A single channel whose neighbours in the value are in the next row, not the next column: packed by columns.
bool runs_down(const View& view, std::int64_t c) { return c == 1 && view.w_stride > 1 && view.h_stride == 1; }
}  // namespace

Placed Emitter::packed(const View& view, const Buffer& buffer, const Region& box, std::int64_t c) const {
  const std::int64_t e = element(), rows = box.y1 - box.y0, columns = box.x1 - box.x0;
  Placed placed{buffer.address, columns * c * e, c * e, box.y0, box.x0, rows, columns};
  if (runs_down(view, c)) {
    placed.row_pitch = e;
    placed.pixel_pitch = rows * e;
  }
  return placed;
}

Transfer Emitter::transfer(const View& view, const Home& home, std::int64_t b, const Region& r, std::int64_t c0,
                           std::int64_t c, const Placed& local) const {
  const std::int64_t e = element(), columns = r.x1 - r.x0, rows = r.y1 - r.y0;
  Transfer t;
  t.base = home.base;
  t.flip = home.flip;
  t.dram_offset =
      u32(home.offset +
              (view.offset + b * view.n_stride + r.y0 * view.h_stride + r.x0 * view.w_stride + c0 * view.c_stride) * e,
          "DRAM offset");
  t.local = u32(local.address, "scratchpad address");
  const bool down = runs_down(view, c) && local.row_pitch == e;
  const bool whole_pixels = columns == 1 || (view.w_stride == c && local.pixel_pitch == c * e);
  const std::int64_t run = down ? rows : whole_pixels ? columns * c : c;
  t.run_bytes = u32(run * e, "run bytes");
  t.inner = u16(!down && whole_pixels ? rows : columns, "runs");
  t.dram_inner_pitch = u32((!down && whole_pixels ? view.h_stride : view.w_stride) * e, "DRAM pitch");
  t.local_inner_pitch = u32(!down && whole_pixels ? local.row_pitch : local.pixel_pitch, "scratchpad pitch");
  if (!down && !whole_pixels) {
    t.outer = u16(rows, "rows");
    t.dram_outer_pitch = u32(view.h_stride * e, "DRAM pitch");
    t.local_outer_pitch = u32(local.row_pitch, "scratchpad pitch");
  }
  return t;
}

Placed Emitter::resident(const View& view, std::int64_t b, std::int64_t c0) const {
  const Value& v = network_.values[static_cast<std::size_t>(view.value)];
  const std::int64_t e = element();
  if (!v.stripe_buffers.empty())
    return {v.address + c0 * e, v.row_pitch, view.c * e, v.first_row, 0, v.end_row - v.first_row, view.w};
  if (v.one_view) {  // a broadcast dimension has no pitch
    const std::int64_t image = view.n_stride == 0 ? 0 : b * view.h * v.row_pitch;
    return {v.address + image + c0 * view.c_stride * e,
            view.h_stride == 0 ? 0 : v.row_pitch,
            view.w_stride == 0 ? 0 : view.c * e,
            0,
            0,
            view.h,
            view.w};
  }
  return {v.address + (view.offset + b * view.n_stride + c0 * view.c_stride) * e,
          view.h_stride * e,
          view.w_stride * e,
          0,
          0,
          view.h,
          view.w};
}

Placed Emitter::input(std::size_t operand, const Tile& tile, std::int64_t c0, std::int64_t c, std::int64_t row_pitch) {
  const View& view = layer().in[operand];
  const Value& v = value(view);
  if (v.resident) return resident(view, tile.b, c0);
  // The same view twice (x + x) is loaded once, into the first operand's buffers.
  std::size_t cache = operand;
  for (std::size_t i = 0; i < operand; ++i)
    if (layer().in[i] == view) cache = i;
  if (view.c_stride == 0) c0 = 0, c = 1;
  const Region r = region_of(layer(), view, tile);
  const SlotKey key{view.n == 1 ? 0 : tile.b, r.y0, r.y1, r.x0, r.x1, c0};
  bool missing = false;
  const Buffer& slot = inputs_[static_cast<std::size_t>(layer_ - group_.first)][cache].request(key, missing);
  Placed placed = packed(view, slot, r, c);
  placed.row_pitch = std::max(row_pitch, placed.row_pitch);
  if (missing) {
    const std::int64_t image = view.n == 1 ? 0 : tile.b;
    load(LoadTarget::kScratchpad, transfer(view, v.homes.front(), image, r, c0, c, placed), DramTraffic::kActivation);
  }
  if (view.h_stride == 0) placed.row_pitch = 0;
  if (view.w_stride == 0) placed.pixel_pitch = 0;
  return placed;
}

Placed Emitter::output(const Tile& tile, std::int64_t number, std::int64_t c0, std::int64_t c) {
  const View& view = layer().out;
  if (value(view).resident) return resident(view, tile.b, c0);
  const Streams& out = placement_.layers[static_cast<std::size_t>(layer_)].out;
  const Buffer& slot = out[static_cast<std::size_t>(number) % out.size()];
  return packed(view, slot, {tile.y0, tile.y1, tile.x0, tile.x1}, c);
}

void Emitter::store(const Tile& tile, const Placed& placed, std::int64_t c0, std::int64_t c) {
  const View& view = layer().out;
  Placed at = placed;
  at.address += (tile.y0 - placed.y0) * placed.row_pitch + (tile.x0 - placed.x0) * placed.pixel_pitch;
  for (const Home& home : value(view).homes)
    work(StoreCommand{transfer(view, home, tile.b, {tile.y0, tile.y1, tile.x0, tile.x1}, c0, c, at)});
}

Window Emitter::window(const Placed& in, const Tile& tile, std::int64_t channels) const {
  const Layer& l = layer();
  Window w;
  w.address = u32(in.address, "scratchpad address");
  w.row_pitch = u32(in.row_pitch, "row pitch");
  w.pixel_pitch = u32(in.pixel_pitch, "pixel pitch");
  w.channels = u16(channels, "channels");
  w.height = u16(in.height, "input height");
  w.width = u16(in.width, "input width");
  w.y0 = narrow<std::int16_t>(tile.y0 * l.stride_h - l.pad_top - in.y0, "window row", l);
  w.x0 = narrow<std::int16_t>(tile.x0 * l.stride_w - l.pad_left - in.x0, "window column", l);
  w.kernel_h = u8(l.kernel_h, "kernel height");
  w.kernel_w = u8(l.kernel_w, "kernel width");
  w.stride_h = u8(l.stride_h, "stride");
  w.stride_w = u8(l.stride_w, "stride");
  w.dilation_h = u8(l.dilation_h, "dilation");
  w.dilation_w = u8(l.dilation_w, "dilation");
  w.out_h = u16(tile.height(), "tile height");
  w.out_w = u16(tile.width(), "tile width");
  w.pad_value = narrow<std::int8_t>(l.pad_value, "input zero point", l);
  return w;
}

Target Emitter::target(const Placed& out, const Tile& tile, std::int64_t channel_offset) const {
  return {u32(out.address + (tile.y0 - out.y0) * out.row_pitch + (tile.x0 - out.x0) * out.pixel_pitch +
                  channel_offset * element(),
              "scratchpad address"),
          u32(out.row_pitch, "row pitch"), u32(out.pixel_pitch, "pixel pitch")};
}

Steps Emitter::take_steps() {
  weights_.forget();
  parameters_.forget();
  return std::exchange(steps_, {});
}

}  // namespace octet
