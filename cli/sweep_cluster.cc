// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/sweep_cluster.h"

#include <algorithm>
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
constexpr const char* kNone = "none";
constexpr const char* kOfSlurm[] = {"tasks", "throttle", "sbatch-option"};

// The shards of these points.
std::vector<std::size_t> shards_of(const std::vector<std::size_t>& points, std::size_t shards) {
  std::set<std::size_t> indices;
  for (const std::size_t point : points) indices.insert(point % shards);
  return {indices.begin(), indices.end()};
}

int leave_to_others(const std::string& folder, std::size_t open, bool dry) {
  write_text("-", dry ? fmt::format("{} open points; nothing is written\n", open)
                      : fmt::format("{0} open points in {1}\n"
                                    "tasks     octet sweep run-shard {1} --shard I/N, for every I from 0 to N-1\n"
                                    "then      octet sweep collect {1}\n",
                                    open, folder));
  return 0;
}

}  // namespace

po::options_description cluster_options() {
  po::options_description options("on a cluster");
  options.add_options()("engine", po::value<std::string>(), "slurm; none: makes the folder, for any other engine")(
      "tasks", po::value<std::string>(),
      "tasks of the job array, each with every N-th point; --jobs is per task, default 1")(
      "throttle", po::value<std::string>(), "so many tasks at the same time (default: no limit)")(
      "sbatch-option", po::value<std::vector<std::string>>(),
      "for the script, as --sbatch-option=--partition=short; may be repeated")(
      "dry-run", "print what would be submitted; nothing is written, nothing submitted");
  return options;
}

void refuse_cluster_options(const Arguments& a) {
  for (const char* option : kOfSlurm)
    if (a.has(option)) fail(ErrorKind::kUsage, "--{}: only with --engine slurm", option);
}

ArrayJob read_cluster(const Arguments& a) {
  const std::vector<std::string> engines{"slurm", kNone};
  const std::string engine = a.text("engine");
  if (engine.empty()) fail(ErrorKind::kUsage, "--engine is missing: slurm or none");
  if (std::find(engines.begin(), engines.end(), engine) == engines.end())
    fail(ErrorKind::kUsage, "--engine {}: slurm or none{}; other engines call octet sweep run-shard DIR --shard I/N",
         engine, did_you_mean(engine, engines));
  for (const char* option : {"resume", "shard", "check", "json-progress"})
    if (a.has(option)) fail(ErrorKind::kUsage, "--{}: not with --engine", option);
  if (engine == kNone) {
    refuse_cluster_options(a);
    for (const char* option : {"jobs", "memory-limit", "time-limit"})
      if (a.has(option))
        fail(ErrorKind::kUsage, "--{}: not with --engine none; octet sweep run-shard takes it", option);
    return {};
  }
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

NotDone not_done(const Store& store) {
  const PointList list = read_points(store);
  const Store::Listing listing = store.list();
  NotDone points;
  for (std::size_t i = 0; i < list.points.size(); ++i) {
    if (listing.done.count(list.points[i].hash)) continue;
    points.indices.push_back(i);
    points.failed += listing.failed.count(list.points[i].hash);
  }
  return points;
}

int describe_retry(const NotDone& points) {
  const std::size_t count = points.indices.size();
  write_text("-", fmt::format("{} point{} to evaluate: {} failed, {} open; nothing is changed\n", count,
                              count == 1 ? "" : "s", points.failed, count - points.failed));
  return 0;
}

int submit_points(const Arguments& a, ArrayJob job, const Store& store, const std::vector<std::size_t>& open) {
  if (open.empty()) {
    write_text("-", fmt::format("no point is open; octet sweep collect {}\n", store.folder()));
    return 0;
  }
  if (a.text("engine") == kNone) return leave_to_others(store.folder(), open.size(), a.has("dry-run"));
  job.indices = shards_of(open, job.shards);
  job.program = std::filesystem::read_symlink("/proc/self/exe").string();
  job.working_folder = std::filesystem::current_path().string();
  job.folder = std::filesystem::absolute(store.folder()).string();
  const std::string script = array_script(job);
  if (a.has("dry-run")) {
    write_text("-", script);
    return 0;
  }
  store.write(kScript, script);
  const std::string number = submit_script(job.folder, kScript);
  write_text("-",
             fmt::format("job       {}: {} open points, tasks {} of {}\nstatus    octet sweep status {}\n"
                         "then      octet sweep collect {}\n",
                         number, open.size(), index_ranges(job.indices), job.shards, store.folder(), store.folder()));
  return 0;
}

}  // namespace octet
