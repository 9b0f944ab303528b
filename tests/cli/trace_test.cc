// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet trace from the command line.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/trace_report.h"
#include "tests/cli/support/octet_process.h"
#include "tests/reports/support/schema_validator.h"
#include "traces/scenario.h"

namespace octet::test {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Trace, EveryShippedScenarioFitsTheScreenAndItsSchema) {
  const TemporaryFolder folder;
  const auto schema = nlohmann::json::parse(file_text(OCTET_SOURCE_DIR "/reports/schema/octet-trace-1.json"));
  for (const std::string& name : scenario_names()) {
    const Outcome outcome =
        run_octet({"trace", name, "--arch", "edge-64", "--duration", "1s", "--json", folder.path("r.json")});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    std::istringstream lines(outcome.out);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(line.size(), 80u) << line;
    EXPECT_LE(count, 25) << outcome.out;
    const auto json = nlohmann::json::parse(file_text(folder.path("r.json")));
    EXPECT_EQ(schema_findings(schema, json), std::vector<std::string>{});
    EXPECT_EQ(json["holds"], true) << name;
    EXPECT_EQ(json["baselines"].size(), 3u);
  }
}

TEST(Trace, TheSchemaIsTheCommittedOne) {
  EXPECT_EQ(file_text(OCTET_SOURCE_DIR "/reports/schema/octet-trace-1.json"), trace_schema().dump(2) + "\n")
      << "make it anew with the target update_schema";
}

TEST(Trace, OptionsChangeTheScenario) {
  const TemporaryFolder folder;
  const std::string zoo = OCTET_SOURCE_DIR "/models/zoo/digits.tflite";
  const Outcome outcome = run_octet({"trace",           "smart-camera",
                                     "--duration",      "200ms",
                                     "--seed",          "5",
                                     "--policy",        "fifo",
                                     "--preempt",       "inferences",
                                     "--weights",       "partitioned",
                                     "--model",         "detection=" + zoo,
                                     "--model",         "segmentation=" + zoo,
                                     "--rate",          "segmentation=10",
                                     "--baseline",      "iso_pe",
                                     "--find-max-rate", "detection",
                                     "--json",          folder.path("r.json"),
                                     "--csv",           folder.path("s.csv"),
                                     "--events",        folder.path("e.csv")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(file_text(folder.path("r.json")));
  EXPECT_EQ(json["policy"], "fifo");
  EXPECT_EQ(json["preempt"], "inferences");
  EXPECT_EQ(json["weights"], "partitioned");
  EXPECT_EQ(json["seed"], 5);
  EXPECT_EQ(json["streams"][0]["model"], "digits");
  EXPECT_EQ(json["streams"][2]["arrived"], 2);
  EXPECT_GT(json["highest_rate"]["rate_hz"], 30.0);
  EXPECT_EQ(json["baselines"].size(), 1u);
  EXPECT_NE(outcome.out.find("highest rate"), std::string::npos);
  EXPECT_EQ(file_text(folder.path("s.csv")).substr(0, 7), "stream,");
  EXPECT_NE(file_text(folder.path("e.csv")).find("\nsegment,detection,0,"), std::string::npos);
}

TEST(Trace, EqualCommandsGiveEqualFiles) {
  const TemporaryFolder folder;
  for (const char* file : {"a.csv", "b.csv"})
    ASSERT_EQ(run_octet({"trace", "live-translation", "--duration", "1s", "--baseline", "none", "--events",
                         folder.path(file)})
                  .exit_code,
              0);
  EXPECT_EQ(file_text(folder.path("a.csv")), file_text(folder.path("b.csv")));
}

TEST(Trace, RecordedArrivalsLieBesideTheScenario) {
  const TemporaryFolder folder;
  std::ofstream(folder.path("times.csv")) << "seconds\n0.001\n0.004\n0.005\n";
  std::ofstream(folder.path("s.toml")) << "duration_s = 0.01\n[[stream]]\nname = \"a, \\\"b\\\"\"\nmodel = \"ds-cnn\"\n"
                                          "file = \"times.csv\"\n";
  const Outcome outcome = run_octet({"trace", folder.path("s.toml"), "--baseline", "none", "--csv", "-"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("\n\"a, \"\"b\"\"\",ds-cnn,1,3,3,0,0,"), std::string::npos) << outcome.out;
}

}  // namespace
}  // namespace octet::test
