// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/sweep_evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "arch/baselines.h"
#include "cli/compile_checked.h"
#include "cli/simulate.h"
#include "compiler/compile_key.h"
#include "reports/csv.h"
#include "reports/report.h"

namespace octet {
namespace {

class ModelEvaluator : public Evaluator {
 public:
  explicit ModelEvaluator(const SweepSpec& spec) : baseline_(spec.baseline) {
    for (const std::string& path : spec.models) models_.push_back(import_model(path));
  }

  std::string identity(std::size_t model, const Machine& machine) override {
    return fmt::format("{} {}\n{:016x} {}\n{}{}", OCTET_VERSION, OCTET_REVISION, models_.at(model).hash, baseline_,
                       to_toml(machine), technology_identity(machine.technology));
  }

  std::string share_key(std::size_t, const Machine& machine) override { return compile_key(machine); }

  Row evaluate(std::size_t model, const Machine& machine, BackendKind backend) override {
    validate(machine);
    const CostTable& table = this->table(machine.technology);
    Report report = report_of(model, machine, backend, table);
    if (baseline_ != "none")
      for (const auto& [name, baseline] : baseline_machines(machine, table))
        if (baseline_ == "all" || baseline_ == name)
          add_baseline(report, name, report_of(model, baseline, backend, table));
    return summary_columns(report);
  }

 private:
  // A program with its two runs.
  struct Timed {
    Program program;
    RunResult cold, warm;
  };

  Report report_of(std::size_t model, const Machine& machine, BackendKind backend, const CostTable& table) {
    Timed& timed = this->timed(model, machine, backend);
    timed.program.machine = machine;
    RunIdentity identity;
    identity.backend = backend;
    identity.version = OCTET_VERSION;
    identity.revision = OCTET_REVISION;
    return make_report(timed.program, timed.cold, timed.warm, table, identity);
  }

  // The last of each kind of machine (the machine itself, its baselines) is kept: points with equal keys follow
  // another.
  Timed& timed(std::size_t model, const Machine& machine, BackendKind backend) {
    // Reports take the host's time from the run.
    const std::string key =
        fmt::format("{} {} {} {}", model, name_of(backend), machine.host_clock_mhz, compile_key(machine));
    for (auto& [kept, timed] : timed_)
      if (kept == key) return timed;
    constexpr std::size_t kKept = 4;  // a machine and its three baselines
    if (timed_.size() >= kKept) timed_.erase(timed_.begin());
    TimedProgram compiled = compile_checked_for_timing(models_.at(model), machine);
    if (!compiled.runs || backend != BackendKind::kFast) {
      Simulation run = simulate(compiled.program, backend, {}, false);
      compiled.runs = {std::move(run.cold), std::move(run.warm)};
    }
    auto& [cold, warm] = *compiled.runs;
    return timed_.emplace_back(key, Timed{std::move(compiled.program), std::move(cold), std::move(warm)}).second;
  }

  const CostTable& table(const std::string& technology) {
    const auto found = tables_.find(technology);
    return found != tables_.end() ? found->second
                                  : tables_.emplace(technology, load_cost_table(technology)).first->second;
  }

  // Built-in tables are part of the version; a table in a file is what the file says.
  std::string technology_identity(const std::string& technology) {
    const auto found = identities_.find(technology);
    if (found != identities_.end()) return found->second;
    std::string text;
    const std::vector<std::string> built_in = technology_names();
    if (std::find(built_in.begin(), built_in.end(), technology) == built_in.end()) {
      for (const CostRow& row : table(technology).rows())
        text += fmt::format("{} {} {} {}\n", row.name, row.value, row.low, row.high);
      const SramModel& sram = table(technology).sram();
      for (const SramShape shape : {SramShape{1024, 4}, {4096, 16}, {65536, 4}, {65536, 64}})  // tell models apart
        text += fmt::format("{} {} {}\n", access_energy(sram.read, shape).value(),
                            access_energy(sram.write, shape).value(), bank_area(sram.area, shape).value());
    }
    return identities_[technology] = text;
  }

  std::string baseline_;
  std::vector<Graph> models_;
  std::map<std::string, CostTable> tables_;
  std::map<std::string, std::string> identities_;
  std::vector<std::pair<std::string, Timed>> timed_;
};

}  // namespace

std::unique_ptr<Evaluator> make_evaluator(const SweepSpec& spec) { return std::make_unique<ModelEvaluator>(spec); }

}  // namespace octet
