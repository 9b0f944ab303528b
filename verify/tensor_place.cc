// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/tensor_place.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "base/error.h"

namespace octet {
namespace {

// What a vector command writes, and where.
struct Output {
  Target target;
  std::int64_t height, width, channels;
};
std::optional<Output> output_of(const Command& command) {
  struct Visitor {
    std::optional<Output> operator()(const LoadCommand&) const { return std::nullopt; }
    std::optional<Output> operator()(const StoreCommand&) const { return std::nullopt; }
    std::optional<Output> operator()(const ArrayCommand&) const { return std::nullopt; }
    std::optional<Output> operator()(const RequantizeCommand& c) const {
      return Output{c.out, c.out_h, c.out_w, c.n * c.parts(1)};
    }
    std::optional<Output> operator()(const DepthwiseCommand& c) const {
      return Output{c.out, c.in.out_h, c.in.out_w, std::int64_t{c.in.channels} * c.depth_multiplier};
    }
    std::optional<Output> operator()(const PoolCommand& c) const {
      return Output{c.out, c.in.out_h, c.in.out_w, c.in.channels};
    }
    std::optional<Output> operator()(const BinaryCommand& c) const {
      return Output{c.out, c.out_h, c.out_w, c.channels};
    }
    std::optional<Output> operator()(const MoveCommand& c) const { return Output{c.out, c.out_h, c.out_w, c.channels}; }
    std::optional<Output> operator()(const SoftmaxCommand& c) const {
      return Output{c.out, c.out_h, c.out_w, c.channels};
    }
  };
  return std::visit(Visitor{}, command.op);
}

// Index `at` of a dense tensor of this shape.
std::string coordinate_of(const std::vector<std::int64_t>& shape, std::int64_t at) {
  std::vector<std::int64_t> coordinate(shape.size());
  for (std::size_t d = shape.size(); d-- > 0; at /= std::max<std::int64_t>(1, shape[d]))
    coordinate[d] = at % std::max<std::int64_t>(1, shape[d]);
  return fmt::format("({})", fmt::join(coordinate, ","));
}

bool place_in_port(const TensorPort& port, Base base, std::int64_t offset, Mismatch& m) {
  const std::int64_t within = offset - port.offset;
  if (port.base != base || within < 0 || within >= port.bytes()) return false;
  m.tensor = port.name;
  m.coordinate = coordinate_of(port.shape, within / bytes_of(port.type));
  return true;
}

// The tensor that a store behind `command` carries the scratchpad byte to.
bool place_through_store(const Program& program, std::size_t command, std::int64_t address, Mismatch& m) {
  for (std::size_t i = command + 1; i < program.commands.size(); ++i) {
    if (program.layer_of_command.at(i) != program.layer_of_command.at(command)) continue;
    const auto* store = std::get_if<StoreCommand>(&program.commands[i].op);
    if (!store) continue;
    const Transfer& t = store->t;
    for (std::int64_t o = 0; o < t.outer; ++o)
      for (std::int64_t r = 0; r < t.inner; ++r) {
        const std::int64_t within = address - t.local - o * t.local_outer_pitch - r * t.local_inner_pitch;
        if (within < 0 || within >= t.run_bytes) continue;
        const std::int64_t offset = t.dram_offset + o * t.dram_outer_pitch + r * t.dram_inner_pitch + within;
        for (const TensorPort& port : program.outputs)
          if (place_in_port(port, t.base, offset, m)) return true;
      }
  }
  return false;
}

// The layer's output, if the layer's vector commands write it whole at one place with one pair of pitches.
bool place_in_layer(const Program& program, std::size_t command, std::int64_t address, Mismatch& m) {
  const std::int32_t layer = program.layer_of_command.at(command);
  if (layer < 0) return false;
  const LayerInfo& info = program.layers[static_cast<std::size_t>(layer)];
  const auto& s = info.output_shape;
  if (s.size() != 4 && s.size() != 2) return false;
  const std::int64_t h = s.size() == 4 ? s[1] : 1, w = s.size() == 4 ? s[2] : 1, c = s.back();
  const Target target = output_of(program.commands[command])->target;
  std::int64_t base = target.address;
  std::vector<Output> parts;
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    if (program.layer_of_command[i] != layer) continue;
    const auto out = output_of(program.commands[i]);
    if (!out) continue;
    if (out->target.row_pitch != target.row_pitch || out->target.pixel_pitch != target.pixel_pitch) return false;
    base = std::min<std::int64_t>(base, out->target.address);
    parts.push_back(*out);
  }
  const std::int64_t row = std::max<std::int64_t>(1, target.row_pitch),
                     pixel = std::max<std::int64_t>(1, target.pixel_pitch);
  std::int64_t elements = 0;
  for (const Output& part : parts) {
    const std::int64_t at = part.target.address - base, y = h > 1 ? at / row : 0;
    const std::int64_t x = w > 1 ? (at - y * row) / pixel : 0, first = at - y * row - x * pixel;
    if (y + part.height > h || x + part.width > w || first + part.channels > c) return false;
    elements += part.height * part.width * part.channels;
  }
  if (elements != h * w * c) return false;
  const std::int64_t at = address - base, y = h > 1 ? at / row : 0, x = w > 1 ? (at - y * row) / pixel : 0;
  m.tensor = info.name;
  m.coordinate = coordinate_of(s, (y * w + x) * c + at - y * row - x * pixel);
  return true;
}

}  // namespace

std::string layer_text(const Program& program, std::size_t layer) {
  if (layer >= program.layers.size()) return "";
  return fmt::format("{} {} '{}'", layer, program.layers[layer].op, program.layers[layer].name);
}

std::string value_text(std::uint8_t byte) { return fmt::format("{} (0x{:02x})", static_cast<std::int8_t>(byte), byte); }

void place_in_dram(const Program& program, Base base, std::int64_t offset, Mismatch& m) {
  constexpr const char* kRegions[kBases] = {"code", "constants", "io", "workspace"};
  m.place = fmt::format("{}+0x{:x}, DRAM address 0x{:x}", kRegions[static_cast<int>(base)], offset,
                        program.default_bases()[static_cast<std::size_t>(base)] + static_cast<std::uint64_t>(offset));
  for (const auto* ports : {&program.outputs, &program.inputs})
    for (const TensorPort& port : *ports)
      if (place_in_port(port, base, offset, m)) return;
  for (const Segment& segment : program.segments)
    for (const auto* ports : {&segment.host.outputs, &segment.host.inputs})
      for (const TensorPort& port : *ports)
        if (segment.on_host && place_in_port(port, base, offset, m)) return;
}

void for_each_written(const Command& command, const std::function<void(const WrittenByte&)>& visit) {
  if (const auto out = output_of(command)) {
    for (std::int64_t y = 0; y < out->height; ++y)
      for (std::int64_t x = 0; x < out->width; ++x)
        for (std::int64_t c = 0; c < out->channels; ++c)
          visit({false, Base::kIo, out->target.address + y * out->target.row_pitch + x * out->target.pixel_pitch + c, y,
                 x, c});
    return;
  }
  const auto* load = std::get_if<LoadCommand>(&command.op);
  const auto* store = std::get_if<StoreCommand>(&command.op);
  if (!store && (!load || load->target != LoadTarget::kScratchpad)) return;
  const Transfer& t = store ? store->t : load->t;
  for (std::int64_t o = 0; o < t.outer; ++o)
    for (std::int64_t r = 0; r < t.inner; ++r)
      for (std::int64_t b = 0; b < t.run_bytes; ++b) {
        const std::int64_t dram = t.dram_offset + o * t.dram_outer_pitch + r * t.dram_inner_pitch + b;
        const std::int64_t local = t.local + o * t.local_outer_pitch + r * t.local_inner_pitch + b;
        visit({store != nullptr, t.base, store ? dram : local, o, r, b});
      }
}

void place_of_result(const Program& program, std::size_t command, const WrittenByte& byte, Mismatch& m) {
  if (byte.in_dram) {
    place_in_dram(program, byte.base, byte.address, m);
  } else {
    m.place = fmt::format("scratchpad+0x{:x}", byte.address);
    if (output_of(program.commands[command])) {
      if (place_through_store(program, command, byte.address, m)) return;
      if (place_in_layer(program, command, byte.address, m)) return;
    }
  }
  if (!m.tensor.empty()) return;
  const bool transfer = !output_of(program.commands[command]);
  m.tensor = fmt::format("result of command {}", command);
  m.coordinate = transfer ? fmt::format("turn {}, run {}, byte {}", byte.y, byte.x, byte.c)
                          : fmt::format("(0,{},{},{})", byte.y, byte.x, byte.c);
}

}  // namespace octet
