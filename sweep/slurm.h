// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A sweep as a job array of Slurm: the batch script, and its submission.
#pragma once
#include <string>
#include <vector>

namespace octet {

struct ArrayJob {
  std::string program;                // octet
  std::string folder;                 // of the sweep
  std::string working_folder;         // where names of technology tables are looked up
  std::size_t shards = 1;             // of the whole list
  std::vector<std::size_t> indices;   // of those that are run, ascending
  std::size_t at_once = 0;            // tasks that may run at the same time; 0: no limit
  int processes = 1;                  // of each task
  std::vector<std::string> limits;    // of points: more words for octet
  std::vector<std::string> settings;  // more #SBATCH lines
};

// The script that sbatch takes. Any byte but 0 may be in its paths.
std::string array_script(const ArrayJob& job);
// "0-2,7" of 0, 1, 2 and 7.
std::string index_ranges(const std::vector<std::size_t>& indices);
// One word of a POSIX shell.
std::string shell_word(const std::string& text);

// Submits the script `name` from `folder`, where Slurm then writes its logs; the number of the job. sbatch complains on
// standard error itself. Throws Error(kUsage) if there is no sbatch, or if it fails.
std::string submit_script(const std::string& folder, const std::string& name);

}  // namespace octet
