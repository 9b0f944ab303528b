// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// --timeline, --events, --dram-trace and disasm --with-cycles: what is refused, and that no half file is left.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

using test::Launch;
using test::Outcome;
using test::run_octet;
using Words = std::vector<std::string>;

const std::string kDigits = test::zoo_folder() + "/digits.tflite";

class Recordings : public ::testing::Test {
 protected:
  Outcome run(Words more, const Launch& launch = {}) {
    Words words{"run", kDigits, "--baseline", "none", "--no-data"};
    words.insert(words.end(), more.begin(), more.end());
    return run_octet(words, launch);
  }
  void expect_refused(const Words& more, const std::string& message, const Launch& launch = {}) {
    const Outcome outcome = run(more, launch);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    EXPECT_TRUE(folder_.names().empty());
  }
  std::string path(const std::string& name) const { return folder_.path(name); }
  test::TemporaryFolder folder_;
};

TEST_F(Recordings, BackendsWithoutTheOrderOfTimeAreRefused) {
  for (const char* file : {"--timeline", "--events", "--dram-trace"})
    expect_refused({"--backend", "fast", file, path("t")}, "use --backend systemc or rtl");
  const Outcome reference = run_octet({"run", kDigits, "--backend", "reference", "--timeline", path("t")});
  EXPECT_EQ(reference.exit_code, 2);
  EXPECT_NE(reference.err.find("keeps no time"), std::string::npos) << reference.err;
}

TEST_F(Recordings, WindowsAndLayersThatAreNoneAreRefused) {
  const std::string t = path("t");
  expect_refused({"--timeline", t, "--from", "20", "--to", "10"}, "--from 20 --to 10: the last cycle is before");
  expect_refused({"--timeline", t, "--from", "-1"}, "--from");
  expect_refused({"--timeline", t, "--to", "many"}, "--to");
  expect_refused({"--from", "20"}, "--from: without --timeline");
  expect_refused({"--layer", "0"}, "--layer: without --timeline");
  expect_refused({"--timeline", t, "--from", "999999999"}, "--from 999999999: the inference ends in cycle ");
  expect_refused({"--timeline", t, "--from", "18446744073709551615"},
                 "allowed is a whole number from 0 to 2251799813685247");
  expect_refused({"--timeline", t, "--layer", "99999"}, "--layer 99999: the model has no such layer");
  expect_refused({"--timeline", t, "--activation-density", "measured"}, "before the density is measured");
}

TEST_F(Recordings, AnUnknownLayerIsAnsweredWithTheNearest) {
  const Outcome inspected = run({"--json", "-"});
  ASSERT_EQ(inspected.exit_code, 0) << inspected.err;
  std::string name = nlohmann::json::parse(inspected.out).at("layers").at(0).at("name");
  const std::string right = name;
  name.back() = name.back() == 'x' ? 'y' : 'x';
  expect_refused({"--timeline", path("t"), "--layer", name}, fmt::format("did you mean \"{}\"?", right));
}

TEST_F(Recordings, OtherOptionsThatCannotBeAreRefused) {
  expect_refused({"--record", "cold"}, "--record: without");
  expect_refused({"--record", "colt", "--events", path("e")}, "did you mean \"cold\"?");
  expect_refused({"--dram-trace-format", "dramsim3"}, "--dram-trace-format: without --dram-trace");
  expect_refused({"--dram-trace", path("d"), "--dram-trace-format", "dramsim2"}, "did you mean \"dramsim3\"?");
  expect_refused({"--dram-trace", path("d"), "--set", "dram.unlimited=true"}, "there are no bursts");
  expect_refused({"--timeline", path("t"), "--events", path("t")}, "are one file");
  expect_refused({"--timeline", kDigits}, "would overwrite the model");
}

TEST_F(Recordings, FilesThatCannotBeWrittenAreSaidAndLeaveNothing) {
  for (const char* file : {"--timeline", "--events", "--dram-trace"}) {
    SCOPED_TRACE(file);
    expect_refused({file, "/no/such/folder/t"}, "/no/such/folder");
    expect_refused({file, "/dev/full"}, "/dev/full: cannot be written: No space left on device");
    expect_refused({file, "-"}, "standard output", {.standard_output = test::Stdout::kDevFull});
    expect_refused({file, path("t")}, "cannot be written", {.most_file_bytes = 100});
  }
}

TEST_F(Recordings, AFileAppearsWhole) {
  const Outcome outcome = run({"--timeline", path("t.json"), "--dram-trace", path("d.txt"), "--events", path("e.csv")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(folder_.names(), (Words{"d.txt", "e.csv", "t.json"}));
  EXPECT_TRUE(nlohmann::json::parse(test::text_of_file(path("t.json"))).contains("traceEvents"));
  const Outcome printed = run({"--timeline", "-"});
  EXPECT_EQ(printed.out, test::text_of_file(path("t.json")));
}

TEST_F(Recordings, ADisassemblyShowsTheCyclesOfItsOwnProgram) {
  ASSERT_EQ(run({"--events", path("e.csv")}).exit_code, 0);
  ASSERT_EQ(run_octet({"compile", kDigits, "-o", path("p.octp")}).exit_code, 0);
  ASSERT_EQ(run_octet({"compile", kDigits, "-o", path("q.octp"), "--arch", "tiny-8"}).exit_code, 0);
  const Outcome shown = run_octet({"disasm", path("p.octp"), "--with-cycles", path("e.csv")});
  ASSERT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_NE(shown.out.find("dispatched    started       done   cycles"), std::string::npos) << shown.out.substr(0, 300);
  const Outcome other = run_octet({"disasm", path("q.octp"), "--with-cycles", path("e.csv")});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_EQ(other.out, "");
  EXPECT_NE(other.err.find("e.csv:1: events of another program"), std::string::npos) << other.err;
  const Outcome none = run_octet({"disasm", path("p.octp"), "--with-cycles", path("none.csv")});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("none.csv: No such file or directory"), std::string::npos) << none.err;
}

}  // namespace
}  // namespace octet
