// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Scenarios and arrival files with mistakes: a message with its place.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "traces/scenario.h"

namespace octet {
namespace {

std::string message_of(const std::string& toml) {
  try {
    parse_scenario(toml, "s.toml", "");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
    return error.what();
  }
  return "";
}

TEST(ScenarioNegative, MistakesAreNamedWithTheirPlace) {
  const std::string head = "[[stream]]\nname = \"a\"\nmodel = \"ds-cnn\"\n";
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"", "no [[stream]]"},
      {"[[stream]\n", "s.toml:1:"},
      {"durations = 1\n" + head + "rate_hz = 1", "unknown key durations; did you mean \"duration_s\"?"},
      {"duration_s = 0\n" + head + "rate_hz = 1", "s.toml:1:14: duration_s must be a number from"},
      {"duration_s = \"1\"\n" + head + "rate_hz = 1", "duration_s must be a number"},
      {head, "needs rate_hz, file or after"},
      {head + "rate_hz = inf", "s.toml:4:11: rate_hz must be a number from 1e-06 to 1e+06"},
      {head + "rate_hz = nan", "rate_hz must be a number"},
      {head + "rate_hz = -3", "rate_hz must be a number"},
      {head + "rate_hz = 1e6\nduration_s = 1", "unknown key duration_s"},
      {"duration_s = 1e6\n" + head + "rate_hz = 1e6", "1e+12 frames"},
      {"[[stream]]\nname = \"a\"\nmodel = \"ds-can\"\nrate_hz = 1", "no shipped shapes; did you mean \"ds-cnn\"?"},
      {"[[stream]]\nname = \"a\"\nrate_hz = 1", "model must be a text"},
      {"[[stream]]\nmodel = \"ds-cnn\"\nrate_hz = 1", "name must be a text"},
      {head + "rate_hz = 1\n" + head + "rate_hz = 1", "two streams are named \"a\""},
      {head + "rate_hz = 1\nafter = \"b\"", "is no stream above"},
      {head + "after = \"a\"", "after is \"a\", which is no stream above"},
      {head + "rate_hz = 1\nfile = \"missing.csv\"", "missing.csv: cannot be read"},
      {head + "rate_hz = 1\narrivals = \"possion\"", "did you mean \"poisson\"?"},
      {head + "rate_hz = 1\narrivals = \"back-to-back\"", "rate_hz: the stream's arrivals are back-to-back"},
      {head + "rate_hz = 1\narrivals = \"poisson\"\njitter_ms = 1", "jitter_ms goes with periodic arrivals"},
      {head + "rate_hz = 1\nprobability = 0.5", "probability goes with after"},
      {head + "rate_hz = 1\nqueue = 2", "queue goes with drop"},
      {head + "rate_hz = 1\ndrop = \"late\"", "needs deadline_ms"},
      {head + "rate_hz = 1\nbatch = 1.5", "batch must be a whole number"},
      {head + "rate_hz = 1\nbatch = 0", "batch must be a number from 1"},
      {"[schedule]\npolicy = \"edff\"\n" + head + "rate_hz = 1", "did you mean \"edf\"?"},
      {"schedule = 3\n" + head + "rate_hz = 1", "schedule is missing or no table"},
      {"[power]\ngate_after_us = 9\noff_after_us = 5\n" + head + "rate_hz = 1", "off_after_us is below gate_after_us"},
      {"[battery]\n" + head + "rate_hz = 1", "capacity_mwh is missing"},
      {head + "rate_hz = 1\n[[stream]]\nname = \"b\"\nmodel = \"ds-cnn\"\nafter = \"a\"\nframes = [3, 1]",
       "frames must be"},
  };
  for (const auto& [toml, expected] : bad)
    EXPECT_NE(message_of(toml).find(expected), std::string::npos) << toml << "\n" << message_of(toml);
}

TEST(ScenarioNegative, EveryMistakeIsSaidAtOnce) {
  const std::string message = message_of("seeed = 1\n[[stream]]\nname = \"a\"\nmodel = \"x\"\nrate_hz = -1\n");
  EXPECT_NE(message.find("seeed"), std::string::npos);
  EXPECT_NE(message.find("\"x\" is no file"), std::string::npos);
  EXPECT_NE(message.find("rate_hz"), std::string::npos);
}

TEST(ScenarioNegative, ShippedScenariosAreFoundByNameAndNeighbours) {
  for (const std::string& name : scenario_names()) EXPECT_EQ(load_scenario(name).name, name);
  try {
    load_scenario("smart-camara");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean \"smart-camera\"?"), std::string::npos);
  }
}

TEST(ArrivalFiles, AreReadWithHeaderBlankLinesAndMoreColumns) {
  const std::vector<double> expected{0, 0.5, 0.5, 12};
  EXPECT_EQ(parse_arrivals("\xEF\xBB\xBFtime_s,camera\r\n0,1\r\n\r\n 0.5 ,2\n0.5\n1.2e1,x", "a.csv"), expected);
}

TEST(ArrivalFilesNegative, BadLinesAreNamed) {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"", "a.csv: no arrivals"},
      {"time\n", "a.csv: no arrivals"},
      {"0\nx\n", "a.csv:2:1: \"x\" is no number"},
      {"0\n-1\n", "a.csv:2:1: \"-1\" is negative"},
      {"0\n5\n4\n", "a.csv:3:1: \"4\" comes after 5"},
      {"0\nnan\n", "\"nan\" is not finite"},
      {"0\ninf\n", "\"inf\" is not finite"},
      {"0\n1e300\n", "is above"},
      {"0\n1 2\n", "is no number"},
      {"0\n,3\n", "\"\" is no number"},
      {std::string("0\n\0\n", 4), "is no number"},
  };
  for (const auto& [text, expected] : bad) {
    try {
      parse_arrivals(text, "a.csv");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
      EXPECT_NE(std::string(error.what()).find(expected), std::string::npos) << text << "\n" << error.what();
    }
  }
}

}  // namespace
}  // namespace octet
