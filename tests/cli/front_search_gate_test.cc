// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The guided search against every point of a grid: with 15 % of the points it reaches 95 % of the hypervolume of the
// front of latency, energy and area, whatever the seed. OCTET_TEST_FULL=1 takes the larger networks.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>

#include "base/error.h"
#include "cli/sweep_evaluate.h"
#include "sweep/front_search.h"
#include "sweep/space.h"
#include "tests/models/support/test_data.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

constexpr double kLeastShare = 0.95, kBudgetShare = 0.15;
constexpr std::uint64_t kSeeds = 10;

using Results = std::vector<std::optional<Objectives>>;  // of every machine of a space

std::optional<Objectives> evaluated(Evaluator& evaluator, const Machine& machine) {
  try {
    Objectives objectives(3);
    for (const auto& [column, cell] : evaluator.evaluate(0, machine, BackendKind::kFast)) {
      if (column == "latency_ms") objectives[0] = number_of(cell).value();
      if (column == "energy_uj") objectives[1] = number_of(cell).value();
      if (column == "area_mm2") objectives[2] = number_of(cell).value();
    }
    return objectives;
  } catch (const Error&) {
    return {};
  }
}

Results exhaustive(const SweepSpec& spec, const SweepSpace& space) {
  const auto evaluator = make_evaluator(spec);
  Results results;
  for (std::int64_t i = 0; i < space.size(); ++i) results.push_back(evaluated(*evaluator, space.machine(i)));
  return results;
}

std::vector<Objectives> points_of(const Results& results, const std::vector<std::size_t>& numbers) {
  std::vector<Objectives> points;
  for (const std::size_t number : numbers)
    if (results[number]) points.push_back(*results[number]);
  return points;
}

struct Reached {
  std::size_t points = 0, front = 0, asked = 0;
  double least = 1;  // share of the hypervolume, over the seeds
};

// The volume lies below the worst of the whole front in each objective.
Reached reached(const SweepSpec& spec) {
  const SweepSpace space(spec);
  const Results results = exhaustive(spec, space);
  std::vector<std::size_t> all(results.size());
  std::iota(all.begin(), all.end(), 0);
  const std::vector<Objectives> whole = points_of(results, all);
  const std::vector<std::size_t> front = front_of(whole);
  Objectives reference(3, 0);
  for (const std::size_t i : front)
    for (std::size_t q = 0; q < 3; ++q) reference[q] = std::max(reference[q], whole[i][q]);
  const auto budget = static_cast<std::size_t>(kBudgetShare * static_cast<double>(all.size()));
  Reached reached{all.size(), front.size(), 0, 1};
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    FrontSearch search(space.extents(), all, budget, seed);
    std::vector<std::size_t> asked;
    for (auto batch = search.next(); !batch.empty(); batch = search.next()) {
      for (const std::size_t point : batch) search.tell(point, results[point]);
      asked.insert(asked.end(), batch.begin(), batch.end());
    }
    EXPECT_LE(asked.size(), budget);
    reached.asked = std::max(reached.asked, asked.size());
    reached.least =
        std::min(reached.least, hypervolume(points_of(results, asked), reference) / hypervolume(whole, reference));
  }
  return reached;
}

void expect_reached(const std::string& name, const std::string& path, const std::vector<std::string>& axes) {
  SweepSpec spec;
  spec.models = {path};
  spec.machine = load_machine("edge-16");
  for (const std::string& axis : axes) spec.axes.push_back(parse_axis(axis));
  const Reached r = reached(spec);
  fmt::print("| {} | {} | {} | {} | {:.1f} % |\n", name, r.points, r.front, r.asked, 100 * r.least);
  EXPECT_GE(r.least, kLeastShare) << name;
}

TEST(FrontSearch, ReachesTheFrontOfAShippedNetwork) {
  expect_reached(
      "digits", zoo_file("digits.tflite"),
      {"array.rows=4:64:x2", "array.cols=4:64:x2", "vector.lanes=4:64:x2", "dram.bandwidth_gb_per_s=1:8:x2"});
}

TEST(FrontSearch, ReachesTheFrontsOfThreeNetworks) {
  OCTET_REQUIRE_TEST_DATA();
  const std::string folder = test_data_folder() + "/models/";
  const std::vector<std::string> axes{"array.rows=8:64:x2", "array.cols=8:64:x2", "scratchpad.bytes=64Ki:1Mi:x2",
                                      "dram.bandwidth_gb_per_s=1:16:x2"};
  expect_reached("keyword spotting", folder + "mlperf__kws_ref_model.tflite", axes);
  if (std::getenv("OCTET_TEST_FULL") == nullptr) return;
  expect_reached("ResNet-8", folder + "mlperf__pretrainedResnet_quant.tflite", axes);
  expect_reached("MobileNetV2", folder + "coral__mobilenet_v2_1.0_224_quant.tflite", axes);
}

}  // namespace
}  // namespace octet
