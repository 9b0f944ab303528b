// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "reports/json.h"
#include "tests/reports/support/sample_run.h"

namespace octet {
namespace {

using Json = nlohmann::ordered_json;

Json layer(const std::string& name, const Json& cycles, const std::string& op = "CONV_2D") {
  return {{"name", name}, {"operator", op}, {"cycles", cycles}, {"energy_uj", 2.0}};
}

Comparison compared(const Json& first, const Json& second) {
  return compare_results({{"layers", first}}, {{"layers", second}});
}

TEST(Comparison, RatiosAreTheSecondOverTheFirst) {
  Json second = to_json(sample_report());
  const Json first = second;
  second["latency_ms"] = first["latency_ms"].get<double>() * 2;
  second["fps_per_watt"] = first["fps_per_watt"].get<double>() * 4;
  second["energy_uj"] = nullptr;
  const Comparison c = compare_results(first, second);
  const auto total = [&](const std::string& name) {
    return *std::find_if(c.totals.begin(), c.totals.end(), [&](const ComparedTotal& t) { return t.name == name; });
  };
  EXPECT_EQ(total("latency_ms").ratio, 2.0);
  EXPECT_EQ(total("latency_ms").better, "first");
  EXPECT_EQ(total("fps_per_watt").ratio, 4.0);
  EXPECT_EQ(total("fps_per_watt").better, "second");
  EXPECT_EQ(total("area_mm2").better, "equal");
  EXPECT_FALSE(total("energy_uj").ratio);
  EXPECT_EQ(total("energy_uj").better, "");
}

TEST(Comparison, TheLargestDifferenceComesFirst) {
  const Comparison c =
      compared({layer("a", 100), layer("b", 100), layer("c", 100)}, {layer("a", 110), layer("b", 20), layer("c", 100)});
  ASSERT_EQ(c.layers.size(), 3u);
  EXPECT_EQ(c.layers[0].name, "b");
  EXPECT_EQ(c.layers[0].difference_cycles, -80);
  EXPECT_EQ(c.layers[0].cycles_ratio, 0.2);
  EXPECT_EQ(c.layers[0].difference_energy_uj, 0.0);
  EXPECT_EQ(c.layers[1].name, "a");
  EXPECT_EQ(c.layers[1].difference_cycles, 10);
  EXPECT_EQ(c.layers[2].name, "c");
}

TEST(Comparison, EqualNamesAreMatchedInTheirOrderAndByOperator) {
  const Comparison c = compared({layer("a", 1), layer("a", 10), layer("a", 100, "ADD")},
                                {layer("a", 101, "ADD"), layer("a", 3), layer("a", 14)});
  ASSERT_EQ(c.layers.size(), 3u);
  EXPECT_EQ(c.layers[0].difference_cycles, 4);
  EXPECT_EQ(c.layers[1].difference_cycles, 2);
  EXPECT_EQ(c.layers[2].difference_cycles, 1);
  for (const ComparedLayer& l : c.layers) EXPECT_EQ(l.in, "both");
}

TEST(Comparison, ADifferenceThatIsNoNumberOf64BitsIsNone) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const Comparison c = compared({layer("a", -kMost), layer("b", 0)}, {layer("a", kMost), layer("b", -kMost - 1)});
  ASSERT_EQ(c.layers.size(), 2u);
  EXPECT_EQ(c.layers[0].difference_cycles, -kMost - 1);
  EXPECT_FALSE(c.layers[1].difference_cycles);
}

TEST(Comparison, LayersOfOneAloneAndWithoutTimeComeLast) {
  const Comparison c = compared({layer("left", 5), layer("both", 1)}, {layer("both", nullptr), layer("right", 7)});
  ASSERT_EQ(c.layers.size(), 3u);
  EXPECT_EQ(c.layers[0].in, "first");
  EXPECT_FALSE(c.layers[0].difference_cycles);
  EXPECT_EQ(c.layers[1].in, "both");
  EXPECT_FALSE(c.layers[1].cycles_ratio);
  EXPECT_EQ(c.layers[2].in, "second");
  EXPECT_EQ(c.layers[2].second_cycles, 7);
}

}  // namespace
}  // namespace octet
