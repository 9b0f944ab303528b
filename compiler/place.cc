// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whole banks for values and stream buffers, layer by layer; and row pitches that gather without conflicts.
#include "compiler/place.h"

#include <algorithm>

#include "arch/timing.h"
#include "base/error.h"
#include "base/units.h"

namespace octet {
namespace {

constexpr std::int64_t kFewBanks = 8;  // below: one weight buffer, single-buffered streams

class Placer {
 public:
  Placer(Network& network, const Machine& machine)
      : network_(network),
        machine_(machine),
        bank_bytes_(machine.scratchpad_bank_bytes()),
        weight_banks_(machine.scratchpad_banks >= kFewBanks ? 2 : 1),
        depth_(weight_banks_),
        banks_(machine.scratchpad_banks - weight_banks_),
        used_(network.layers.size(), std::vector<char>(static_cast<std::size_t>(std::max<std::int64_t>(banks_, 0)), 0)) {
    if (machine.scratchpad_banks < 4)
      fail(ErrorKind::kArchitecture, "scratchpad.banks: the compiler needs at least 4 banks, the machine has {}",
           machine.scratchpad_banks);
  }

  Placement run() {
    for (Value& v : network_.values) try_resident(v);
    for (Value& v : network_.values) give_home(v);
    Placement placement;
    for (std::int64_t b = 0; b < weight_banks_; ++b)
      placement.weights.push_back({(banks_ + b) * bank_bytes_, bank_bytes_});
    for (std::size_t l = 0; l < network_.layers.size(); ++l) placement.layers.push_back(streams_of(l));
    for (const auto& layer : used_) {
      const std::int64_t count = std::count(layer.begin(), layer.end(), 1) + weight_banks_;
      placement.peak_bytes = std::max(placement.peak_bytes, count * bank_bytes_);
    }
    return placement;
  }

 private:
  Value& value(int id) { return network_.values[static_cast<std::size_t>(id)]; }

  // Operands of a layer that stream, each value once; `except` counts as resident.
  std::vector<int> streamed(const Layer& layer, int except) {
    std::vector<int> list;
    if (layer.kind == LayerKind::kHost) return list;
    auto add = [&](int id) {
      if (id != except && !value(id).resident && std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
    };
    for (const View& v : layer.in) add(v.value);
    add(layer.out.value);
    return list;
  }

  std::int64_t free_banks(std::size_t layer) const {
    return std::count(used_[layer].begin(), used_[layer].end(), 0);
  }

  void try_resident(Value& v) {
    if (v.from_dram || v.producer < 0 || v.last_use <= v.producer) return;
    std::int64_t pitch = v.view.w * v.view.c * machine_.element_bytes();
    if (v.one_view) pitch = consumer_pitch(v, pitch);
    const std::int64_t bytes = v.view.n * v.view.h * pitch;
    const std::int64_t count = ceil_div(bytes, bank_bytes_);
    const auto first = static_cast<std::size_t>(v.producer), last = static_cast<std::size_t>(v.last_use);
    for (std::size_t l = first; l <= last; ++l) {
      const auto streams = static_cast<std::int64_t>(streamed(network_.layers[l], v.view.value).size());
      if (free_banks(l) - count < streams * depth_) return;
    }
    for (std::int64_t b = 0; b + count <= banks_; ++b) {
      if (!is_free(first, last, b, count)) continue;
      v.resident = true;
      v.address = b * bank_bytes_;
      v.row_pitch = pitch;
      for (std::size_t l = first; l <= last; ++l)
        std::fill_n(used_[l].begin() + b, count, 1);
      return;
    }
  }

  bool is_free(std::size_t first, std::size_t last, std::int64_t bank, std::int64_t count) const {
    for (std::size_t l = first; l <= last; ++l)
      for (std::int64_t i = 0; i < count; ++i)
        if (used_[l][static_cast<std::size_t>(bank + i)]) return false;
    return true;
  }

  std::int64_t consumer_pitch(const Value& v, std::int64_t dense) const {
    for (const Layer& layer : network_.layers)
      if (layer.kind == LayerKind::kConvolution && layer.kernel_h > 1 && layer.in[0].value == v.view.value)
        return gather_row_pitch(layer, dense, machine_);
    return dense;
  }

  void give_home(Value& v) {
    if (v.resident || !v.homes.empty()) return;
    v.homes.push_back({Base::kWorkspace, network_.workspace_bytes, false});
    network_.workspace_bytes += (v.elements * machine_.element_bytes() + 63) / 64 * 64;
    if (network_.workspace_bytes > std::int64_t{0xffffffff})
      fail(ErrorKind::kModel, "intermediate tensors need more than 4 GiB; '{}' does not fit", v.name);
  }

  // Equal runs of the free banks for every streamed operand, `depth_` buffers each.
  LayerStreams streams_of(std::size_t l) {
    const Layer& layer = network_.layers[l];
    LayerStreams result;
    const std::vector<int> list = streamed(layer, -1);
    if (list.empty()) {
      result.in.resize(layer.in.size());
      return result;
    }
    const std::int64_t buffers = static_cast<std::int64_t>(list.size()) * depth_;
    std::vector<Buffer> taken;
    for (std::int64_t run = std::max<std::int64_t>(1, free_banks(l) / buffers); run >= 1; --run) {
      taken = take_runs(l, run, buffers);
      if (static_cast<std::int64_t>(taken.size()) == buffers) break;
    }
    OCTET_CHECK(static_cast<std::int64_t>(taken.size()) == buffers, "layer '{}': {} stream buffers, {} placed",
                layer.info.name, buffers, taken.size());
    for (const Buffer& b : taken)
      std::fill_n(used_[l].begin() + b.address / bank_bytes_, b.bytes / bank_bytes_, 1);
    auto of = [&](int id) {
      const auto at = std::find(list.begin(), list.end(), id);
      if (at == list.end()) return Streams{};
      const auto first = taken.begin() + (at - list.begin()) * depth_;
      return Streams(first, first + depth_);
    };
    for (const View& v : layer.in) result.in.push_back(of(v.value));
    result.out = of(layer.out.value);
    return result;
  }

  std::vector<Buffer> take_runs(std::size_t l, std::int64_t run, std::int64_t count) const {
    std::vector<Buffer> taken;
    for (std::int64_t b = 0; b + run <= banks_ && static_cast<std::int64_t>(taken.size()) < count;) {
      if (is_free(l, l, b, run)) {
        taken.push_back({b * bank_bytes_, run * bank_bytes_});
        b += run;
      } else {
        ++b;
      }
    }
    return taken;
  }

  Network& network_;
  const Machine& machine_;
  std::int64_t bank_bytes_, weight_banks_, depth_, banks_;
  std::vector<std::vector<char>> used_;  // per layer and activation bank
};

}  // namespace

std::int64_t gather_row_pitch(const Layer& layer, std::int64_t dense, const Machine& m) {
  const std::int64_t element = m.element_bytes(), c = layer.in[0].c, word = m.word_bytes();
  Window w;
  w.pixel_pitch = static_cast<std::uint32_t>(c * element);
  w.channels = static_cast<std::uint16_t>(std::min<std::int64_t>(c, 0xffff));
  w.kernel_h = static_cast<std::uint8_t>(layer.kernel_h);
  w.kernel_w = static_cast<std::uint8_t>(layer.kernel_w);
  w.dilation_h = static_cast<std::uint8_t>(layer.dilation_h);
  w.dilation_w = static_cast<std::uint8_t>(layer.dilation_w);
  const std::int64_t k = layer.taps() * c;
  std::int64_t best = dense, best_cycles = -1;
  for (std::int64_t step = 0; step < Machine::kSubBanks; ++step) {
    const std::int64_t pitch = step == 0 ? dense : (ceil_div(dense, word) + step - 1) * word;
    if (pitch < dense) continue;
    w.row_pitch = static_cast<std::uint32_t>(pitch);
    std::int64_t cycles = 0;
    for (std::int64_t k0 = 0; k0 < k; k0 += m.array_rows)
      cycles += gather_factor(w, k0, std::min(m.array_rows, k - k0), m);
    if (best_cycles >= 0 && cycles >= best_cycles) continue;
    best = pitch;
    best_cycles = cycles;
  }
  return best;
}

Placement place(Network& network, const Machine& machine) { return Placer(network, machine).run(); }

}  // namespace octet
