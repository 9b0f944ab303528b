// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/slurm.h"

#include <gtest/gtest.h>

namespace octet {
namespace {

TEST(Slurm, TheScriptNamesItsShards) {
  ArrayJob job;
  job.program = "/opt/octet";
  job.folder = "/data/s";
  job.working_folder = "/data";
  job.shards = 8;
  job.indices = {0, 1, 2, 5, 7};
  job.at_once = 3;
  job.processes = 2;
  job.limits = {"--time-limit", "60"};
  job.settings = {"--partition=short", "--mem=2G"};
  EXPECT_EQ(
      array_script(job),
      "#!/bin/sh\n"
      "#SBATCH --job-name=octet-sweep\n"
      "#SBATCH --array=0-2,5,7%3\n"
      "#SBATCH --cpus-per-task=2\n"
      "#SBATCH --output=slurm-%A_%a.log\n"
      "#SBATCH --partition=short\n"
      "#SBATCH --mem=2G\n"
      "cd -- '/data' || exit 1\n"
      "exec '/opt/octet' sweep run-shard '/data/s' --shard \"$SLURM_ARRAY_TASK_ID/8\" --jobs 2 '--time-limit' '60'\n");
}

TEST(Slurm, RunsOfIndicesAreWrittenShort) {
  EXPECT_EQ(index_ranges({}), "");
  EXPECT_EQ(index_ranges({4}), "4");
  EXPECT_EQ(index_ranges({0, 1}), "0-1");
  EXPECT_EQ(index_ranges({0, 2, 3, 4, 9}), "0,2-4,9");
}

TEST(Slurm, AWordStaysAWord) { EXPECT_EQ(shell_word("a b'c$d\"e"), "'a b'\\''c$d\"e'"); }

}  // namespace
}  // namespace octet
