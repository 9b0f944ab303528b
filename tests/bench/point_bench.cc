// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a point of a sweep costs, by phase: a grid of 1,000 machines, or a seeded sample of it, each compiled with the
// timed search, checked, run cold and warm by the fast backend and reported. Prints milliseconds of the process's CPU
// time a point, peak memory, and a digest of all programs and cycles: equal digests, equal results.
#include <fmt/core.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <string>

#include "compiler/compile.h"
#include "reports/report.h"
#include "sim/fast.h"
#include "sim/host_executor.h"
#include "tests/bench/process.h"

namespace octet {
namespace {

// edge-16 with 5 x 5 arrays, 5 scratchpads and 8 bandwidths.
std::vector<Machine> grid() {
  std::vector<Machine> machines;
  const Machine base = load_machine("edge-16");
  for (std::int64_t rows = 8; rows <= 128; rows *= 2)
    for (std::int64_t cols = 8; cols <= 128; cols *= 2)
      for (std::int64_t bytes = 64 << 10; bytes <= 1 << 20; bytes *= 2)
        for (const double bandwidth : {1, 2, 4, 6, 8, 12, 16, 32}) {
          Machine& m = machines.emplace_back(base);
          m.array_rows = rows;
          m.array_cols = cols;
          m.scratchpad_bytes = bytes;
          m.dram_bandwidth_gb_per_s = bandwidth;
        }
  return machines;
}

class Bench {
 public:
  explicit Bench(const Graph& graph) : graph_(graph), table_(load_cost_table("45nm")) {
    identity_.backend = BackendKind::kFast;
  }

  void run(const Machine& machine) {
    last_ = cpu_nanoseconds();
    CompileOptions options;
    options.timer = backend_.get();
    auto [program, runs, hazards] = compile_for_timing(graph_, machine, options);
    lap(kCompile);
    OCTET_CHECK(check_program(program, hazards ? &*hazards : nullptr).empty(), "the static checker objects");
    lap(kCheck);
    if (!runs) {
      runs.emplace();
      const auto core = backend_->make_core(program, {});
      const std::int64_t now = run_program(program, *core, nullptr, execute_host_step, 0, runs->cold);
      run_program(program, *core, nullptr, execute_host_step, now, runs->warm);
    }
    const auto& [cold, warm] = *runs;
    lap(kFast);
    const Report report = make_report(program, cold, warm, table_, identity_);
    lap(kReport);
    const std::vector<std::uint8_t> bytes = serialize(program);
    digest_ = XXH64(bytes.data(), bytes.size(), digest_);
    const std::array<double, 4> figures{static_cast<double>(cold.cycles), static_cast<double>(warm.cycles),
                                        *report.energy_uj, report.area_mm2};
    digest_ = XXH64(figures.data(), sizeof figures, digest_);
    log_cycles_ += std::log(static_cast<double>(warm.cycles));
    log_energy_ += std::log(*report.energy_uj);
  }

  void print(std::size_t points) const {
    const auto ms = [&](std::int64_t ns) { return static_cast<double>(ns) * 1e-6 / static_cast<double>(points); };
    fmt::print(
        "points {}, ms a point {:.3f}: compile {:.3f}, check {:.3f}, fast {:.3f}, report {:.3f}; {} KiB, "
        "geometric mean {:.0f} cycles, {:.2f} uJ; {:016x}\n",
        points, ms(std::accumulate(spent_.begin(), spent_.end(), std::int64_t{0})), ms(spent_[kCompile]),
        ms(spent_[kCheck]), ms(spent_[kFast]), ms(spent_[kReport]), peak_kilobytes(),
        std::exp(log_cycles_ / static_cast<double>(points)), std::exp(log_energy_ / static_cast<double>(points)),
        digest_);
  }

 private:
  enum Phase { kCompile, kCheck, kFast, kReport };
  void lap(Phase phase) {
    const std::int64_t now = cpu_nanoseconds();
    spent_[phase] += now - last_;
    last_ = now;
  }

  const Graph& graph_;
  const CostTable table_;
  RunIdentity identity_;
  const std::unique_ptr<Backend> backend_ = make_fast_backend();
  std::array<std::int64_t, 4> spent_{};
  std::int64_t last_ = 0;
  std::uint64_t digest_ = 0;
  double log_cycles_ = 0, log_energy_ = 0;
};

int run(const std::string& model, std::size_t points, unsigned seed) {
  const Graph graph = import_model(model);
  std::vector<Machine> machines = grid();
  if (points < machines.size()) {
    std::mt19937 random(seed);
    std::shuffle(machines.begin(), machines.end(), random);
    machines.resize(points);
  }
  Bench bench(graph);
  for (const Machine& machine : machines) bench.run(machine);
  bench.print(machines.size());
  return 0;
}

}  // namespace
}  // namespace octet

int main(int count, char** words) {
  if (count < 2 || count > 4) {
    fmt::print(stderr, "usage: point_bench MODEL [POINTS [SEED]]\n");
    return 2;
  }
  try {
    return octet::run(words[1], count > 2 ? std::stoul(words[2]) : 1000,
                      count > 3 ? static_cast<unsigned>(std::stoul(words[3])) : 1);
  } catch (const std::exception& error) {
    fmt::print(stderr, "point_bench: {}\n", error.what());
    return 1;
  }
}
