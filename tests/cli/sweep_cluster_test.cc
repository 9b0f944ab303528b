// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Sweeps for job arrays, with a stand-in for sbatch that runs the tasks at once, several in parallel.
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

#include "tests/cli/support/octet_process.h"

namespace octet::test {
namespace {

namespace fs = std::filesystem;

const std::string kModel = OCTET_SOURCE_DIR "/models/zoo/digits.tflite";

// Reads the script's --array as Slurm does, as far as these tests need it.
constexpr const char* kSbatch = R"(#!/bin/bash
[ "$1" = --parsable ] || exit 9
list=$(sed -n 's/^#SBATCH --array=\([^%]*\).*/\1/p' "$2")
echo "$list" >> submitted
for part in ${list//,/ }; do
  for index in $(seq "${part%-*}" "${part#*-}"); do
    SLURM_ARRAY_TASK_ID=$index sh "$2" > "task-$index.log" 2>&1 &
  done
done
wait
echo "4711;here"
)";

// Puts a folder before all others in PATH while it lives.
class Path {
 public:
  explicit Path(const std::string& folder) : before_(std::getenv("PATH")) {
    ::setenv("PATH", (folder + ":" + before_).c_str(), 1);
  }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

class SweepCluster : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder_.path("bin"));
    fs::permissions(folder_.write("bin/sbatch", kSbatch), fs::perms::owner_all);
  }
  std::vector<std::string> words(const std::vector<std::string>& first, const std::vector<std::string>& more) const {
    std::vector<std::string> all = first;
    all.insert(all.end(), {kModel, "--vary", "array.rows=4:16:x2", "--vary", "scratchpad.bytes=256,16Ki,32Ki"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::vector<std::string> submit(const std::string& out, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = words({"sweep", "submit"}, {"--engine", "slurm", "--tasks", "4", "--out", out});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  TemporaryFolder folder_;
};

std::string results(const std::string& folder) {
  return text_of_file(folder + "/results.csv") + text_of_file(folder + "/failures.csv") +
         text_of_file(folder + "/points.csv") + text_of_file(folder + "/spec.toml");
}

TEST_F(SweepCluster, TasksMakeWhatOneProcessMakes) {
  const Path path(folder_.path("bin"));
  const std::string out = folder_.path("it's a \"$HOME\" `folder` %a");
  const Outcome submitted = run_octet(submit(out, {"--throttle", "2", "--sbatch-option=--time=5"}));
  ASSERT_EQ(submitted.exit_code, 0) << submitted.err;
  EXPECT_EQ(submitted.out.find("job       4711: 9 open points, tasks 0-3 of 4\n"), 0u) << submitted.out;
  EXPECT_NE(text_of_file(out + "/array.sh").find("#SBATCH --array=0-3%2\n"), std::string::npos);
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "9 points: 6 done, 3 failed, 0 open\n");
  ASSERT_EQ(run_octet({"sweep", "collect", out}).exit_code, 6);
  ASSERT_EQ(run_octet(words({"sweep"}, {"--out", folder_.path("local")})).exit_code, 6);
  EXPECT_EQ(results(out), results(folder_.path("local")));
}

TEST_F(SweepCluster, RetryRunsTasksWithOpenOrFailedPointsOnly) {
  const Path path(folder_.path("bin"));
  const std::string out = folder_.path("s");
  ASSERT_EQ(run_octet(submit(out)).exit_code, 0);
  const std::string list = text_of_file(out + "/points.csv");
  // Points 0, 3 and 6 have failed; 5 is lost.
  const std::size_t at = list.find("\n5,") + 3;
  ASSERT_TRUE(fs::remove(out + "/points/" + list.substr(at, 2) + "/" + list.substr(at, 32) + ".json"));
  const Outcome retry = run_octet({"sweep", "retry", out, "--engine", "slurm", "--tasks", "4"});
  ASSERT_EQ(retry.exit_code, 0) << retry.err;
  EXPECT_EQ(retry.out.find("job       4711: 4 open points, tasks 0-3 of 4\n"), 0u) << retry.out;
  EXPECT_EQ(run_octet({"sweep", "retry", out, "--engine", "slurm", "--tasks", "3"}).exit_code, 0);
  EXPECT_EQ(text_of_file(out + "/submitted"), "0-3\n0-3\n0\n");
  EXPECT_EQ(text_of_file(out + "/points.csv"), list);
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "9 points: 6 done, 3 failed, 0 open\n");
}

// Every file below a folder, with its contents and the time of its last change.
std::string snapshot(const std::string& folder) {
  std::set<std::string> entries;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    entries.insert(fmt::format("{} {} {}", entry.path().string(), entry.last_write_time().time_since_epoch().count(),
                               entry.is_regular_file() ? text_of_file(entry.path().string()) : ""));
  return fmt::format("{}", fmt::join(entries, "\n"));
}

TEST_F(SweepCluster, ADryRunOfSubmitChangesNothing) {
  const Path path(folder_.path("bin"));
  const std::string out = folder_.path("s"), before = snapshot(folder_.path("."));
  const Outcome dry = run_octet(submit(out, {"--dry-run"}));
  ASSERT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_NE(dry.out.find("sweep run-shard '" + out + "' --shard \"$SLURM_ARRAY_TASK_ID/4\" --jobs 1"),
            std::string::npos);
  const Outcome none = run_octet(words({"sweep", "submit"}, {"--engine", "none", "--out", out, "--dry-run"}));
  EXPECT_EQ(none.out, "9 open points; nothing is written\n") << none.err;
  EXPECT_EQ(snapshot(folder_.path(".")), before);
  ASSERT_EQ(run_octet(submit(out)).exit_code, 0);
  EXPECT_EQ(text_of_file(out + "/array.sh"), dry.out);
}

TEST_F(SweepCluster, ADryRunOfRetryChangesNothing) {
  const std::string out = folder_.path("s");
  ASSERT_EQ(run_octet(words({"sweep"}, {"--out", out})).exit_code, 6);
  const std::string before = snapshot(folder_.path("."));
  const Outcome here = run_octet({"sweep", "retry", out, "--dry-run"});
  EXPECT_EQ(here.exit_code, 0) << here.err;
  EXPECT_EQ(here.out, "3 points to evaluate: 3 failed, 0 open; nothing is changed\n");
  const Outcome slurm = run_octet({"sweep", "retry", out, "--engine", "slurm", "--tasks", "2", "--dry-run"});
  EXPECT_NE(slurm.out.find("#SBATCH --array=0-1\n"), std::string::npos) << slurm.out << slurm.err;
  const Outcome none = run_octet({"sweep", "retry", out, "--engine", "none", "--dry-run"});
  EXPECT_EQ(none.out, "3 open points; nothing is written\n") << none.err;
  EXPECT_EQ(snapshot(folder_.path(".")), before);
}

TEST_F(SweepCluster, WithoutAnEngineTheFolderIsMadeForAny) {
  const std::string out = folder_.path("s");
  const Outcome made = run_octet(words({"sweep", "submit"}, {"--engine", "none", "--out", out}));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out.find("9 open points in " + out + "\n"), 0u) << made.out;
  EXPECT_FALSE(fs::exists(out + "/array.sh"));
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "9 points: 0 done, 0 failed, 9 open\n");
  EXPECT_EQ(run_octet({"sweep", "run-shard", out, "--shard", "1/3"}).exit_code, 0);
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "9 points: 3 done, 0 failed, 6 open\n");
  EXPECT_EQ(run_octet({"sweep", "run-shard", out, "--shard", "0/3"}).exit_code, 6);
  EXPECT_EQ(run_octet({"sweep", "retry", out, "--engine", "none"}).out.find("6 open points in "), 0u);
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "9 points: 3 done, 0 failed, 6 open\n");
}

// Points 0, 3 and 6 fail; 2 of 3 shards have none of them.
TEST_F(SweepCluster, ARetryOfAShardLeavesOthersAsTheyWere) {
  const std::string out = folder_.path("s");
  ASSERT_EQ(run_octet(words({"sweep"}, {"--out", out})).exit_code, 6);
  const std::string before = snapshot(out + "/points");
  EXPECT_EQ(run_octet({"sweep", "retry", out, "--shard", "1/3"}).exit_code, 0);
  EXPECT_EQ(snapshot(out + "/points"), before);
  EXPECT_EQ(run_octet({"sweep", "retry", out, "--jobs", "0"}).exit_code, 2);
  EXPECT_EQ(snapshot(out + "/points"), before);
  EXPECT_EQ(run_octet({"sweep", "retry", out, "--shard", "0/3"}).exit_code, 6);
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "9 points: 6 done, 3 failed, 0 open\n");
  EXPECT_NE(snapshot(out + "/points"), before);
}

TEST_F(SweepCluster, NothingIsSubmittedWhenNothingIsOpen) {
  const Path path(folder_.path("bin"));
  const std::string out = folder_.path("s");
  ASSERT_EQ(run_octet({"sweep", kModel, "--out", out}).exit_code, 0);
  const Outcome retry = run_octet({"sweep", "retry", out, "--engine", "slurm", "--tasks", "3"});
  EXPECT_EQ(retry.exit_code, 0) << retry.err;
  EXPECT_EQ(retry.out.find("no point is open"), 0u) << retry.out;
  EXPECT_FALSE(fs::exists(out + "/submitted"));
}

}  // namespace
}  // namespace octet::test
