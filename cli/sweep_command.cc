// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet sweep: reads what is asked for, keeps its folder, and runs the points that are not done.
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <numeric>
#include <thread>

#include "arch/machine_value.h"
#include "base/error.h"
#include "base/suggest.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/screen.h"
#include "cli/simulate.h"
#include "cli/sweep_answers.h"
#include "cli/sweep_cluster.h"
#include "cli/sweep_evaluate.h"
#include "sweep/collect.h"
#include "sweep/run.h"

namespace octet {
namespace {
namespace po = boost::program_options;

constexpr int kPartlyFailed = 6, kInterrupted = 130;  // exit codes
constexpr const char* kSpecFile = "spec.toml";
constexpr const char* kPointsFile = "points.csv";

volatile std::sig_atomic_t interrupts = 0;
void note_interrupt(int) { interrupts = interrupts + 1; }

po::options_description space_options() {
  po::options_description options("what is swept");
  options.add_options()("arch", po::value<std::string>(), "machine: a preset or a TOML file (default edge-16)")(
      "set", po::value<std::vector<std::string>>(), "key=value over the machine's, may be repeated")(
      "vary", po::value<std::vector<std::string>>(),
      "KEY=RANGE, may be repeated: 8:128:x2 (factors), 1:9:2 (steps), 64Ki,256Ki (a list)")(
      "constraint", po::value<std::vector<std::string>>(),
      "only machines that meet it: \"array.rows*array.cols <= 4096\", \"area_mm2 <= 4\"; may be repeated")(
      "random", po::value<std::string>(), "so many machines drawn with --seed, instead of all")(
      "guided", po::value<std::string>(),
      "a search for the Pareto front of latency, energy and area with so many machines")(
      "seed", po::value<std::string>(), "of --random and --guided (default 0)")(
      "baseline", po::value<std::string>(), "FPU machines: all, none, iso_pe, iso_area or scalar_fpu (default none)")(
      "backend", po::value<std::string>(), "fast or systemc (default fast)");
  return options;
}

po::options_description run_options() {
  po::options_description options("how");
  options.add_options()("out", po::value<std::string>(), "folder of the sweep (default sweep)")(
      "jobs", po::value<std::string>(), "processes (default: one per processor)")(
      "resume", "go on with the sweep in the folder")("shard", po::value<std::string>(),
                                                      "I/N: only every N-th point from the I-th on; collect later")(
      "check", po::value<std::string>(), "re-run this share in systemc and compare: 1%, 0.05")(
      "memory-limit", po::value<std::string>(), "bytes of address space of a process, as 4Gi (default: none)")(
      "time-limit", po::value<std::string>(), "seconds for a point (default: none)")(
      "json-progress", "progress as JSON, a line each second")("help,h", "this text");
  return options;
}

constexpr const char* kUsage =
    "usage: octet sweep MODEL... [options]\n"
    "       octet sweep SPEC.toml [options]\n"
    "       octet sweep status|collect|retry DIR\n"
    "       octet sweep best|pareto|sensitivity|scatter DIR ...\n"
    "       octet sweep submit MODEL...|SPEC.toml --engine slurm --tasks N | --engine none [options]\n"
    "       octet sweep run-shard DIR --shard I/N";

// Paths stay right if the sweep is continued from another folder.
std::string absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path found = std::filesystem::absolute(path, error);
  return error ? path : found.lexically_normal().string();
}

SweepSpec read_spec(const Arguments& a) {
  const std::vector<std::string>& words = a.words();
  const bool file = words.size() == 1 && words[0].ends_with(".toml");
  if (file)
    for (const char* option : {"arch", "set", "vary", "constraint", "random", "guided", "seed", "baseline", "backend"})
      if (a.has(option)) fail(ErrorKind::kUsage, "--{}: the spec file says that; change it there", option);
  SweepSpec spec = file ? load_sweep(words[0]) : SweepSpec{};
  if (!file) {
    if (a.has("random") && a.has("guided")) fail(ErrorKind::kUsage, "--random and --guided: one of them");
    spec.models = words;
    spec.machine = load_machine(a.text("arch", "edge-16"), a.list("set"));
    for (const std::string& text : a.list("vary")) spec.axes.push_back(parse_axis(text));
    spec.constraints = a.list("constraint");
    for (const auto& [option, selection] : {std::pair{"random", Selection::kRandom}, {"guided", Selection::kGuided}}) {
      if (!a.has(option)) continue;
      spec.selection = selection;
      spec.points = whole_number(a, option, 1, SweepSpace::kMostMachines);
    }
    spec.seed = a.number("seed", 0);
    spec.baseline = a.text("baseline", "none");
    spec.backend = backend_kind(a.text("backend", "fast"));
  }
  for (std::string& model : spec.models) model = absolute(model);
  validate(spec);
  return spec;
}

double share_to_check(const Arguments& a) {
  if (!a.has("check")) return 0;
  std::string text = a.text("check");
  const bool percent = text.ends_with('%');
  if (percent) text.pop_back();
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (percent) value /= 100;
  if (error != std::errc() || end != text.data() + text.size() || !(value > 0 && value <= 1))
    fail(ErrorKind::kUsage, "--check {}: allowed is a share above 0, up to 100% or 1", a.text("check"));
  return value;
}

WorkerLimits limits_of(const Arguments& a) {
  WorkerLimits limits;
  const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
  limits.processes = a.has("jobs") ? static_cast<int>(whole_number(a, "jobs", 1, 1024)) : static_cast<int>(processors);
  if (a.has("time-limit")) limits.task_seconds = static_cast<double>(whole_number(a, "time-limit", 1, 1'000'000));
  std::int64_t bytes = 0;
  if (a.has("memory-limit") && !parse_count(a.text("memory-limit"), bytes))
    bytes = whole_number(a, "memory-limit", 1, 1ull << 62);
  limits.address_space_bytes = static_cast<std::uint64_t>(bytes);
  return limits;
}

// Takes the folder for this sweep: a new one, or with --resume one of the same sweep.
void open_folder(const Store& store, const std::string& spec, bool resume) {
  if (!store.exists()) {
    store.create();
    return;
  }
  if (!resume)
    fail(ErrorKind::kUsage, "{} holds a sweep: --resume goes on with it; or choose another --out", store.folder());
  if (store.read(kSpecFile) != spec)
    fail(ErrorKind::kUsage, "{} holds another sweep, {}: choose another --out", store.folder(), store.path(kSpecFile));
}

// The spec last: a folder with one has its list.
void write_list(const Store& store, const SweepSpec& spec, const SweepSpace& space, const std::vector<Point>& points) {
  store.write(kPointsFile, points_csv(spec, space, points));
  store.write(kSpecFile, to_toml(spec));
}

void refuse_guided(const SweepSpec& spec) {
  if (spec.selection == Selection::kGuided)
    fail(ErrorKind::kUsage,
         "a guided search cannot be divided: its next points depend on the results of others; "
         "sweep all points or --random ones, or search here");
}

ProgressForm progress_form(const Arguments& a) {
  if (a.has("json-progress")) return ProgressForm::kJson;
  return ::isatty(STDERR_FILENO) == 1 ? ProgressForm::kTerminal : ProgressForm::kLines;
}

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

// What came out, and what to do next.
std::string summary(const Store& store, const Counts& collected) {
  std::string text = fmt::format("{}: {} done, {} failed, {} open\n", counted(collected.listed, "point"),
                                 collected.done, collected.failed, collected.open());
  text += fmt::format("results   {}, results.sqlite\n", store.path("results.csv"));
  if (collected.done + collected.failed < collected.listed)
    text += fmt::format("open      octet sweep retry {}\n", store.folder());
  if (collected.failed > 0)
    text += fmt::format("failed    {}; octet sweep retry {}\n", store.path("failures.csv"), store.folder());
  if (collected.done > 0) text += fmt::format("next      octet sweep pareto {}\n", store.folder());
  return text;
}

int exit_code(const Counts& collected) { return collected.failed > 0 ? kPartlyFailed : 0; }

struct Interruptible {
  struct sigaction before_int {
  }, before_term{};
  Interruptible() {
    struct sigaction note {};
    note.sa_handler = note_interrupt;
    ::sigaction(SIGINT, &note, &before_int);
    ::sigaction(SIGTERM, &note, &before_term);
  }
  ~Interruptible() {
    ::sigaction(SIGINT, &before_int, nullptr);
    ::sigaction(SIGTERM, &before_term, nullptr);
  }
};

int check(const SweepRun& run, const std::vector<Point>& points, double share) {
  std::size_t checked = 0;
  const std::vector<std::string> differing = check_points(run, points, share, checked);
  print_text(fmt::format("check     {} again in systemc: {}\n", counted(checked, "point"),
                         differing.empty() ? "equal" : fmt::format("{} differ", differing.size())));
  if (!differing.empty()) fail(ErrorKind::kCheck, "{}", fmt::join(differing, "\n"));
  return 0;
}

// Points that have failed are open again: these, or all.
void reopen(const Store& store, const std::vector<Point>* points) {
  std::unordered_set<std::string> failed = store.list().failed;
  if (points) {
    std::unordered_set<std::string> those;
    for (const Point& point : *points)
      if (failed.count(point.hash)) those.insert(point.hash);
    failed.swap(those);
  }
  for (const std::string& hash : failed) store.remove_failure(hash);
}

// Runs what is open of the sweep in the folder; if `again`, also what has failed.
int run_sweep(const Arguments& a, const SweepSpec& spec, const Store& store, bool again = false) {
  const Shard shard = a.has("shard") ? parse_shard(a.text("shard")) : Shard{};
  const bool guided = spec.selection == Selection::kGuided;
  if (a.has("shard")) refuse_guided(spec);
  const double share = share_to_check(a);
  const WorkerLimits limits = limits_of(a);
  const SweepSpace space(spec);
  const auto evaluator = make_evaluator(spec);
  const bool listed = guided || store.exists();
  const std::vector<Point> all = listed ? std::vector<Point>{} : all_points(spec, space, *evaluator);
  open_folder(store, to_toml(spec), a.has("resume"));
  store.lock(a.has("shard") ? fmt::format("{}-{}", shard.index, shard.count) : "all");
  if (!a.has("shard")) store.clean();  // other shards may be writing
  if (!store.exists()) write_list(store, spec, space, all);
  const Interruptible interruptible;
  SweepProgress progress(progress_form(a));
  const SweepRun run{spec, space, store, *evaluator, limits, [] { return interrupts > 0; }};
  std::vector<Point> points = listed && !guided ? listed_points(run, shard) : points_of(shard, all);
  if (again) reopen(store, a.has("shard") ? &points : nullptr);
  const bool whole = guided ? run_guided(run, points, progress) : run_points(run, points, progress);
  progress.finish();
  if (!whole) {
    std::fprintf(stderr, "octet: interrupted; octet sweep --resume goes on with %s\n", store.folder().c_str());
    return kInterrupted;
  }
  if (a.has("shard")) {
    const Store::Listing now = store.list();
    const bool failed =
        std::any_of(points.begin(), points.end(), [&](const Point& point) { return now.failed.count(point.hash) > 0; });
    return failed ? kPartlyFailed : 0;
  }
  const Counts collected = collect(store);
  print_text(summary(store, collected));
  if (share > 0) check(run, points, share);
  return exit_code(collected);
}

// The folder of status, collect and retry.
Store folder_of(const Arguments& a) {
  Store store(a.words()[0]);
  if (!store.exists()) fail(ErrorKind::kUsage, "{}: no sweep is there", store.folder());
  return store;
}

int status(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  if (print_help(words, "usage: octet sweep status DIR", options)) return 0;
  const Arguments a("sweep status", options, words, 1, 1);
  const Store store = folder_of(a);
  const Counts now = count_points(store);
  print_text(
      fmt::format("{}: {} done, {} failed, {} open\n", counted(now.listed, "point"), now.done, now.failed, now.open()));
  return exit_code(now);
}

int collect_results(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  if (print_help(words, "usage: octet sweep collect DIR", options)) return 0;
  const Arguments a("sweep collect", options, words, 1, 1);
  const Store store = folder_of(a);
  const Counts collected = collect(store);
  print_text(summary(store, collected));
  return exit_code(collected);
}

// Runs what the folder's own spec says.
int run_folder(const std::string& command, const po::options_description& options,
               const std::vector<std::string>& words, const Store& store, bool again) {
  std::vector<std::string> resumed = words;
  resumed.emplace_back("--resume");
  const SweepSpec spec = parse_sweep(store.read(kSpecFile), store.path(kSpecFile));
  return run_sweep(Arguments(command, options, resumed, 1, 1), spec, store, again);
}

// No --out for commands that name the folder.
void refuse_out(const Arguments& a, const std::string& command) {
  if (a.has("out")) fail(ErrorKind::kUsage, "{}: the folder is {}, not --out", command, a.words()[0]);
}

int retry(const std::vector<std::string>& words) {
  const std::string command = "sweep retry";
  po::options_description options = run_options();
  options.add(cluster_options());
  if (print_help(words, "usage: octet sweep retry DIR [options]", options)) return 0;
  const Arguments a(command, options, words, 1, 1);
  refuse_out(a, command);
  const Store store = folder_of(a);
  std::optional<ArrayJob> job;
  if (a.has("engine"))
    job = read_cluster(a);
  else
    refuse_cluster_options(a);
  if (job) refuse_guided(parse_sweep(store.read(kSpecFile), store.path(kSpecFile)));
  const bool dry = a.has("dry-run");
  if (!job && !dry) return run_folder(command, options, words, store, true);
  const NotDone points = not_done(store);
  if (!job) return describe_retry(points);
  if (!dry) reopen(store, nullptr);
  return submit_points(a, *job, store, points.indices);
}

// What a task of a cluster calls.
int run_shard(const std::vector<std::string>& words) {
  const std::string command = "sweep run-shard";
  const po::options_description options = run_options();
  if (print_help(words, "usage: octet sweep run-shard DIR --shard I/N [options]", options)) return 0;
  const Arguments a(command, options, words, 1, 1);
  refuse_out(a, command);
  if (!a.has("shard")) fail(ErrorKind::kUsage, "{}: --shard I/N is missing", command);
  return run_folder(command, options, words, folder_of(a), false);
}

int submit(const std::vector<std::string>& words) {
  po::options_description options = space_options();
  options.add(run_options()).add(cluster_options());
  if (print_help(words,
                 "usage: octet sweep submit MODEL...|SPEC.toml --engine slurm --tasks N | --engine none [options]",
                 options))
    return 0;
  const Arguments a("sweep submit", options, words, 1, 1000);
  const ArrayJob job = read_cluster(a);
  const SweepSpec spec = read_spec(a);
  refuse_guided(spec);
  const SweepSpace space(spec);
  const auto evaluator = make_evaluator(spec);
  const std::vector<Point> points = all_points(spec, space, *evaluator);
  const Store store(a.text("out", "sweep"));
  if (store.exists())
    fail(ErrorKind::kUsage,
         "{0} holds a sweep: octet sweep retry {0} --engine slurm submits what is open of it; or "
         "choose another --out",
         store.folder());
  if (!a.has("dry-run")) {
    store.create();
    write_list(store, spec, space, points);
  }
  std::vector<std::size_t> open(points.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  return submit_points(a, job, store, open);
}

int start(const std::vector<std::string>& words) {
  po::options_description options = space_options();
  options.add(run_options());
  if (print_help(words, kUsage, options)) return 0;
  const Arguments a("sweep", options, words, 1, 1000);
  return run_sweep(a, read_spec(a), Store(a.text("out", "sweep")));
}

}  // namespace

int sweep_command(const std::vector<std::string>& words) {
  const std::vector<std::string> rest(words.begin() + (words.empty() ? 0 : 1), words.end());
  if (!words.empty() && words[0] == "status") return status(rest);
  if (!words.empty() && words[0] == "collect") return collect_results(rest);
  if (!words.empty() && words[0] == "retry") return retry(rest);
  for (const char* answer : kSweepAnswers)
    if (!words.empty() && words[0] == answer) return sweep_answers_command(answer, rest);
  if (!words.empty() && words[0] == "submit") return submit(rest);
  if (!words.empty() && words[0] == "run-shard") return run_shard(rest);
  const std::vector<std::string> known{"status", "collect",     "retry",   "submit", "run-shard",
                                       "best",   "sensitivity", "scatter", "pareto"};
  const std::string meant = words.empty() ? "" : did_you_mean(words[0], known);
  if (!meant.empty() && !std::filesystem::exists(words[0])) fail(ErrorKind::kUsage, "no file {}{}", words[0], meant);
  return start(words);
}

}  // namespace octet
