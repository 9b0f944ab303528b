// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The three forms of a regression's result.
#include "verify/regression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace octet {
namespace {

Regression sample() {
  Regression g;
  g.version = "octet 1";
  g.subject = "2 random programs";
  g.against = "rtl";
  g.values_from = "reference";
  g.time_from = "systemc";
  g.seed = 9;
  CaseResult good, bad;
  good.name = "random-9-0";
  good.cycles = good.expected_cycles = 100;
  bad.name = "random-9-1";
  bad.cycles = 110;
  bad.expected_cycles = 100;
  bad.cycle_error_percent = 10;
  bad.coverage.load_io = 4;
  Mismatch m;
  m.kind = "values";
  m.what = "the command's result";
  m.command = 12;
  m.disassembly = "move in.address=0x10 <\"'&>\x01 " + std::string(200, 'x');
  m.layer = "0 ADD 'sum'";
  m.tensor = "sum";
  m.coordinate = "(0,1,2,3)";
  m.place = "scratchpad+0x20";
  m.expected = "5 (0x05)";
  m.found = "6 (0x06)";
  m.owner = "a token";
  m.cycle = 44;
  m.wrong = 1;
  m.of = 8;
  m.note = "n";
  Mismatch event = m;
  event.kind = "event";
  bad.mismatches = {m, event};
  g.results = {good, bad};
  g.program_file = "p.octp";
  g.waveform_file = "p.fst";
  g.shrunk = "9 to 3 commands";
  return g;
}

TEST(Regression, TextFitsTheScreen) {
  std::istringstream text(regression_text(sample()));
  int lines = 0;
  for (std::string line; std::getline(text, line); ++lines) EXPECT_LE(line.size(), 100u) << line;
  EXPECT_LE(lines, 25);
  EXPECT_GE(lines, 18) << "everything of the sample is said";
}

TEST(Regression, JsonHasTheContractsKeys) {
  const auto json = nlohmann::json::parse(regression_json(sample()));
  EXPECT_EQ(json["schema"], "octet-verify/1");
  EXPECT_EQ(json["cases"], 2);
  EXPECT_EQ(json["failed"], 1);
  EXPECT_EQ(json["seed"], 9);
  EXPECT_EQ(json["cycle_error_percent"], 10.0);
  ASSERT_EQ(json["mismatches"].size(), 2u);
  EXPECT_EQ(json["mismatches"][0]["case"], "random-9-1");
  EXPECT_EQ(json["mismatches"][0]["command"], 12);
  EXPECT_EQ(json["mismatches"][0]["coordinate"], "(0,1,2,3)");
  EXPECT_EQ(json["results"][0]["equal"], true);
  EXPECT_EQ(json["coverage"]["counts"]["load.io"], 4);
  EXPECT_TRUE(json["coverage"]["counts"]["value.clamp_min"].is_null()) << "nobody saw values";
  EXPECT_EQ(json["arch"]["array.rows"], 16);
}

TEST(Regression, JunitIsEscapedAndCountsItsCases) {
  const std::string xml = regression_junit(sample());
  EXPECT_NE(xml.find("tests=\"2\" failures=\"1\" errors=\"0\""), std::string::npos);
  EXPECT_NE(xml.find("<testcase classname=\"octet.verify.custom\" name=\"random-9-0\"/>"), std::string::npos);
  EXPECT_NE(xml.find("&lt;&quot;'&amp;&gt;?"), std::string::npos) << xml;
  EXPECT_TRUE(std::all_of(xml.begin(), xml.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  EXPECT_EQ(std::count(xml.begin(), xml.end(), '<'), std::count(xml.begin(), xml.end(), '>'));
}

TEST(CaseResult, SurvivesItsLineOfJson) {
  const CaseResult before = sample().results[1], after = decode_case_result(encode(before));
  EXPECT_EQ(encode(after), encode(before));
  EXPECT_EQ(after.coverage, before.coverage);
  ASSERT_EQ(after.mismatches.size(), 2u);
  EXPECT_EQ(after.mismatches[0].disassembly, before.mismatches[0].disassembly);
}

}  // namespace
}  // namespace octet
