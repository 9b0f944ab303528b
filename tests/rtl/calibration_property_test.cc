// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The calibration (rtl/synth) on a library made up for the tests, where every sum can be done by hand; each case runs
// one check of tests/rtl/calibration/checks.py.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace octet {
namespace {

void expect_holds(const std::string& check) {
  const std::string script = std::string(OCTET_SOURCE_DIR) + "/tests/rtl/calibration/checks.py";
  EXPECT_EQ(std::system(("PYTHONDONTWRITEBYTECODE=1 python3 " + script + " " + check + " 1>&2").c_str()), 0) << check;
}

TEST(Calibration, ReadsUnitsAndTables) { expect_holds("units"); }
TEST(Calibration, InternalEnergyIsTheSignedMeanOfRiseAndFall) { expect_holds("inverter"); }
TEST(Calibration, RailsAddAndConditionsAreAveraged) { expect_holds("exclusive_or"); }
TEST(Calibration, AStillFlipFlopCostsItsClock) { expect_holds("clock"); }
TEST(Calibration, ThePathIsTheSumOfItsDelays) { expect_holds("path"); }
TEST(Calibration, CountsPulsesThatOutlastAGate) { expect_holds("glitch"); }
TEST(Calibration, TheNetlistDoesWhatTheRtlDoesAndABrokenOneIsNoticed) { expect_holds("function"); }
TEST(Calibration, AnArrayIsTheSumOfItsBlocks) { expect_holds("composition"); }
TEST(Calibration, ALargeModuleIsMappedInParts) { expect_holds("separated"); }
TEST(Calibration, AModuleWithoutWhatIsInsideDoesWhatItsRtlDoes) { expect_holds("boxes"); }
TEST(Calibration, AModuleTakesParameters) { expect_holds("parameters"); }
TEST(Calibration, RowsOfATableAddUpToTheCoreTheyWereMadeWith) { expect_holds("core_figures"); }
TEST(Calibration, AreasOfLiteratureFollowTheTablesTheyName) { expect_holds("scaled_rows"); }
TEST(Calibration, RowsAreSumsAndSharesOfBlocks) { expect_holds("parts"); }
TEST(Calibration, EndsAToolThatDoesNotEnd) { expect_holds("limit"); }
TEST(Calibration, TheSameSeedMakesTheSameNetlist) { expect_holds("repeatable"); }
TEST(Calibration, PricesAreThoseOfRandomStreamsTimesTheMedianOfAllSources) { expect_holds("prices"); }
TEST(Calibration, RatiosAreOfTheSameStreams) { expect_holds("ratio_lines"); }
TEST(Calibration, OtherRulesGiveOtherEnergiesOfOneCell) { expect_holds("rules"); }
TEST(Calibration, PesSeeTheSumsOfTheRowsAbove) { expect_holds("operand_columns"); }
TEST(Calibration, OperandsOfSixLayersAreThere) { expect_holds("operand_files"); }
TEST(Calibration, StreamsSideBySideDoWhatEachDoesAlone) { expect_holds("side_by_side"); }
TEST(Calibration, ZerosCostLessAndStandingStillOnlyTheClock) { expect_holds("energies"); }

}  // namespace
}  // namespace octet
