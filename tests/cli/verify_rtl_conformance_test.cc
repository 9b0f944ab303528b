// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A user's SystemVerilog with a fault: octet verify sees it, says where, shrinks it to a program that reproduces it,
// and the waveform shows it.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "arch/program.h"
#include "rtl/test_machine.h"
#include "tests/cli/support/fst.h"
#include "tests/cli/support/octet_process.h"
#include "tests/rtl/support/patched_rtl.h"

namespace octet {
namespace {

using test::Outcome;
using test::TemporaryFolder;
using Json = nlohmann::json;

constexpr int kMilliseconds = 800'000;  // two simulators are built

// The requantizer clamps to a code beside clamp_max.
struct Fault {
  TemporaryFolder rtl, out;
  std::string machine = rtl.write("m.toml", to_toml(rtl_machine()));
  Fault() { testing::patch_rtl(rtl, "requantizer.sv", "code_o = high[7:0];", "code_o = high[7:0] ^ 8'd1;"); }
  Outcome verify(std::vector<std::string> words) const {
    words.insert(words.begin(), "verify");
    words.insert(words.end(), {"--rtl-dir", rtl.path(""), "--json", "-", "--quiet"});
    test::Launch launch;
    launch.milliseconds = kMilliseconds;
    return test::run_octet(words, launch);
  }
};

// Values that signals of this name took, without unknown ones.
std::set<std::string> values_of(const std::string& fst, const std::string& part) {
  std::set<std::string> values;
  for (const auto& [name, changes] : test::changes_of(fst))
    if (name.find(part) != std::string::npos)
      for (const auto& change : changes) values.insert(change.value);
  return values;
}

TEST(VerifyRtl, OurCoreIsEqual) {
  const TemporaryFolder folder;
  const std::string machine = folder.write("m.toml", to_toml(rtl_machine()));
  const Outcome outcome = test::run_octet({"verify", "--random", "12", "--arch", machine, "--quiet", "--jobs", "2"},
                                          {.milliseconds = kMilliseconds});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_NE(outcome.out.find("12 of 12 equal"), std::string::npos) << outcome.out;
}

TEST(VerifyRtl, StopsAtTheFirstFailingCase) {
  const Fault fault;
  const std::vector<std::string> words{"--random", "12", "--seed", "1", "--arch", fault.machine};
  const Outcome all = fault.verify(words);
  std::vector<std::string> stopping = words;
  stopping.push_back("--stop-at-first");
  const Outcome first = fault.verify(stopping);
  ASSERT_EQ(first.exit_code, 5) << first.err;
  const Json every = Json::parse(all.out), one = Json::parse(first.out);
  EXPECT_GT(every["failed"], 1);
  EXPECT_EQ(one["failed"], 1);
  EXPECT_LT(one["cases"], 12);
  EXPECT_EQ(one["mismatches"][0], every["mismatches"][0]);
}

TEST(VerifyRtl, AFaultIsSeenExplainedShrunkReproducedAndInTheWaveform) {
  const Fault fault;
  const Outcome outcome =
      fault.verify({"--random", "6", "--seed", "1", "--arch", fault.machine, "--shrink", "--out", fault.out.path("")});
  ASSERT_EQ(outcome.exit_code, 5) << outcome.err;
  const Json json = Json::parse(outcome.out);
  ASSERT_FALSE(json["mismatches"].empty());
  const Json& m = json["mismatches"][0];
  EXPECT_EQ(m["kind"], "values");
  const std::set<std::string> requantizing{"requantize", "depthwise", "move"};
  const std::string disassembly = m["disassembly"];
  EXPECT_TRUE(requantizing.count(disassembly.substr(0, disassembly.find(' ')))) << disassembly;
  EXPECT_NE(m["coordinate"], "");
  EXPECT_NE(m["expected"], m["found"]);

  const std::string file = json["program_file"], fst = json["waveform_file"];
  const Program small = load_program(file);
  EXPECT_LE(small.commands.size(), 6u);
  const Outcome again = fault.verify({file});
  ASSERT_EQ(again.exit_code, 5) << again.err;
  const Json reproduced = Json::parse(again.out)["mismatches"][0];
  EXPECT_EQ(reproduced["kind"], "values");
  const std::int64_t done = reproduced["cycle"];

  const auto changes = test::changes_of(fst);
  ASSERT_FALSE(changes.empty()) << fst;
  std::uint64_t first = ~std::uint64_t{0}, last = 0;
  for (const auto& [name, list] : changes)
    for (const auto& change : list) {
      first = std::min(first, change.time);
      last = std::max(last, change.time);
    }
  constexpr std::uint64_t kTimePerCycle = 10;
  EXPECT_GE(first, static_cast<std::uint64_t>(std::max<std::int64_t>(0, done - 200)) * kTimePerCycle);
  EXPECT_LE(last, static_cast<std::uint64_t>(done + 51) * kTimePerCycle);
  EXPECT_GT(values_of(fst, "code_o").size(), 1u) << "the faulty signal changes in the window";
}

}  // namespace
}  // namespace octet
