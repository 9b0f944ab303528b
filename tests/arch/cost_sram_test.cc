// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The memory model against the memories it was fitted to, and its growth with size and width.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "arch/cost.h"
#include "base/error.h"

namespace octet {
namespace {

struct Worst {
  double read = 0, write = 0, area = 0;
};

// The worst of the anchors of one node.
Worst worst_at(const SramModel& model, double node_nm) {
  Worst worst;
  std::int64_t anchors = 0;
  for (const SramAnchor& anchor : model.anchors) {
    if (anchor.node_nm != node_nm) continue;
    ++anchors;
    const auto [read, write, area] = error_at(model, anchor);
    std::printf("%3g nm %8lld B word %3lld: read %+5.1f %%, write %+5.1f %%, area %+5.1f %%\n", node_nm,
                static_cast<long long>(anchor.shape.bytes), static_cast<long long>(anchor.shape.word_bytes), 100 * read,
                100 * write, 100 * area);
    worst.read = std::max(worst.read, std::abs(read));
    worst.write = std::max(worst.write, std::abs(write));
    worst.area = std::max(worst.area, std::abs(area));
  }
  EXPECT_EQ(anchors, 10);
  return worst;
}

// Bounds: the residuals of the least-squares fit of relative errors, rounded up.
TEST(SramModel, StaysNearCactiAt45Nanometres) {
  const Worst worst = worst_at(load_memory_table("cacti").sram, 45);
  EXPECT_LT(worst.read, 0.16);
  EXPECT_LT(worst.write, 0.05);
  EXPECT_LT(worst.area, 0.23);
}

TEST(SramModel, StaysNearCactiAt32And22Nanometres) {
  for (const double node_nm : {32.0, 22.0}) {
    const Worst worst = worst_at(load_memory_table("cacti").sram, node_nm);
    EXPECT_LT(worst.read, 0.20);
    EXPECT_LT(worst.write, 0.17);
    EXPECT_LT(worst.area, 0.20);
  }
}

// Twice the factors at half the node; halfway between, in logarithms, their root.
TEST(SramModel, InterpolatesBetweenNodesAndDoesNotExtrapolate) {
  SramModel model;
  model.node_nm = 40;
  model.read = {8, 0.5, 1, 2, 0.5};
  model.write = {4, 0.5, 1, 2, 0.5};
  model.area = {100, 3, 5, 7};
  model.nodes = {{10, 0.25, 0.5, 0.0625, "test"}};
  const SramModel young = at_node(model, 10), between = at_node(model, 20);
  EXPECT_DOUBLE_EQ(young.read.fixed_pj, 2);
  EXPECT_DOUBLE_EQ(young.read.wire_pj, 0.5);
  EXPECT_DOUBLE_EQ(young.write.byte_pj, 0.5);
  EXPECT_DOUBLE_EQ(young.area.wire_um2, 7 * 0.0625);
  EXPECT_EQ(young.read.fixed_exponent, 0.5);
  EXPECT_NEAR(between.read.fixed_pj, 4, 1e-12);
  EXPECT_NEAR(between.write.fixed_pj, 4 * std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(between.area.byte_um2, 0.75, 1e-12);
  const SramModel back = at_node(between, 40);
  EXPECT_NEAR(back.read.fixed_pj, 8, 1e-12);
  EXPECT_NEAR(back.area.wire_um2, 7, 1e-12);
  EXPECT_THROW(at_node(model, 9), Error);
  EXPECT_THROW(at_node(model, 41), Error);
  model.nodes.clear();
  EXPECT_THROW(at_node(model, 20), Error);
}

TEST(SramModel, SmallerNodesCostLess) {
  const SramModel model = load_memory_table("cacti").sram;
  const SramShape shape{262144, 16};
  for (const auto& [older, younger] : {std::pair{45.0, 40.0}, {40.0, 32.0}, {32.0, 28.0}, {28.0, 22.0}}) {
    const SramModel a = at_node(model, older), b = at_node(model, younger);
    EXPECT_GT(access_energy(a.read, shape), access_energy(b.read, shape)) << younger;
    EXPECT_GT(access_energy(a.write, shape), access_energy(b.write, shape)) << younger;
    EXPECT_GT(bank_area(a.area, shape), bank_area(b.area, shape)) << younger;
  }
}

TEST(SramModel, StaysNearRealMacrosAt130Nanometres) {
  const Worst worst = worst_at(load_memory_table("ihp-sg13g2").sram, 130);
  EXPECT_LT(worst.read, 0.14);
  EXPECT_LT(worst.write, 0.13);
  EXPECT_LT(worst.area, 0.07);
}

TEST(SramModel, LeakageOfAnchorsLiesInTheBandOfItsRow) {
  for (const char* name : {"45nm", "sky130hd"}) {
    const CostTable table = load_cost_table(name);
    const CostRow& row = table.row("power.leakage_sram");
    for (const SramAnchor& anchor : table.sram().anchors) {
      if (anchor.node_nm != table.node_nm) continue;
      const double density = anchor.leakage_mw / (anchor.area_um2 * 1e-6);
      EXPECT_GE(density, row.low * 0.98) << name << " " << anchor.shape.bytes;
      EXPECT_LE(density, row.high * 1.02) << name << " " << anchor.shape.bytes;
    }
  }
}

TEST(SramModel, LargerBanksAndWiderWordsNeverCostLess) {
  for (const std::string& name : technology_names()) {
    const CostTable table = load_cost_table(name);
    const SramModel& m = table.sram();
    for (std::int64_t word = 1; word <= 512; word *= 2)
      for (std::int64_t bytes = 1024; bytes <= (8 << 20); bytes *= 2) {
        const SramShape shape{bytes, word}, larger{bytes * 2, word}, wider{bytes, word * 2};
        for (const SramEnergy& energy : {m.read, m.write}) {
          EXPECT_GT(access_energy(energy, shape).value(), 0);
          EXPECT_GT(access_energy(energy, larger), access_energy(energy, shape)) << name << bytes << " " << word;
          EXPECT_GT(access_energy(energy, wider), access_energy(energy, shape)) << name << bytes << " " << word;
          EXPECT_LE(energy_per_byte(energy, wider), energy_per_byte(energy, shape)) << name << bytes << " " << word;
        }
        EXPECT_GT(bank_area(m.area, larger), bank_area(m.area, shape));
        EXPECT_GT(bank_area(m.area, wider), bank_area(m.area, shape));
      }
  }
}

// One large bank has less periphery than two small ones, one small bank cheaper accesses.
TEST(SramModel, SplittingABankCostsAreaAndSavesEnergy) {
  for (const std::string& name : technology_names()) {
    const SramModel m = load_cost_table(name).sram();
    const SramShape whole{262144, 16}, half{131072, 16};
    EXPECT_GT(2 * bank_area(m.area, half).value(), bank_area(m.area, whole).value()) << name;
    EXPECT_LT(access_energy(m.read, half), access_energy(m.read, whole)) << name;
  }
}

}  // namespace
}  // namespace octet
