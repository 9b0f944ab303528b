// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The JSON of a verification against its schema, which lies in another part than the one that writes it.
#include "reports/verification_schema.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/reports/support/schema_validator.h"
#include "verify/regression.h"

namespace octet {
namespace {

std::vector<std::string> findings(const Regression& regression) {
  return schema_findings(nlohmann::json::parse(verification_schema().dump()),
                         nlohmann::json::parse(regression_json(regression)));
}

Regression sample() {
  Regression g;
  g.subject = "2 random programs";
  CaseResult good, bad;
  good.layers = {{"conv", 10, 10}};
  bad.values_excuse = "halts";
  bad.mismatches.resize(2);
  bad.coverage.load_io = 4;
  g.results = {good, bad};
  return g;
}

TEST(VerificationSchema, IsThePublishedOne) {
  std::ifstream file(std::string(OCTET_SOURCE_DIR) + "/reports/schema/octet-verify-1.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(nlohmann::json::parse(text), nlohmann::json::parse(verification_schema().dump()));
  EXPECT_EQ(verification_schema()["properties"]["schema"]["const"], std::string(kVerificationSchema));
}

TEST(VerificationSchema, AllThatIsWrittenMeetsIt) {
  EXPECT_EQ(findings(sample()), std::vector<std::string>{});
  EXPECT_EQ(findings({}), std::vector<std::string>{});
}

// The schema allows no other keys and asks for all of its own: with the test above, each key stands in both.
TEST(VerificationSchema, SeesWhatIsWrong) {
  const nlohmann::json schema = nlohmann::json::parse(verification_schema().dump());
  nlohmann::json json = nlohmann::json::parse(regression_json(sample()));
  json["results"][0].erase("cycles");
  json["mismatches"][1]["more"] = 1;
  json["coverage"]["counts"]["load.io"] = "4";
  EXPECT_EQ(schema_findings(schema, json).size(), 3u);
}

}  // namespace
}  // namespace octet
