// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A state of the dynamic program: layers up to here are grouped, and what crosses to the next group stays on chip or
// goes through DRAM.
#include "compiler/grouping.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "arch/timing.h"
#include "base/units.h"
#include "compiler/convolution_plan.h"
#include "compiler/gather_plan.h"

namespace octet {
namespace {

constexpr int kLongest = 8;  // layers of a group
constexpr double kNever = std::numeric_limits<double>::infinity();

class Chooser {
 public:
  Chooser(const Network& network, const Machine& machine, std::int64_t banks, ConvolutionPlans& plans,
          GroupPlans& group_plans)
      : network_(network),
        m_(machine),
        banks_(banks),
        plans_(plans),
        group_plans_(group_plans),
        banks_of_(network.values.size(), -1) {}

  Grouping run() {
    for (std::size_t v = 0; v < network_.values.size(); ++v) {
      result_.resident.push_back(network_.values[v].resident);
      if (network_.values[v].resident) stays_.push_back(static_cast<int>(v));
    }
    find_crossings();
    const int layers = static_cast<int>(network_.layers.size());
    for (int a = 0; a < layers;) {
      int b = a;
      while (b + 1 < layers && !crossing_[static_cast<std::size_t>(b)].empty()) ++b;
      if (a == b)
        result_.groups.push_back({a, a});
      else
        cut(a, b);
      a = b + 1;
    }
    return std::move(result_);
  }

 private:
  struct Choice {
    double cycles = kNever;
    int first = 0;          // of the group that ends here
    bool resident = false;  // what crosses into it
  };

  // Values that do not stay and are alive between a layer and the next.
  void find_crossings() {
    crossing_.resize(network_.layers.size());
    for (std::size_t v = 0; v < network_.values.size(); ++v) {
      const Value& value = network_.values[v];
      if (value.resident || value.from_dram || value.producer < 0) continue;
      for (int l = value.producer; l < value.last_use; ++l)
        crossing_[static_cast<std::size_t>(l)].push_back(static_cast<int>(v));
    }
  }

  void cut(int a, int b) {
    const auto n = static_cast<std::size_t>(b - a + 1);
    // best[i][r]: layers a..a+i are grouped; r: what crosses behind them stays.
    std::vector<std::array<Choice, 2>> best(n);
    for (int i = a; i <= b; ++i) {
      for (const bool out : {false, true}) {
        if (out && i == b) continue;
        for (int j = i; j >= a && i - j < kLongest; --j) {
          for (const bool in : {false, true}) {
            const double before = j == a ? (in ? kNever : 0) : best[static_cast<std::size_t>(j - 1 - a)][in].cycles;
            Choice& at = best[static_cast<std::size_t>(i - a)][out];
            if (before >= at.cycles) continue;
            const double cycles = before + cost(j, i, j == a ? -1 : j - 1, in, i == b ? -1 : i, out);
            if (cycles < at.cycles) at = {cycles, j, in};
          }
        }
      }
    }
    std::vector<Group> groups;
    bool resident = false;
    for (int i = b; i >= a;) {
      Choice at = best[static_cast<std::size_t>(i - a)][resident];
      if (at.cycles == kNever) at = {kNever, i, false};  // nothing fits: one by one, and placing has the last word
      groups.push_back({at.first, i, at.first == i ? 0 : 1});
      if (resident) keep(i);
      resident = at.resident;
      i = at.first - 1;
    }
    result_.groups.insert(result_.groups.end(), groups.rbegin(), groups.rend());
  }

  void keep(int after) {
    for (const int v : crossing_[static_cast<std::size_t>(after)]) result_.resident[static_cast<std::size_t>(v)] = 1;
  }

  std::int64_t banks_of(int value) {
    std::int64_t& known = banks_of_[static_cast<std::size_t>(value)];
    const Value& v = network_.values[static_cast<std::size_t>(value)];
    if (known < 0) known = ceil_div(v.view.n * v.view.h * chip_row_pitch(network_, v, m_), m_.scratchpad_bank_bytes());
    return known;
  }

  // Estimated cycles of layers [j, i] as one group; `before`, `after`: the boundaries' layers, -1: nothing crosses.
  double cost(int j, int i, int before, bool in, int after, bool out) {
    std::vector<int> stay;
    auto add = [&](int boundary, bool resident) {
      if (boundary < 0 || !resident) return;
      for (const int v : crossing_[static_cast<std::size_t>(boundary)])
        if (std::find(stay.begin(), stay.end(), v) == stay.end()) stay.push_back(v);
    };
    add(before, in);
    add(after, out);
    if (before >= 0 && after >= 0 && in != out)
      for (const int v : crossing_[static_cast<std::size_t>(before)])
        if (network_.values[static_cast<std::size_t>(v)].last_use > i) return kNever;
    std::int64_t banks = banks_;
    for (const int v : stay) banks -= banks_of(v);
    for (const int v : stays_) {
      const Value& value = network_.values[static_cast<std::size_t>(v)];
      const bool inner = value.producer >= j && value.producer < i && value.last_use <= i;
      if (!inner && value.producer <= i && value.last_use >= j) banks -= banks_of(v);
    }
    if (banks < 0) return kNever;
    auto resident = [&](int v) {
      return network_.values[static_cast<std::size_t>(v)].resident ||
             std::find(stay.begin(), stay.end(), v) != stay.end();
    };
    if (i == j) return single(i, banks, resident);
    if (!is_closed(network_, j, i)) return kNever;
    return group_plans_.cycles(j, i, banks, resident).value_or(kNever);
  }

  // One layer whole.
  template <class Resident>
  double single(int index, std::int64_t banks, Resident&& resident) const {
    const Layer& l = network_.layers[static_cast<std::size_t>(index)];
    if (l.kind == LayerKind::kHost) return 0;
    const bool in = !resident(l.in[0].value), out = !resident(l.out.value);
    const BankSplit split = bank_split(m_);
    double best = kNever;
    if (l.kind == LayerKind::kConvolution) {
      auto weigh = [&](std::int64_t in_run, std::int64_t in_depth, std::int64_t out_run, std::int64_t out_depth) {
        const std::int64_t bank = m_.scratchpad_bank_bytes();
        const auto& plan = plans_.of(index, in ? StreamSize{in_run * bank, in_depth} : StreamSize{},
                                     out ? StreamSize{out_run * bank, out_depth} : StreamSize{}, split.weights);
        if (plan) best = std::min(best, plan->cycles);
      };
      if (in || out)
        for_each_split(banks, in, out, weigh);
      else
        weigh(0, 1, 0, 1);
      return best;
    }
    std::int64_t streams = out ? 1 : 0, elements = out ? l.out.pixels() * l.out.c : 0;
    for (const View& v : l.in) {
      if (resident(v.value)) continue;
      ++streams;
      elements += v.pixels() * v.c;
    }
    if (streams * split.depth > banks) return kNever;
    return vector_cycles(l, m_, elements);
  }

  const Network& network_;
  const Machine& m_;
  std::int64_t banks_;
  ConvolutionPlans& plans_;
  GroupPlans& group_plans_;
  std::vector<std::int64_t> banks_of_;      // per value, -1: not asked for yet
  std::vector<int> stays_;                  // values on chip when all layers run one by one
  std::vector<std::vector<int>> crossing_;  // per layer
  Grouping result_;
};

}  // namespace

bool Grouping::any_striped() const {
  return std::any_of(groups.begin(), groups.end(), [](const Group& g) { return g.striped(); });
}

void Grouping::dissolve(std::size_t index) {
  std::vector<Group> list;
  const bool all = !groups[index].striped();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (!all && g != index) {
      list.push_back(groups[g]);
      continue;
    }
    for (int l = groups[g].first; l <= groups[g].last; ++l) list.push_back({l, l});
  }
  groups = std::move(list);
}

Grouping choose_groups(const Network& network, const Machine& machine, std::int64_t banks, ConvolutionPlans& plans,
                       GroupPlans& group_plans) {
  return Chooser(network, machine, banks, plans, group_plans).run();
}

}  // namespace octet
