// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whole banks for values and stream buffers, layer by layer; and row pitches that gather without conflicts.
#include "compiler/place.h"

#include <algorithm>

#include "arch/timing.h"
#include "base/error.h"
#include "base/units.h"
#include "compiler/compile.h"
#include "compiler/gather_plan.h"
#include "compiler/grouping.h"

namespace octet {
namespace {

constexpr double kSmall = 8000;             // cycles; of longer layers ends and hand-overs are a small part
constexpr std::size_t kOptions = 64;        // of a small convolution, to be timed ...
constexpr std::size_t kOptionsOfAll = 640;  // ... or so many of all layers, if they are few

class Placer {
 public:
  Placer(Network& network, const Machine& machine, const ForcedMapping* forced)
      : network_(network),
        machine_(machine),
        forced_(forced),
        plans_(network, machine),
        group_plans_(network, machine),
        bank_bytes_(machine.scratchpad_bank_bytes()),
        weight_banks_(bank_split(machine).weights),
        depth_(bank_split(machine).depth),
        banks_(machine.scratchpad_banks - weight_banks_) {
    if (machine.scratchpad_banks < 4)
      fail(ErrorKind::kArchitecture, "scratchpad.banks: the compiler needs at least 4 banks, the machine has {}",
           machine.scratchpad_banks);
  }

  Placement run() {
    place_whole();
    Grouping grouping = choose_groups(network_, machine_, banks_, plans_, group_plans_);
    while (grouping.any_striped() && !place_striped(grouping)) {}
    if (!grouping.any_striped()) place_whole();
    for (Value& v : network_.values) give_home(v);
    Placement placement;
    placement.bank_bytes = placement.bank_stride = bank_bytes_;
    placement.layers = std::move(streams_);
    placement.layers.resize(network_.layers.size());
    for (std::size_t g = 0; g < groups_.size(); ++g)
      if (!groups_[g].striped()) placement.layers[static_cast<std::size_t>(groups_[g].first)] = streams_of(g);
    placement.cycles = striped_cycles_;
    for (const Group& group : groups_)
      if (!group.striped()) placement.cycles += whole_cycles(group.first, placement);
    placement.groups = std::move(groups_);
    placement.used = std::move(used_);
    for (auto& group : placement.used) group.resize(static_cast<std::size_t>(machine_.scratchpad_banks), 0);
    placement.values = placement.used;
    for (std::size_t g = 0; g < placement.groups.size(); ++g) choose(placement, layer(placement.groups[g].first), g, 0);
    return placement;
  }

 private:
  const Value& value(int id) const { return network_.values[static_cast<std::size_t>(id)]; }
  const Layer& layer(int id) const { return network_.layers[static_cast<std::size_t>(id)]; }

  void begin(std::vector<Group> groups) {
    striped_cycles_ = 0;
    groups_ = std::move(groups);
    group_of_.clear();
    for (std::size_t g = 0; g < groups_.size(); ++g)
      group_of_.insert(group_of_.end(), static_cast<std::size_t>(groups_[g].last - groups_[g].first + 1), g);
    used_.assign(groups_.size(), std::vector<char>(static_cast<std::size_t>(std::max<std::int64_t>(banks_, 0)), 0));
    streams_.clear();
    streams_.resize(network_.layers.size());
    for (Value& v : network_.values) {
      v.resident = false;
      v.stripe_buffers.clear();
    }
  }

  // Estimate of a layer that runs whole.
  double whole_cycles(int l, const Placement& placement) const {
    const Layer& of = layer(l);
    const std::vector<MappingOption>& options = placement.layers[static_cast<std::size_t>(l)].options;
    if (of.kind == LayerKind::kHost) return 0;
    if (!options.empty()) return options.front().plan.cycles;
    const auto streams = [&](const View& v) { return value(v.value).resident ? 0 : v.pixels() * v.c; };
    std::int64_t elements = streams(of.out);
    for (const View& v : of.in) elements += streams(v);
    return vector_cycles(of, machine_, elements);
  }

  // All layers one by one.
  void place_whole() {
    std::vector<Group> groups;
    for (int l = 0; l < static_cast<int>(network_.layers.size()); ++l) groups.push_back({l, l});
    begin(std::move(groups));
    for (Value& v : network_.values) try_resident(v);
  }

  // As chosen. Where the banks do not suffice after all the layers of a group go back to run one by one in `grouping`,
  // and the answer is false.
  bool place_striped(Grouping& grouping) {
    begin(grouping.groups);
    for (std::size_t v = 0; v < network_.values.size(); ++v)
      if (grouping.resident[v] && !inside_group(network_.values[v])) take_banks(network_.values[v]);
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      if (groups_[g].striped() ? place_group(g) : has_room(groups_[g].first)) continue;
      grouping.dissolve(g);
      return false;
    }
    return true;
  }

  bool inside_group(const Value& v) const {
    if (v.producer < 0) return false;
    const Group& group = groups_[group_of_[static_cast<std::size_t>(v.producer)]];
    return group.striped() && v.producer < group.last && v.last_use <= group.last;
  }

  bool has_room(int l) {
    return static_cast<std::int64_t>(streamed(layer(l)).size()) * depth_ <=
           free_banks(group_of_[static_cast<std::size_t>(l)]);
  }

  // Buffers of a striped group: the cheapest plan whose runs of banks are free.
  bool place_group(std::size_t g) {
    const auto resident = [&](int v) { return value(v).resident; };
    for (std::int64_t banks = free_banks(g); banks > 0; --banks) {
      const auto plan = group_plans_.plan(groups_[g].first, groups_[g].last, banks, resident);
      if (!plan) return false;
      banks = plan->banks;
      if (take_group(g, *plan)) return true;
    }
    return false;
  }

  bool take_group(std::size_t g, const GroupPlan& plan) {
    std::vector<Split> splits;
    std::int64_t shared = 0;
    for (const GroupBuffer& b : plan.buffers) {
      if (b.shared)
        shared += ceil_div<std::int64_t>(b.bytes, 64) * 64;
      else
        splits.push_back({ceil_div(b.bytes, bank_bytes_), b.depth});
    }
    if (shared > 0) splits.push_back({ceil_div(shared, bank_bytes_), 1});
    const std::vector<Streams> taken = take_runs(g, splits);
    if (taken.size() != splits.size()) return false;
    for (const Streams& streams : taken) take(g, streams);
    std::size_t next = 0;
    std::int64_t at = shared > 0 ? taken.back()[0].address : 0;
    for (const GroupBuffer& b : plan.buffers) {
      if (b.shared) {
        Streams part;
        part.push_back({at, b.bytes});
        give_stripes(plan.group.first + b.layer, part, b.bytes);
        at += ceil_div<std::int64_t>(b.bytes, 64) * 64;
        continue;
      }
      const Streams& streams = taken[next++];
      if (b.stream)
        give_streams(plan.group.first + b.layer, b.operand, streams);
      else
        give_stripes(plan.group.first + b.layer, streams, streams[0].bytes);
    }
    for (std::size_t l = 0; l < plan.pins.size(); ++l)
      streams_[static_cast<std::size_t>(plan.group.first) + l].pin = plan.pins[l];
    for (int l = plan.group.first; l <= plan.group.last; ++l)
      streams_[static_cast<std::size_t>(l)].in.resize(layer(l).in.size());
    groups_[g] = plan.group;
    striped_cycles_ += plan.cycles;
    return true;
  }

  void give_stripes(int l, const Streams& buffers, std::int64_t bytes) {
    Value& v = network_.values[static_cast<std::size_t>(layer(l).out.value)];
    v.resident = true;
    v.row_pitch = chip_row_pitch(network_, v, machine_);
    v.stripe_rows = bytes / v.row_pitch;
    v.stripe_buffers.clear();
    for (const Buffer& b : buffers) v.stripe_buffers.push_back(b.address);
    v.address = v.stripe_buffers[0];
  }

  void give_streams(int l, int operand, const Streams& streams) {
    LayerStreams& of = streams_[static_cast<std::size_t>(l)];
    if (operand < 0) {
      of.out = streams;
      return;
    }
    of.in.resize(layer(l).in.size());
    for (std::size_t i = 0; i < of.in.size(); ++i)
      if (layer(l).in[i] == layer(l).in[static_cast<std::size_t>(operand)]) of.in[i] = streams;
  }

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

  std::int64_t free_banks(std::size_t group) const { return std::count(used_[group].begin(), used_[group].end(), 0); }

  // Of a network of ordinary layers.
  void try_resident(Value& v) {
    if (v.from_dram || v.producer < 0 || v.last_use <= v.producer) return;
    const std::int64_t count = ceil_div(v.view.n * v.view.h * chip_row_pitch(network_, v, machine_), bank_bytes_);
    for (int l = v.producer; l <= v.last_use; ++l) {
      const std::vector<View> list = streamed(layer(l));
      const std::int64_t streams =
          std::count_if(list.begin(), list.end(), [&](const View& s) { return s.value != v.view.value; });
      if (free_banks(static_cast<std::size_t>(l)) - count < streams * depth_) return;
    }
    take_banks(v);
  }

  // Banks of its own for a value while it lives, if such a run is free.
  bool take_banks(Value& v) {
    const std::int64_t pitch = chip_row_pitch(network_, v, machine_);
    const std::int64_t count = ceil_div(v.view.n * v.view.h * pitch, bank_bytes_);
    const std::size_t first = group_of_[static_cast<std::size_t>(v.producer)],
                      last = group_of_[static_cast<std::size_t>(v.last_use)];
    for (std::int64_t b = 0; b + count <= banks_; ++b) {
      if (!is_free(first, last, b, count)) continue;
      v.resident = true;
      v.address = b * bank_bytes_;
      v.row_pitch = pitch;
      for (std::size_t g = first; g <= last; ++g) std::fill_n(used_[g].begin() + b, count, 1);
      return true;
    }
    return false;
  }

  bool is_free(std::size_t first, std::size_t last, std::int64_t bank, std::int64_t count) const {
    for (std::size_t g = first; g <= last; ++g)
      for (std::int64_t i = 0; i < count; ++i)
        if (used_[g][static_cast<std::size_t>(bank + i)]) return false;
    return true;
  }

  void give_home(Value& v) {
    if (v.resident || !v.homes.empty()) return;
    v.homes.push_back({Base::kWorkspace, network_.workspace_bytes, false});
    network_.workspace_bytes += (v.elements * machine_.element_bytes() + 63) / 64 * 64;
    if (network_.workspace_bytes > std::int64_t{0xffffffff})
      fail(ErrorKind::kModel, "intermediate tensors need more than 4 GiB; '{}' does not fit", v.name);
  }

  // Of a group of one layer.
  LayerStreams streams_of(std::size_t g) {
    const Layer& layer = this->layer(groups_[g].first);
    const std::vector<View> list = streamed(layer);
    LayerStreams result;
    result.in.resize(layer.in.size());
    if (layer.kind == LayerKind::kConvolution) result.options = convolution_options(g);
    if (!result.options.empty()) return result;
    const std::vector<Streams> taken = equal_streams(g, list.size());
    for (const Streams& streams : taken) take(g, streams);
    auto of = [&](const View& v) {
      const auto at = std::find(list.begin(), list.end(), v);
      return at == list.end() ? Streams{} : taken[static_cast<std::size_t>(at - list.begin())];
    };
    for (std::size_t i = 0; i < layer.in.size(); ++i) result.in[i] = of(layer.in[i]);
    result.out = of(layer.out);
    return result;
  }

  void take(std::size_t g, const Streams& streams) {
    for (const Buffer& b : streams) std::fill_n(used_[g].begin() + b.address / bank_bytes_, b.bytes / bank_bytes_, 1);
  }

  // Equal runs of the free banks for each of `operands`, `depth_` buffers each.
  std::vector<Streams> equal_streams(std::size_t g, std::size_t operands) const {
    if (operands == 0) return {};
    const std::int64_t buffers = static_cast<std::int64_t>(operands) * depth_;
    for (std::int64_t run = std::max<std::int64_t>(1, free_banks(g) / buffers); run >= 1; --run) {
      std::vector<Streams> taken = take_runs(g, std::vector<Split>(operands, {run, depth_}));
      if (!taken.empty()) return taken;
    }
    OCTET_CHECK(false, "layer '{}': no room for {} stream buffers", layer(groups_[g].first).info.name, buffers);
  }

  // Every split of the free banks between input and output, double-buffered or not, with every plan; the best.
  std::vector<MappingOption> convolution_options(std::size_t g) {
    const Layer& layer = this->layer(groups_[g].first);
    const bool in = !value(layer.in[0].value).resident, out = !value(layer.out.value).resident;
    std::vector<MappingOption> list;
    auto split = [&](std::int64_t in_run, std::int64_t in_depth, std::int64_t out_run, std::int64_t out_depth) {
      if (forced_ && (in_run != forced_->in_run || in_depth != forced_->in_depth || out_run != forced_->out_run ||
                      out_depth != forced_->out_depth))
        return;
      const StreamSize in_size = in ? StreamSize{in_run * bank_bytes_, in_depth} : StreamSize{};
      const StreamSize out_size = out ? StreamSize{out_run * bank_bytes_, out_depth} : StreamSize{};
      const auto* plan = forced_ ? &forced_->plan : plan_of(groups_[g].first, in_size, out_size);
      if (!plan) return;
      const bool one = forced_ || plan->cycles > kSmall;
      if (one && !list.empty() && list.back().plan.cycles <= plan->cycles) return;
      std::vector<Split> splits;
      if (in) splits.push_back({in_run, in_depth});
      if (out) splits.push_back({out_run, out_depth});
      const std::vector<Streams> taken = take_runs(g, splits);
      if (taken.size() != splits.size()) return;
      const Streams in_streams = in ? taken.front() : Streams{}, out_streams = out ? taken.back() : Streams{};
      if (one) return keep_best(list, {*plan, in_streams, out_streams}, 1);
      const std::size_t most = std::max(kOptions, kOptionsOfAll / network_.layers.size());
      const Fineness fineness = most > kOptions ? Fineness::kFinest : Fineness::kFine;
      for (const ConvolutionPlan& fine : plan_candidates(layer, machine_, in_size, out_size, weight_banks_, fineness))
        keep_best(list, {fine, in_streams, out_streams}, most);
    };
    if (in || out)
      for_each_split(free_banks(g), in, out, split);
    else
      split(0, 1, 0, 1);
    if (list.size() > 1)
      for (MappingOption& option : list)
        for (const MappingOption& other : list) weigh_runner_up(option.plan, other.plan);
    return list;
  }

  // The best, if there is one.
  const ConvolutionPlan* plan_of(int l, StreamSize in, StreamSize out) {
    const auto& plan = plans_.of(l, in, out, weight_banks_);
    return plan ? &*plan : nullptr;
  }

  // In order of their estimates; of options that differ in nothing but the size of buffers the first.
  static void keep_best(std::vector<MappingOption>& list, MappingOption&& option, std::size_t most) {
    if (list.size() >= most && list.back().plan.cycles <= option.plan.cycles) return;
    const bool there = std::any_of(list.begin(), list.end(), [&](const MappingOption& o) {
      return o.plan == option.plan && o.in.size() == option.in.size() && o.out.size() == option.out.size();
    });
    if (there) return;
    const auto at =
        std::upper_bound(list.begin(), list.end(), option.plan.cycles,
                         [](double cycles, const MappingOption& other) { return cycles < other.plan.cycles; });
    list.insert(at, std::move(option));
    if (list.size() > most) list.pop_back();
  }

  struct Split {
    std::int64_t run, depth;  // banks of a buffer, buffers
  };
  // Buffers of free banks for each split, first fit; nothing if one does not fit.
  std::vector<Streams> take_runs(std::size_t g, const std::vector<Split>& splits) const {
    std::vector<Streams> taken;
    std::vector<char> used = used_[g];
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
  const ForcedMapping* forced_;
  ConvolutionPlans plans_;
  GroupPlans group_plans_;
  std::int64_t bank_bytes_, weight_banks_, depth_, banks_;
  std::vector<Group> groups_;
  std::vector<std::size_t> group_of_;    // per layer
  std::vector<std::vector<char>> used_;  // per group and activation bank
  std::vector<LayerStreams> streams_;    // per layer, of striped groups
  double striped_cycles_ = 0;            // their estimates
};

}  // namespace

Placement place(Network& network, const Machine& machine, const ForcedMapping* forced) {
  return Placer(network, machine, forced).run();
}

}  // namespace octet
