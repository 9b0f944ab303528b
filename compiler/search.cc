// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whole mappings compared: the machine's own, with other options of single layers, and those of machines with half the
// banks or banks of half the size, which run on this one as well.
#include <algorithm>
#include <exception>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "base/error.h"
#include "compiler/compile.h"
#include "compiler/emit.h"
#include "compiler/lower.h"
#include "compiler/mapping.h"
#include "compiler/resident.h"

namespace octet {
namespace {

constexpr std::size_t kMostTimed = 200'000;  // commands of a program that is timed exactly
constexpr std::int64_t kLong = 20'000;       // work to time a program that is not weighed against others ...
constexpr std::int64_t kSmallBank = 4096;    // ... unless banks are so small that estimates are far off
// Cycles over the best's, of a plan that is not looked at further: as its parts are estimated in placing, as its
// commands are before its layers choose, and after.
constexpr double kPlacedHopeless = 1.3, kHopeless = 1.035, kDecidedHopeless = 1.08;
constexpr double kWorthwhile = 1.03;       // cycles over the best's of a plan whose halves are tried too
constexpr std::size_t kFewLayers = 8;      // of a network whose layers' options are timed one by one ...
constexpr std::size_t kRefining = 40'000;  // ... until so many commands are, over the layers
constexpr std::size_t kFewest = 48;        // ... where that is so many programs at least

// What it takes to time a program: its commands, and its transfers at a command for eight bursts.
std::int64_t work(const Program& program) {
  std::int64_t bytes = 0;
  auto add = [&](const Transfer& t) { bytes += t.bytes(); };
  for (const Command& command : program.commands) {
    if (const auto* load = std::get_if<LoadCommand>(&command.op)) add(load->t);
    if (const auto* store = std::get_if<StoreCommand>(&command.op)) add(store->t);
  }
  return static_cast<std::int64_t>(program.commands.size()) + bytes / (8 * program.machine.dram_burst_bytes);
}

class Search {
 public:
  Search(const Graph& graph, const Machine& machine, const CompileOptions& options)
      : graph_(graph), m_(machine), options_(options) {}

  SearchResult run() {
    std::vector<Machine> plans{m_};
    for (std::size_t i = 0; i < plans.size(); ++i) {
      const Machine plan = plans[i];
      const Fit fit = try_plan(plan);
      if (!options_.timer || is_given() || is_long()) break;
      if (fit == Fit::kWorse || (fit == Fit::kTooSmall && found_)) continue;
      for (const bool fewer : {true, false}) {
        if (!fewer && fit == Fit::kTooSmall) continue;  // smaller banks hold no more
        Machine half = plan;
        (fewer ? half.scratchpad_banks : half.scratchpad_bytes) /= 2;
        if (is_new(half, plan, plans)) plans.push_back(half);
      }
    }
    if (!found_) std::rethrow_exception(too_small_);
    return {std::move(best_), best_draft_.is_mapping ? std::optional(std::move(best_draft_)) : std::nullopt};
  }

 private:
  // The network placed on `plan`, its banks spread over those of the machine.
  Mapping placed(const Machine& plan) {
    Mapping mapping;
    mapping.plan = plan;
    mapping.cut_layers = options_.safe_points == SafePoints::kLayers;
    mapping.network = lower(graph_, m_, plan, false, options_);
    if (hosted_ < 0) hosted_ = hosted(mapping.network);
    mapping.placement = place_and_keep(mapping.network, plan, options_, mapping.share);
    spread(mapping.network, mapping.placement, plan, m_.scratchpad_bytes / plan.scratchpad_banks);
    return mapping;
  }

  Draft draft(Mapping& mapping, bool decide) {
    Draft draft;
    draft.is_mapping = true;
    Program& program = draft.program;
    program.machine = m_;
    program.has_values = false;
    program.constants_bytes = mapping.network.constants_bytes;
    program.io_bytes = mapping.network.io_bytes;
    draft.estimate = emit_network(mapping.network, mapping, Emission::kDraft, decide, program);
    return draft;
  }

  // Cycles of a warm inference, and the price of its DRAM cycles.
  double timed(Draft& drafted) {
    Program& draft = drafted.program;
    if (draft.commands.size() > kMostTimed) return drafted.estimate.cycles;
    drafted.hazards = synchronize(draft);
    const auto core = options_.timer->make_core(draft, {});
    TimedRuns& runs = drafted.runs.emplace();
    RunResult& warm = runs.warm;
    const std::int64_t now = run_program(draft, *core, nullptr, nullptr, 0, runs.cold);
    run_program(draft, *core, nullptr, nullptr, now, warm);
    if (warm.condition != Condition::kOk) return std::numeric_limits<double>::infinity();  // more tokens than counters
    const double per_byte = m_.dram_unlimited ? 0 : 1 / m_.dram_bytes_per_cycle();
    std::int64_t bytes = 0;
    for (const LayerCounters& layer : warm.layers)
      bytes += std::accumulate(layer.dram_bytes.begin(), layer.dram_bytes.end(), std::int64_t{0});
    return static_cast<double>(warm.cycles) + kTrafficPrice * per_byte * static_cast<double>(bytes);
  }

  static std::size_t most_refining(const Mapping& mapping) {
    return kRefining / std::max<std::size_t>(1, mapping.network.layers.size());
  }
  static bool refines(const Mapping& mapping, const Draft& draft) {
    const std::size_t commands = draft.program.commands.size();
    return mapping.network.layers.size() <= kFewLayers && commands * kFewest <= most_refining(mapping);
  }

  // The options of each layer in turn, all else as it is, while few enough commands have been timed.
  void refine(Mapping& mapping, double& cycles, Draft& decided) {
    if (!refines(mapping, decided)) return;
    std::size_t timed = decided.program.commands.size();
    for (std::size_t g = 0; g < mapping.placement.groups.size(); ++g) {
      const auto first = static_cast<std::size_t>(mapping.placement.groups[g].first);
      const Layer& layer = mapping.network.layers[first];
      const LayerStreams& streams = mapping.placement.layers[first];
      if (mapping.placement.groups[g].striped() || streams.options.empty()) continue;
      std::size_t chosen = streams.chosen;
      for (std::size_t i = 0; i < streams.options.size() && timed < most_refining(mapping); ++i) {
        choose(mapping.placement, layer, g, i);
        Draft draft = this->draft(mapping, false);
        const double needed = this->timed(draft);
        timed += draft.program.commands.size();
        if (needed >= cycles) continue;
        cycles = needed;
        chosen = i;
        decided.is_mapping = false;
      }
      choose(mapping.placement, layer, g, chosen);
    }
  }

  static std::int64_t hosted(const Network& network) {
    return std::count_if(network.layers.begin(), network.layers.end(),
                         [](const Layer& layer) { return layer.kind == LayerKind::kHost; });
  }

  bool small_banks() const { return m_.scratchpad_bank_bytes() < kSmallBank; }
  bool is_long() const { return found_ && work(best_draft_.program) > kLong && !small_banks(); }

  // Parts of the mapping are, which a smaller machine could not follow.
  bool is_given() const { return options_.forced || options_.share || options_.depthwise != DepthwiseUnit::kFaster; }

  enum class Fit { kTooSmall, kWorse, kNear, kBest };  // kBest: no other is better, so far

  // The plan's mapping becomes the best if its cycles are the fewest.
  Fit try_plan(const Machine& plan) {
    try {
      Mapping mapping = placed(plan);
      if (hosted(mapping.network) > hosted_) return Fit::kWorse;  // the host's time is not in the cycles
      if (!options_.timer) {
        if (!options_.forced) draft(mapping, true);
        best_ = std::move(mapping);
        found_ = true;
        return Fit::kBest;
      }
      return weigh(std::move(mapping));
    } catch (const Error& error) {
      const bool own = plan.scratchpad_bytes == m_.scratchpad_bytes && plan.scratchpad_banks == m_.scratchpad_banks;
      if (own && error.kind() != ErrorKind::kArchitecture) throw;
      if (own) too_small_ = std::current_exception();
      return Fit::kTooSmall;
    }
  }

  // Estimated before its layers choose, and after; then timed, if a few per cent could make it the best.
  Fit weigh(Mapping&& mapping) {
    const Estimate& best = best_draft_.estimate;
    if (found_ && !small_banks()) {
      if (mapping.placement.cycles > kPlacedHopeless * best_.placement.cycles) return Fit::kWorse;
      if (draft(mapping, false).estimate.cycles > kHopeless * (best.cycles + best.saved)) return Fit::kWorse;
    }
    Draft decided = draft(mapping, true);
    if (found_ && decided.estimate.cycles > kDecidedHopeless * best.cycles && !small_banks()) return Fit::kWorse;
    double cycles = 0;
    if (found_ || refines(mapping, decided)) {
      if (found_ && cycles_ == 0) cycles_ = timed(best_draft_);
      cycles = timed(decided);
      refine(mapping, cycles, decided);
      if (found_ && cycles >= cycles_) return cycles > kWorthwhile * cycles_ ? Fit::kWorse : Fit::kNear;
    }
    best_ = std::move(mapping);
    best_draft_ = std::move(decided);
    cycles_ = cycles;
    found_ = true;
    return Fit::kBest;
  }

  // Whether `half` is a machine, with half of what `plan` has, and not among the `plans`.
  static bool is_new(const Machine& half, const Machine& plan, const std::vector<Machine>& plans) {
    return half.scratchpad_banks > 0 && half.scratchpad_bytes % half.scratchpad_banks == 0 &&
           plan.scratchpad_banks % half.scratchpad_banks == 0 &&
           std::none_of(plans.begin(), plans.end(), [&](const Machine& other) {
             return other.scratchpad_bytes == half.scratchpad_bytes && other.scratchpad_banks == half.scratchpad_banks;
           });
  }

  const Graph& graph_;
  const Machine& m_;
  const CompileOptions& options_;
  Mapping best_;
  Draft best_draft_;
  bool found_ = false;
  double cycles_ = 0;             // of the best, timed; 0: not yet
  std::int64_t hosted_ = -1;      // layers on the host, on the machine itself
  std::exception_ptr too_small_;  // the machine's own complaint
};

}  // namespace

SearchResult search(const Graph& graph, const Machine& machine, const CompileOptions& options) {
  return Search(graph, machine, options).run();
}

}  // namespace octet
