// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The memory model against the memories it was fitted to, and its growth with size and width.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "arch/cost.h"

namespace octet {
namespace {

struct Worst {
  double read = 0, write = 0, area = 0;
};

Worst print_errors(const std::string& technology) {
  const CostTable table = load_cost_table(technology);
  const SramModel& model = table.sram();
  Worst worst;
  for (const SramAnchor& anchor : model.anchors) {
    const double read = access_energy(model.read, anchor.shape).value() / anchor.read_pj - 1;
    const double write = access_energy(model.write, anchor.shape).value() / anchor.write_pj - 1;
    const double area = bank_area(model.area, anchor.shape).value() / anchor.area_um2 - 1;
    std::printf("%s %8lld B word %3lld: read %+5.1f %%, write %+5.1f %%, area %+5.1f %%\n", technology.c_str(),
                static_cast<long long>(anchor.shape.bytes), static_cast<long long>(anchor.shape.word_bytes), 100 * read,
                100 * write, 100 * area);
    worst.read = std::max(worst.read, std::abs(read));
    worst.write = std::max(worst.write, std::abs(write));
    worst.area = std::max(worst.area, std::abs(area));
  }
  return worst;
}

// Bounds: the residuals of the least-squares fit of relative errors, rounded up.
TEST(SramModel, StaysNearCactiAt45Nanometres) {
  ASSERT_EQ(load_cost_table("45nm").sram().anchors.size(), 10u);
  const Worst worst = print_errors("45nm");
  EXPECT_LT(worst.read, 0.16);
  EXPECT_LT(worst.write, 0.05);
  EXPECT_LT(worst.area, 0.23);
}

TEST(SramModel, StaysNearRealMacrosAt130Nanometres) {
  ASSERT_EQ(load_cost_table("130nm").sram().anchors.size(), 10u);
  const Worst worst = print_errors("130nm");
  EXPECT_LT(worst.read, 0.14);
  EXPECT_LT(worst.write, 0.13);
  EXPECT_LT(worst.area, 0.07);
}

TEST(SramModel, LeakageOfAnchorsLiesInTheBandOfItsRow) {
  for (const char* name : {"45nm", "130nm"}) {
    const CostTable table = load_cost_table(name);
    const CostRow& row = table.row("power.leakage_sram");
    for (const SramAnchor& anchor : table.sram().anchors) {
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
