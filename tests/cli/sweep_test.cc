// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet sweep end to end on a shipped network: the same results however they came about.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <thread>

#include "tests/cli/support/octet_process.h"

namespace octet::test {
namespace {

namespace fs = std::filesystem;

const std::string kModel = OCTET_SOURCE_DIR "/models/zoo/separable.tflite";

std::vector<std::string> sweep_words(const std::string& out, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"sweep",  kModel,
                                 "--vary", "array.rows=8:32:x2",
                                 "--vary", "array.cols=8,16",
                                 "--vary", "scratchpad.bytes=32Ki,128Ki",
                                 "--out",  out};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}
constexpr std::size_t kPoints = 12;

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string cell(const std::string& path, std::size_t row, const std::string& column) {
  const std::vector<std::string> lines = lines_of(path);
  std::istringstream header(lines.at(0)), values(lines.at(row + 1));
  for (std::string name, value; std::getline(header, name, ',') && std::getline(values, value, ',');)
    if (name == column) return value;
  ADD_FAILURE() << "no column " << column;
  return "";
}

// What a sweep leaves that must not depend on how it was run.
std::string results(const std::string& folder) {
  return text_of_file(folder + "/results.csv") + text_of_file(folder + "/results.sqlite") +
         text_of_file(folder + "/failures.csv") + text_of_file(folder + "/points.csv");
}

TEST(Sweep, APointIsTheRunOfItsMachine) {
  const TemporaryFolder folder;
  const Outcome sweep = run_octet(sweep_words(folder.path("s"), {"--jobs", "2", "--check", "25%"}));
  ASSERT_EQ(sweep.exit_code, 0) << sweep.err;
  EXPECT_NE(sweep.out.find("12 points: 12 done, 0 failed, 0 open"), std::string::npos) << sweep.out;
  EXPECT_NE(sweep.out.find("3 points again in systemc: equal"), std::string::npos) << sweep.out;
  const std::string csv = folder.path("s/results.csv"), one = folder.path("one.csv");
  ASSERT_EQ(lines_of(csv).size(), kPoints + 1);
  const std::size_t point = 7;  // rows 16, cols 16, 128Ki
  const Outcome run =
      run_octet({"run", kModel, "--set", "array.rows=16", "--set", "array.cols=16", "--set", "scratchpad.bytes=128Ki",
                 "--backend", "fast", "--baseline", "none", "--summary-csv", one});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  for (const char* column : {"array.rows", "scratchpad.bytes", "cycles_total", "latency_ms", "energy_uj", "area_mm2",
                             "fps_per_watt", "cold_cycles_total", "dram_read_bytes"})
    EXPECT_EQ(cell(csv, point, column), cell(one, 0, column)) << column;
}

TEST(Sweep, ProcessesAndShardsDoNotMatter) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_octet(sweep_words(folder.path("one"), {"--jobs", "1"})).exit_code, 0);
  ASSERT_EQ(run_octet(sweep_words(folder.path("three"), {"--jobs", "3"})).exit_code, 0);
  for (const char* shard : {"2/3", "0/3", "1/3"})
    ASSERT_EQ(run_octet(sweep_words(folder.path("shards"), {"--resume", "--shard", shard})).exit_code, 0);
  const Outcome collected = run_octet({"sweep", "collect", folder.path("shards")});
  ASSERT_EQ(collected.exit_code, 0) << collected.err;
  EXPECT_EQ(results(folder.path("one")), results(folder.path("three")));
  EXPECT_EQ(results(folder.path("one")), results(folder.path("shards")));
}

TEST(Sweep, ASpecFileSaysTheSame) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_octet(sweep_words(folder.path("words"))).exit_code, 0);
  const std::string spec =
      folder.write("spec.toml", "models = [\"" + kModel +
                                    "\"]\narch = \"edge-16\"\n[vary]\narray.rows = \"8:32:x2\"\n"
                                    "array.cols = [8, 16]\nscratchpad.bytes = [\"32Ki\", 131072]\n");
  const Outcome outcome = run_octet({"sweep", spec, "--out", folder.path("file")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(results(folder.path("words")), results(folder.path("file")));
  // The resolved spec of a folder is a spec file too.
  ASSERT_EQ(run_octet({"sweep", folder.path("file/spec.toml"), "--out", folder.path("again")}).exit_code, 0);
  EXPECT_EQ(text_of_file(folder.path("file/spec.toml")), text_of_file(folder.path("again/spec.toml")));
}

TEST(Sweep, APointThatFailsIsListedAndTheOthersAreThere) {
  const TemporaryFolder folder;
  const Outcome sweep = run_octet({"sweep", kModel, "--vary", "scratchpad.bytes=256,100000,32Ki", "--vary",
                                   "scratchpad.banks=8", "--out", folder.path("s")});
  EXPECT_EQ(sweep.exit_code, 6) << sweep.err;
  EXPECT_NE(sweep.out.find("3 points: 1 done, 2 failed"), std::string::npos) << sweep.out;
  EXPECT_EQ(cell(folder.path("s/failures.csv"), 0, "scratchpad.bytes"), "256");     // no tile fits
  EXPECT_EQ(cell(folder.path("s/failures.csv"), 1, "scratchpad.bytes"), "100000");  // no whole banks
  EXPECT_EQ(run_octet({"sweep", "status", folder.path("s")}).out, "3 points: 1 done, 2 failed, 0 open\n");
  const Outcome again = run_octet({"sweep", "retry", folder.path("s")});
  EXPECT_EQ(again.exit_code, 6) << again.err;
  EXPECT_EQ(lines_of(folder.path("s/failures.csv")).size(), 3u);
}

TEST(Sweep, ProcessesShortOfMemoryFailTheirPointsOnly) {
  const TemporaryFolder folder;
  const Outcome outcome = run_octet({"sweep", kModel, "--out", folder.path("s"), "--memory-limit", "20Mi"});
  EXPECT_EQ(outcome.exit_code, 6) << outcome.err;
  EXPECT_NE(text_of_file(folder.path("s/failures.csv")).find("memory"), std::string::npos);
}

TEST(Sweep, TechnologyAndHostEnergyShareWorkAndChangePricesOnly) {
  const TemporaryFolder folder;
  const Outcome sweep =
      run_octet({"sweep", kModel, "--vary", "technology=45nm,28nm", "--jobs", "1", "--out", folder.path("s")});
  ASSERT_EQ(sweep.exit_code, 0) << sweep.err;
  const std::string csv = folder.path("s/results.csv");
  EXPECT_EQ(cell(csv, 0, "cycles_total"), cell(csv, 1, "cycles_total"));
  EXPECT_NE(cell(csv, 0, "area_mm2"), cell(csv, 1, "area_mm2"));
  const std::string one = folder.path("one.csv");
  ASSERT_EQ(run_octet({"run", kModel, "--set", "technology=28nm", "--backend", "fast", "--baseline", "none",
                       "--summary-csv", one})
                .exit_code,
            0);
  EXPECT_EQ(cell(csv, 1, "energy_uj"), cell(one, 0, "energy_uj"));
}

TEST(Sweep, AGuidedSearchAsksForTheSamePointsHoweverManyProcesses) {
  const TemporaryFolder folder;
  const Outcome one = run_octet(sweep_words(folder.path("one"), {"--guided", "5", "--jobs", "1"}));
  ASSERT_EQ(one.exit_code, 0) << one.err;
  EXPECT_NE(one.out.find("5 points: 5 done"), std::string::npos) << one.out;
  ASSERT_EQ(run_octet(sweep_words(folder.path("three"), {"--guided", "5", "--jobs", "3"})).exit_code, 0);
  EXPECT_EQ(results(folder.path("one")), results(folder.path("three")));
  // Once more in the same folder: everything is found.
  ASSERT_EQ(run_octet(sweep_words(folder.path("one"), {"--guided", "5", "--resume"})).exit_code, 0);
  EXPECT_EQ(results(folder.path("one")), results(folder.path("three")));
  EXPECT_EQ(run_octet(sweep_words(folder.path("no"), {"--guided", "5", "--shard", "0/2"})).exit_code, 2);
}

TEST(Sweep, ARandomSampleDependsOnItsSeedAlone) {
  const TemporaryFolder folder;
  for (const char* out : {"a", "b"})
    ASSERT_EQ(run_octet(sweep_words(folder.path(out), {"--random", "4", "--seed", "3"})).exit_code, 0);
  ASSERT_EQ(run_octet(sweep_words(folder.path("c"), {"--random", "4", "--seed", "4"})).exit_code, 0);
  EXPECT_EQ(lines_of(folder.path("a/results.csv")).size(), 5u);
  EXPECT_EQ(results(folder.path("a")), results(folder.path("b")));
  EXPECT_NE(results(folder.path("a")), results(folder.path("c")));
}

// Processes whose command line names `folder`: the sweep, and its workers, which are its children.
struct Processes {
  std::vector<pid_t> parents, workers;
};
Processes processes_of(const std::string& folder) {
  std::vector<std::pair<pid_t, pid_t>> found;  // process and its parent
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) continue;
    if (text_of_file("/proc/" + name + "/cmdline").find(folder) == std::string::npos) continue;
    const std::string stat = text_of_file("/proc/" + name + "/stat");
    std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 2)));
    char state = 0;
    pid_t parent = 0;
    if (fields >> state >> parent) found.emplace_back(std::stoi(name), parent);
  }
  Processes processes;
  for (const auto& [process, parent] : found) {
    const bool child = std::any_of(found.begin(), found.end(), [&, p = parent](const auto& f) { return f.first == p; });
    (child ? processes.workers : processes.parents).push_back(process);
  }
  return processes;
}

// Runs a sweep while `act` is called with its processes after so many milliseconds, and again until it has ended.
Outcome disturbed(const std::vector<std::string>& words, const std::string& folder, int milliseconds,
                  const std::function<bool(const Processes&)>& act) {
  std::atomic<bool> ended{false};
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    while (!ended && !act(processes_of(folder))) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  });
  Outcome outcome = run_octet(words);
  ended = true;
  other.join();
  return outcome;
}

TEST(Sweep, KilledTwentyTimesItEndsAsIfNothingHadHappened) {
  const TemporaryFolder folder;
  const std::vector<std::string> more{"--vary", "vector.lanes=8,16,32", "--jobs", "2", "--resume"};
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(run_octet(sweep_words(folder.path("whole"), more)).exit_code, 0);
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  std::mt19937 random(7);
  int kills = 0;
  for (int i = 0; i < 200 && kills < 20; ++i) {
    const std::string out = folder.path("killed");
    if (i % 5 == 4) fs::remove_all(out);  // so that there is always something to do
    const bool parent = random() % 2 == 0;
    disturbed(sweep_words(out, more), out, static_cast<int>(random() % static_cast<unsigned>(whole.count() + 1)),
              [&](const Processes& processes) {
                const std::vector<pid_t>& targets = parent ? processes.parents : processes.workers;
                if (targets.empty()) return false;
                kills += ::kill(targets[random() % targets.size()], SIGKILL) == 0;
                return true;
              });
  }
  EXPECT_EQ(kills, 20);
  const Outcome last = run_octet(sweep_words(folder.path("killed"), more));
  ASSERT_EQ(last.exit_code, 0) << last.err << last.out;
  EXPECT_EQ(results(folder.path("killed")), results(folder.path("whole")));
}

TEST(Sweep, AnInterruptKeepsWhatIsDone) {
  const TemporaryFolder folder;
  const std::string out = folder.path("s");
  const std::vector<std::string> more{"--vary", "vector.lanes=8,16,32,64", "--jobs", "1"};
  const Outcome outcome = disturbed(sweep_words(out, more), out, 0, [&](const Processes& processes) {
    const bool some = fs::exists(out + "/spec.toml") && !processes.workers.empty() && !processes.parents.empty();
    return some && ::kill(processes.parents[0], SIGINT) == 0;
  });
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  EXPECT_NE(outcome.err.find("interrupted"), std::string::npos) << outcome.err;
  const Outcome status = run_octet({"sweep", "status", out});
  EXPECT_EQ(status.out.find("48 points: "), 0u) << status.out;
  std::vector<std::string> resumed = sweep_words(out, more);
  resumed.emplace_back("--resume");
  EXPECT_EQ(run_octet(resumed).exit_code, 0);
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "48 points: 48 done, 0 failed, 0 open\n");
}

}  // namespace
}  // namespace octet::test
