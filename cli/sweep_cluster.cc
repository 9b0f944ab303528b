// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/sweep_cluster.h"

#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/suggest.h"
#include "cli/files.h"
#include "sweep/points.h"

namespace octet {
namespace {
namespace po = boost::program_options;

constexpr const char* kScript = "array.sh";
constexpr std::uint64_t kMostTasks = 1'000'000;

// The shards with points that are neither done nor failed; `open`: how many points.
std::vector<std::size_t> open_shards(const Store& store, std::size_t shards, std::size_t& open) {
  const PointList list = read_points(store);
  const Store::Listing listing = store.list();
  std::set<std::size_t> indices;
  open = 0;
  for (std::size_t i = 0; i < list.points.size(); ++i) {
    if (listing.done.count(list.points[i].hash) || listing.failed.count(list.points[i].hash)) continue;
    indices.insert(i % shards);
    ++open;
  }
  return {indices.begin(), indices.end()};
}

}  // namespace

po::options_description cluster_options() {
  po::options_description options("on a cluster");
  options.add_options()("engine", po::value<std::string>(), "slurm")(
      "tasks", po::value<std::string>(),
      "tasks of the job array, each with every N-th point; --jobs is per task, default 1")(
      "throttle", po::value<std::string>(), "so many tasks at the same time (default: no limit)")(
      "sbatch-option", po::value<std::vector<std::string>>(),
      "for the script, as --sbatch-option=--partition=short; may be repeated")(
      "dry-run", "make the folder and its array.sh, print that, submit nothing");
  return options;
}

void refuse_cluster_options(const Arguments& a) {
  for (const char* option : {"tasks", "throttle", "sbatch-option", "dry-run"})
    if (a.has(option)) fail(ErrorKind::kUsage, "--{}: only with --engine slurm", option);
}

ArrayJob read_cluster(const Arguments& a) {
  const std::vector<std::string> engines{"slurm"};
  if (a.text("engine") != engines[0])
    fail(ErrorKind::kUsage, "--engine {}: slurm{}; other engines call octet sweep run-shard DIR --shard I/N",
         a.text("engine"), did_you_mean(a.text("engine"), engines));
  for (const char* option : {"resume", "shard", "check", "json-progress"})
    if (a.has(option)) fail(ErrorKind::kUsage, "--{}: not with --engine", option);
  if (!a.has("tasks")) fail(ErrorKind::kUsage, "--tasks N is missing: the tasks of the job array");
  ArrayJob job;
  job.shards = static_cast<std::size_t>(whole_number(a, "tasks", 1, kMostTasks));
  if (a.has("throttle")) job.at_once = static_cast<std::size_t>(whole_number(a, "throttle", 1, kMostTasks));
  if (a.has("jobs")) job.processes = static_cast<int>(whole_number(a, "jobs", 1, 1024));
  for (const char* option : {"memory-limit", "time-limit"})
    if (a.has(option)) job.limits.insert(job.limits.end(), {fmt::format("--{}", option), a.text(option)});
  job.settings = a.list("sbatch-option");
  for (const std::string& setting : job.settings)
    if (!setting.starts_with('-') || setting.find('\n') != std::string::npos)
      fail(ErrorKind::kUsage, "--sbatch-option {}: must be one option of sbatch, as --partition=short", setting);
  return job;
}

int submit_open_points(const Arguments& a, ArrayJob job, const Store& store) {
  std::size_t open = 0;
  job.indices = open_shards(store, job.shards, open);
  if (open == 0) {
    write_text("-", fmt::format("no point is open; octet sweep collect {}\n", store.folder()));
    return 0;
  }
  job.program = std::filesystem::read_symlink("/proc/self/exe").string();
  job.working_folder = std::filesystem::current_path().string();
  job.folder = std::filesystem::absolute(store.folder()).string();
  const std::string script = array_script(job);
  store.write(kScript, script);
  if (a.has("dry-run")) {
    write_text("-", script);
    return 0;
  }
  const std::string number = submit_script(job.folder, kScript);
  write_text("-", fmt::format("job       {}: {} open points, tasks {} of {}\nstatus    octet sweep status {}\n"
                              "then      octet sweep collect {}\n",
                              number, open, index_ranges(job.indices), job.shards, store.folder(), store.folder()));
  return 0;
}

}  // namespace octet
