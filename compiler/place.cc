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
        used_(network.layers.size(),
              std::vector<char>(static_cast<std::size_t>(std::max<std::int64_t>(banks_, 0)), 0)) {
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
  const Value& value(int id) const { return network_.values[static_cast<std::size_t>(id)]; }

  // Operands of a layer that stream, each view once.
  std::vector<View> streamed(const Layer& layer) {
    std::vector<View> list;
    if (layer.kind == LayerKind::kHost) return list;
    auto add = [&](const View& v) {
      if (!value(v.value).resident && std::find(list.begin(), list.end(), v) == list.end()) list.push_back(v);
    };
    for (const View& v : layer.in) {
      add(v);
      if (layer.kind == LayerKind::kConvolution) break;  // weights have buffers of their own
    }
    add(layer.out);
    return list;
  }

  std::int64_t free_banks(std::size_t layer) const { return std::count(used_[layer].begin(), used_[layer].end(), 0); }

  void try_resident(Value& v) {
    if (v.from_dram || v.producer < 0 || v.last_use <= v.producer) return;
    std::int64_t pitch = v.view.w * v.view.c * machine_.element_bytes();
    if (v.one_view) pitch = consumer_pitch(v, pitch);
    const std::int64_t bytes = v.view.n * v.view.h * pitch;
    const std::int64_t count = ceil_div(bytes, bank_bytes_);
    const auto first = static_cast<std::size_t>(v.producer), last = static_cast<std::size_t>(v.last_use);
    for (std::size_t l = first; l <= last; ++l) {
      const std::vector<View> list = streamed(network_.layers[l]);
      const std::int64_t streams =
          std::count_if(list.begin(), list.end(), [&](const View& s) { return s.value != v.view.value; });
      if (free_banks(l) - count < streams * depth_) return;
    }
    for (std::int64_t b = 0; b + count <= banks_; ++b) {
      if (!is_free(first, last, b, count)) continue;
      v.resident = true;
      v.address = b * bank_bytes_;
      v.row_pitch = pitch;
      for (std::size_t l = first; l <= last; ++l) std::fill_n(used_[l].begin() + b, count, 1);
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

  LayerStreams streams_of(std::size_t l) {
    const Layer& layer = network_.layers[l];
    const std::vector<View> list = streamed(layer);
    std::vector<Streams> taken;
    if (layer.kind == LayerKind::kConvolution && !list.empty()) taken = convolution_streams(l, list);
    if (taken.empty()) taken = equal_streams(l, list.size());
    for (const Streams& streams : taken)
      for (const Buffer& b : streams) std::fill_n(used_[l].begin() + b.address / bank_bytes_, b.bytes / bank_bytes_, 1);
    auto of = [&](const View& v) {
      const auto at = std::find(list.begin(), list.end(), v);
      return at == list.end() ? Streams{} : taken[static_cast<std::size_t>(at - list.begin())];
    };
    LayerStreams result;
    for (const View& v : layer.in) result.in.push_back(of(v));
    result.out = of(layer.out);
    return result;
  }

  // Equal runs of the free banks for each of `operands`, `depth_` buffers each.
  std::vector<Streams> equal_streams(std::size_t l, std::size_t operands) const {
    if (operands == 0) return {};
    const std::int64_t buffers = static_cast<std::int64_t>(operands) * depth_;
    for (std::int64_t run = std::max<std::int64_t>(1, free_banks(l) / buffers); run >= 1; --run) {
      std::vector<Streams> taken = take_runs(l, std::vector<Split>(operands, {run, depth_}));
      if (!taken.empty()) return taken;
    }
    OCTET_CHECK(false, "layer '{}': no room for {} stream buffers", network_.layers[l].info.name, buffers);
  }

  // The split of the free banks between input and output, double-buffered or not, that the planner finds cheapest;
  // nothing if the layer fits none.
  std::vector<Streams> convolution_streams(std::size_t l, const std::vector<View>& list) const {
    const Layer& layer = network_.layers[l];
    const bool in = !value(layer.in[0].value).resident, out = !value(layer.out.value).resident;
    const std::int64_t banks = free_banks(l);
    std::vector<Streams> best;
    double cycles = 0;
    for (const std::int64_t in_depth : {2, 1}) {
      for (const std::int64_t out_depth : {2, 1}) {
        if ((!in && in_depth == 1) || (!out && out_depth == 1)) continue;
        for (std::int64_t run = in ? (banks - (out ? out_depth : 0)) / in_depth : 0; run >= (in ? 1 : 0); --run) {
          const std::int64_t rest = out ? (banks - run * in_depth) / out_depth : 0;
          std::vector<Split> splits;
          if (in) splits.push_back({run, in_depth});
          if (out) splits.push_back({rest, out_depth});
          if (out && rest < 1) continue;
          std::vector<Streams> taken = take_runs(l, splits);
          if (taken.size() != list.size()) continue;
          const auto plan = plan_convolution(layer, machine_, in ? size_of(taken.front()) : StreamSize{},
                                             out ? size_of(taken.back()) : StreamSize{}, weight_banks_);
          if (!plan || (!best.empty() && plan->cycles >= cycles)) continue;
          cycles = plan->cycles;
          best = std::move(taken);
        }
      }
    }
    return best;
  }

  struct Split {
    std::int64_t run, depth;  // banks of a buffer, buffers
  };
  // Buffers of free banks for each split, first fit; nothing if one does not fit.
  std::vector<Streams> take_runs(std::size_t l, const std::vector<Split>& splits) const {
    std::vector<Streams> taken;
    std::vector<char> used = used_[l];
    for (const Split& split : splits) {
      Streams streams;
      for (std::int64_t b = 0; b + split.run <= banks_ && static_cast<std::int64_t>(streams.size()) < split.depth;) {
        const auto at = used.begin() + b;
        if (std::find(at, at + split.run, 1) != at + split.run) {
          ++b;
          continue;
        }
        streams.push_back({b * bank_bytes_, split.run * bank_bytes_});
        std::fill_n(at, split.run, 1);
        b += split.run;
      }
      if (static_cast<std::int64_t>(streams.size()) < split.depth) return {};
      taken.push_back(std::move(streams));
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
