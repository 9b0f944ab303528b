// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whole mappings compared: the machine's own, with other options of single layers, and those of machines with half the
// banks or banks of half the size, which run on this one as well.
#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

#include "base/error.h"
#include "compiler/compile.h"
#include "compiler/emit.h"
#include "compiler/lower.h"
#include "compiler/mapping.h"
#include "compiler/resident.h"
#include "compiler/stream_timer.h"

namespace octet {
namespace {

constexpr std::size_t kMostTimed = 200'000;  // commands of a program that is timed exactly ...
constexpr std::size_t kTimedOfAll = 30'000;  // ... and of all plans together, after which no more are tried ...
constexpr std::size_t kFewestPlans = 3;      // ... than the machine itself and its halves
constexpr std::size_t kFewLayers = 8;        // of a network whose layers' options are timed one by one ...
constexpr std::size_t kRefining = 12'000;    // ... until so many commands are
constexpr std::size_t kFewest = 48;          // ... where that is so many programs at least
// Cycles over the best ones: of a plan whose halves are tried too; likewise estimated, before its layers choose.
constexpr double kWorthwhile = 1.05, kHopeless = 1.2;

class Search {
 public:
  Search(const Graph& graph, const Machine& machine, const CompileOptions& options)
      : graph_(graph), m_(machine), options_(options) {}

  Mapping run() {
    std::vector<Machine> plans{m_};
    for (std::size_t i = 0; i < plans.size() && (i < kFewestPlans || timed_ < kTimedOfAll); ++i) {
      const Machine plan = plans[i];
      const bool fits = try_plan(plan);
      if (!options_.timer || options_.forced || options_.share) break;
      if (fits ? plan_cycles_ > kWorthwhile * cycles_ : found()) continue;
      for (const bool fewer : {true, false}) {
        if (!fewer && !fits) continue;  // smaller banks hold no more
        Machine half = plan;
        (fewer ? half.scratchpad_banks : half.scratchpad_bytes) /= 2;
        if (is_new(half, plan, plans)) plans.push_back(half);
      }
    }
    if (!found()) std::rethrow_exception(too_small_);
    return std::move(best_);
  }

 private:
  // The network placed on `plan`, its banks spread over those of the machine.
  Mapping placed(const Machine& plan) {
    Mapping mapping;
    mapping.plan = plan;
    mapping.network = lower(graph_, m_, plan, false, options_);
    if (hosted_ < 0) hosted_ = hosted(mapping.network);
    mapping.placement = place_and_keep(mapping.network, plan, options_, mapping.share);
    spread(mapping.network, mapping.placement, plan, m_.scratchpad_bytes / plan.scratchpad_banks);
    return mapping;
  }

  Program draft(Mapping& mapping, bool decide) {
    Program program;
    program.machine = m_;
    program.has_values = false;
    program.constants_bytes = mapping.network.constants_bytes;
    program.io_bytes = mapping.network.io_bytes;
    emit_network(mapping.network, mapping, Emission::kDraft, decide, program);
    return program;
  }

  // Of a warm inference.
  double timed(Program& draft) {
    commands_ = draft.commands.size();
    if (commands_ > kMostTimed) return estimate_cycles(draft);
    synchronize(draft);
    const auto core = options_.timer->make_core(draft, {});
    RunResult cold, warm;
    const std::int64_t now = run_program(draft, *core, nullptr, nullptr, 0, cold);
    run_program(draft, *core, nullptr, nullptr, now, warm);
    OCTET_CHECK(warm.condition == Condition::kOk, "a draft ends with {}", name_of(warm.condition));
    return static_cast<double>(warm.cycles);
  }

  // The options of each layer in turn, all else as it is, while few enough commands have been timed.
  void refine(Mapping& mapping, double& cycles) {
    if (options_.forced || mapping.network.layers.size() > kFewLayers || commands_ * kFewest > kRefining) return;
    std::size_t timed = commands_;
    for (std::size_t g = 0; g < mapping.placement.groups.size(); ++g) {
      const auto first = static_cast<std::size_t>(mapping.placement.groups[g].first);
      const Layer& layer = mapping.network.layers[first];
      const LayerStreams& streams = mapping.placement.layers[first];
      if (mapping.placement.groups[g].striped() || streams.options.empty()) continue;
      std::size_t chosen = streams.chosen;
      for (std::size_t i = 0; i < streams.options.size() && timed < kRefining; ++i) {
        choose(mapping.placement, layer, g, i);
        Program draft = this->draft(mapping, false);
        const double needed = this->timed(draft);
        timed += commands_;
        if (needed >= cycles) continue;
        cycles = needed;
        chosen = i;
      }
      choose(mapping.placement, layer, g, chosen);
    }
  }

  bool found() const { return found_; }
  static std::int64_t hosted(const Network& network) {
    return std::count_if(network.layers.begin(), network.layers.end(),
                         [](const Layer& layer) { return layer.kind == LayerKind::kHost; });
  }

  // The plan's own mapping becomes the best if its cycles are the fewest. Whether the plan is large enough for the
  // network.
  bool try_plan(const Machine& plan) {
    try {
      Mapping mapping = placed(plan);
      if (hosted(mapping.network) > hosted_) return skip();  // the host's time is not in the cycles
      if (!options_.timer) {
        if (!options_.forced) draft(mapping, true);
        return keep(std::move(mapping), 0);
      }
      const double first = estimate_cycles(draft(mapping, false));
      if (found() && first > kHopeless * first_) return skip();
      Program decided = draft(mapping, true);
      const double estimate = estimate_cycles(decided);
      if (found() && estimate > kHopeless * estimate_) return skip();
      plan_cycles_ = timed(decided);
      timed_ += commands_;
      refine(mapping, plan_cycles_);
      if (found() && plan_cycles_ >= cycles_) return true;
      first_ = first;
      estimate_ = estimate;
      return keep(std::move(mapping), plan_cycles_);
    } catch (const Error& error) {
      if (!too_small_ && !found()) too_small_ = std::current_exception();
      const bool own = plan.scratchpad_bytes == m_.scratchpad_bytes && plan.scratchpad_banks == m_.scratchpad_banks;
      if (own && error.kind() != ErrorKind::kArchitecture) throw;
      return false;
    }
  }
  bool keep(Mapping&& mapping, double cycles) {
    best_ = std::move(mapping);
    cycles_ = cycles;
    return found_ = true;
  }
  bool skip() {
    plan_cycles_ = std::numeric_limits<double>::infinity();
    return true;
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
  bool found_ = false;
  double cycles_ = 0, first_ = 0, estimate_ = 0;  // of the best: timed, estimated before its layers chose and after
  double plan_cycles_ = 0;                        // of the plan tried last
  std::int64_t hosted_ = -1;                      // layers on the host, on the machine itself
  std::exception_ptr too_small_;                  // the first complaint: the machine's own
  std::size_t commands_ = 0, timed_ = 0;          // of the last draft; of all plans
};

}  // namespace

Mapping search(const Graph& graph, const Machine& machine, const CompileOptions& options) {
  return Search(graph, machine, options).run();
}

}  // namespace octet
