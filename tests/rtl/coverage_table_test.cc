// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Percentages by file from Verilator's coverage data.
#include "rtl/coverage_table.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/cli/support/octet_process.h"

namespace octet {
namespace {

std::string point(const std::string& file, const std::string& page, const std::string& what, int count) {
  return fmt::format("C '\x01{}\x02{}\x01{}\x02{}\x01{}\x02{}/m\x01o\x02{}' {}\n", "f", "/some/folder/" + file, "l", 7,
                     "page", page, what, count);
}

TEST(CoverageTable, CountsLinesAndBitsByFileAndAddsRuns) {
  const test::TemporaryFolder folder;
  const std::string head = "# SystemC::Coverage-3\n";
  const std::string one =
      folder.write("one.dat", head + point("b.sv", "v_line", "block", 0) + point("a.sv", "v_branch", "if", 3) +
                                  point("a.sv", "v_toggle", "x[0]", 0));
  const std::string two =
      folder.write("two.dat", head + point("b.sv", "v_line", "block", 2) + point("a.sv", "v_line", "else", 0) +
                                  point("a.sv", "v_toggle", "x[1]", 1));
  const std::vector<FileCoverage> files = coverage_by_file({one, two});
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].file, "a.sv");
  EXPECT_EQ(files[0].lines, 2);
  EXPECT_EQ(files[0].lines_met, 1);
  EXPECT_EQ(files[0].bits, 2);
  EXPECT_EQ(files[0].bits_met, 1);
  EXPECT_EQ(files[1].lines, 1);
  EXPECT_EQ(files[1].lines_met, 1) << "met in the second run";
  EXPECT_EQ(coverage_text(files),
            "coverage                    lines       %     bits       %\n"
            "a.sv                            2    50.0        2    50.0\n"
            "b.sv                            1   100.0        0       -\n"
            "total                           3    66.7        2    50.0\n");
}

TEST(CoverageTable, RefusesWhatIsNoCoverageData) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(coverage_by_file({folder.path("absent.dat")}), Error);
  EXPECT_THROW(coverage_by_file({folder.write("empty.dat", "")}), Error);
  EXPECT_THROW(coverage_by_file({folder.write("text.dat", "# SystemC::Coverage-3\nnothing\n")}), Error);
  EXPECT_THROW(coverage_by_file({folder.write("cut.dat", "# SystemC::Coverage-3\nC 'point' \n")}), Error);
}

}  // namespace
}  // namespace octet
