// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet verify: run cases, explain and shrink the first mismatch, report.
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/compile_checked.h"
#include "cli/files.h"
#include "cli/rtl_choice.h"
#include "cli/screen.h"
#include "cli/verify_bench.h"
#include "verify/compare.h"
#include "verify/processes.h"
#include "verify/regression.h"
#include "verify/shrink.h"

namespace octet {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

po::options_description verify_options() {
  po::options_description options("options");
  options.add_options()("random", po::value<std::string>(), "run so many random programs instead of a model")(
      "arch", po::value<std::string>(), "machine: a preset or a TOML file (default edge-16)")(
      "set", po::value<std::vector<std::string>>(), "key=value over the machine's, may be repeated")(
      "against", po::value<std::string>(), "backend under test: rtl, systemc or fast (default rtl, if built)")(
      "rtl-dir", po::value<std::string>(), "folder of SystemVerilog that replaces modules of the same file name")(
      "input", po::value<std::string>(), "picture, .npy or .npz (in0, in1, ...); default: random values of --seed")(
      "seed", po::value<std::string>(), "seed of random programs and inputs (default 0)")(
      "cycle-tolerance", po::value<std::string>(), "percent by which a program's cycles may be wrong (default 0)")(
      "jobs", po::value<std::string>(), "cases at a time, each a process (default 1)")(
      "timeout", po::value<std::string>(), "seconds after which a case has failed (default 3600)")(
      "stop-at-first", "no further cases behind one that fails")(
      "shrink", "reduce the first failing program to a small one that still fails")(
      "out", po::value<std::string>(), "folder for that program and, of rtl, a waveform (default .)")(
      "fully-connected", po::value<std::string>(), kFullyConnectedHelp)("coverage", "print what was covered")(
      "rtl-coverage", po::value<std::string>(), "folder for line and toggle coverage of the RTL, a file per case")(
      "json", po::value<std::string>(), "write the result as JSON; - for standard output")(
      "junit", po::value<std::string>(), "write the result as JUnit XML")("quiet", "no progress")("help,h",
                                                                                                  "this text");
  return options;
}

// Lines on standard error: on a terminal one that is rewritten, else one per tenth of the work.
class ProgressLines {
 public:
  explicit ProgressLines(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}
  void show(const Progress& p, std::int64_t failed) {
    const std::int64_t tenth = p.done * 10 / p.of;
    if (quiet_ || p.of < 2 || (!terminal_ && tenth == shown_)) return;
    shown_ = tenth;
    const double rate = static_cast<double>(p.done) / std::max(p.seconds, 1e-3);
    const double left = static_cast<double>(p.of - p.done) / rate;
    fmt::print(stderr, "{}{} of {} cases, {} failed, {:.1f} a second, {:.0f} s left{}", terminal_ ? "\r" : "", p.done,
               p.of, failed, rate, left, terminal_ && p.done < p.of ? "  " : "\n");
    std::fflush(stderr);
  }

 private:
  bool quiet_, terminal_;
  std::int64_t shown_ = 0;
};

CaseResult result_of(const WorkEnd& end, const std::string& name) {
  if (end.failure.empty()) return decode_case_result(end.text);
  CaseResult r;
  r.name = name;
  Mismatch m;
  m.kind = "crash";
  m.what = "the case's process";
  m.found = end.failure;
  r.mismatches.push_back(m);
  return r;
}

CaseResult run_case(const Arguments& a, const Case& c, const Bench& bench) {
  CaseResult result = check_case(c, bench);
  if (a.has("rtl-coverage")) {  // a run of its own, so that nothing else runs on that backend
    const std::string file = (fs::path(a.text("rtl-coverage")) / (c.name + ".dat")).string();
    run_on(*bench.with_coverage(file), c.program, c.memory, bench.host, true);
  }
  return result;
}

// Thrown at the first failing case of --stop-at-first.
struct Enough {};

struct Cases {
  std::vector<CaseResult> results;  // in order; with --stop-at-first only those that came to an end
  std::int64_t first_failed = -1;   // its number; -1: none
};

Cases run_cases(const Arguments& a, const Subject& subject, const Bench& bench) {
  std::vector<std::optional<CaseResult>> ended(static_cast<std::size_t>(subject.cases));
  ProgressLines lines(a.has("quiet"));
  std::int64_t failed = 0;
  const auto jobs = static_cast<int>(std::clamp<std::uint64_t>(a.number("jobs", 1), 1, 1024));
  const auto work = [&](std::int64_t i) { return encode(run_case(a, subject.make(i), bench)); };
  try {
    run_processes(subject.cases, jobs, static_cast<double>(a.number("timeout", 3600)), work,
                  [&](const WorkEnd& end, const Progress& progress) {
                    const CaseResult r = result_of(end, fmt::format("{} {}", subject.name, end.index));
                    failed += !r.mismatches.empty();
                    ended[static_cast<std::size_t>(end.index)] = r;
                    lines.show(progress, failed);
                    if (failed > 0 && a.has("stop-at-first")) throw Enough{};
                  });
  } catch (const Enough&) {  // the others have been ended
  }
  Cases cases;
  for (std::size_t i = 0; i < ended.size(); ++i) {
    if (!ended[i]) continue;
    if (cases.first_failed < 0 && !ended[i]->mismatches.empty()) cases.first_failed = static_cast<std::int64_t>(i);
    cases.results.push_back(std::move(*ended[i]));
  }
  return cases;
}

// In a process of its own: shrinks the case, writes it and a waveform of its first mismatch. Its text: one line each of
// shrunk, program file, waveform file.
std::string explain_case(const Arguments& a, Case c, const Bench& bench, const CaseResult& result) {
  const fs::path folder = a.text("out", ".");
  Mismatch m = result.mismatches[0];
  std::string shrunk, waveform;
  if (a.has("shrink")) {
    const auto before = c.program.commands.size();
    Shrunk small = shrink(c, bench, m);
    c = std::move(small.c);
    shrunk = fmt::format("{} to {} commands in {} runs{}", before, c.program.commands.size(), small.runs,
                         small.gave_up ? ", then gave up" : "");
    const CaseResult again = check_case(c, bench);
    if (!again.mismatches.empty()) m = again.mismatches[0];
    if (m.command >= 0) shrunk += fmt::format("; there it is command {}", m.command);
  }
  const fs::path file = folder / (c.name + ".octp");
  save_case(c, file.string());
  if (bench.with_waveform && m.cycle >= 0) {
    constexpr std::int64_t kBefore = 200, kBehind = 50;
    waveform = (folder / (c.name + ".fst")).string();
    const auto backend = bench.with_waveform(waveform, std::max<std::int64_t>(0, m.cycle - kBefore), m.cycle + kBehind);
    run_twice(*backend, c.program, c.memory, bench.host, true);
  }
  return fmt::format("{}\n{}\n{}\n", shrunk, file.string(), waveform);
}

void explain_first(const Arguments& a, const Subject& subject, const Bench& bench, std::int64_t number, Regression& g) {
  if (number < 0 || !(a.has("shrink") || a.has("out"))) return;
  const auto first =
      std::find_if(g.results.begin(), g.results.end(), [](const auto& r) { return !r.mismatches.empty(); });
  run_processes(
      1, 1, 0, [&](std::int64_t) { return explain_case(a, subject.make(number), bench, *first); },
      [&](const WorkEnd& end, const Progress&) {
        if (!end.failure.empty()) {
          g.shrunk = "not possible: " + end.failure;
          return;
        }
        const std::size_t one = end.text.find('\n'), two = end.text.find('\n', one + 1);
        g.shrunk = end.text.substr(0, one);
        g.program_file = end.text.substr(one + 1, two - one - 1);
        g.waveform_file = end.text.substr(two + 1, end.text.size() - two - 2);
      });
}

void check_outputs(const Arguments& a) {
  std::vector<NamedPath> inputs, outputs;
  if (!a.words().empty()) inputs.push_back({"the model", a.words()[0]});
  for (const char* name : {"arch", "input"})
    if (a.has(name)) inputs.push_back({fmt::format("--{}", name), a.text(name)});
  for (const char* name : {"json", "junit"})
    if (a.has(name)) outputs.push_back({fmt::format("--{}", name), a.text(name)});
  require_writable(outputs, inputs);
  for (const char* name : {"seed", "jobs", "timeout"}) a.number(name, 0);
  for (const char* name : {"out", "rtl-coverage"}) {
    if (!a.has(name)) continue;
    std::error_code error;
    fs::create_directories(a.text(name), error);
    if (!fs::is_directory(a.text(name))) fail(ErrorKind::kUsage, "--{} {}: is no folder", name, a.text(name));
  }
}

Regression identity(const Arguments& a, const std::vector<std::string>& words, const Subject& subject,
                    const Bench& bench) {
  Regression g;
  g.version = version();
  g.revision = OCTET_REVISION;
  g.command_line = fmt::format("octet verify {}", fmt::join(words, " "));
  g.subject = subject.name;
  g.against = name_of(bench.candidate->kind());
  g.values_from = bench.values ? name_of(bench.values->kind()) : "";
  g.time_from = name_of(bench.time->kind());
  g.rtl_directory = a.text("rtl-dir");
  g.machine = subject.machine;
  g.seed = a.number("seed", 0);
  g.cycle_tolerance_percent = bench.cycle_tolerance_percent;
  return g;
}

}  // namespace

int verify_command(const std::vector<std::string>& words) {
  const po::options_description options = verify_options();
  if (print_help(words, "usage: octet verify MODEL|PROGRAM|--random N [options]", options)) return 0;
  const Arguments a("verify", options, words, 0, 1);
  check_outputs(a);
  const Bench bench = make_bench(a);
  const Subject subject = make_subject(a);
  {
    // What takes long once (building a simulator) and mistakes that concern all cases come before the first case.
    const Case first = subject.make(0);
    RunOptions options;
    options.data = bench.values && first.program.has_values;
    try {
      bench.candidate->make_core(first.program, options);
    } catch (const Error&) {
      throw;
    } catch (const std::exception&) {  // an assertion fails at reset: the cases will say so
    }
  }
  Regression g = identity(a, words, subject, bench);
  try {
    Cases cases = run_cases(a, subject, bench);
    g.results = std::move(cases.results);
    explain_first(a, subject, bench, cases.first_failed, g);
  } catch (const Interrupted&) {
    fmt::print(stderr, "octet: interrupted\n");
    return 130;
  }
  if (a.has("junit")) write_text(a.text("junit"), regression_junit(g));
  if (a.has("json")) write_text(a.text("json"), regression_json(g));
  if (a.text("json") != "-" && a.text("junit") != "-")
    print_text(regression_text(g) + (a.has("coverage") ? "\n" + coverage_text(g.coverage()) : "") +
               rtl_coverage_text(a));
  return g.failed() > 0 ? static_cast<int>(ErrorKind::kCheck) : 0;
}

}  // namespace octet
