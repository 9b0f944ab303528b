// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Two thousand damaged models: each is refused with a message and exit code 3 or 4, or compiles and
// runs; no crash, no hang, never 2 GiB. Every tenth goes through the binary, the others in process.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <map>

#include "base/error.h"
#include "cli/compile_checked.h"
#include "cli/simulate.h"
#include "models/inspect.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/mutator.h"
#include "tests/models/support/small_models.h"

namespace octet {
namespace {

using test::Bytes;
using test::Outcome;

constexpr unsigned kSeed = 2000;
constexpr int kCases = 2000, kThroughBinary = 200;
constexpr std::uintmax_t kLargestBase = 400'000;
constexpr int kHangMilliseconds = 60'000;         // a case takes milliseconds
constexpr long kMaxResidentKilobytes = 2L << 20;  // 2 GiB

// Machines of unlike sizes, so that tilings differ.
std::string machine_of(int number) { return number % 2 == 0 ? "edge-16" : "tiny-8"; }

// How many cases ended in which exit code.
using Tally = std::map<int, int>;

std::string text_of(const Tally& tally) {
  std::string text;
  for (const auto& [code, cases] : tally) text += fmt::format(", {} ended in exit code {}", cases, code);
  return text;
}

int exit_code_in_process(const Bytes& model, const Machine& machine) {
  try {
    const Graph graph = import_tflite_bytes(model, "mutant");
    EXPECT_FALSE(format_inspection(graph).empty());
    const Program program = compile_checked(graph, machine, {});
    EXPECT_EQ(simulate(program, BackendKind::kFast, {}, false).warm.condition, Condition::kOk);
    return 0;
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()), "");
    return static_cast<int>(error.kind());
  }
}

void expect_harmless(const Outcome& outcome) {
  EXPECT_FALSE(outcome.timed_out);
  EXPECT_EQ(outcome.signal, 0);
  EXPECT_TRUE(outcome.exit_code == 0 || outcome.exit_code == 3 || outcome.exit_code == 4) << outcome.exit_code;
  EXPECT_EQ(outcome.exit_code == 0, outcome.err.empty()) << outcome.err;
  EXPECT_LT(outcome.peak_kilobytes, kMaxResidentKilobytes);
}

int exit_code_of_binary(const std::string& file, const std::string& machine) {
  test::Launch launch;
  launch.milliseconds = kHangMilliseconds;
  const Outcome run = run_octet({"run", file, "--arch", machine, "--backend", "fast", "--baseline", "none"}, launch);
  expect_harmless(run);
  if (run.exit_code != 0) {
    EXPECT_EQ(run.out, "");
  }
  const Outcome inspected = run_octet({"inspect", file}, launch);
  EXPECT_FALSE(inspected.timed_out);
  EXPECT_TRUE(inspected.exit_code == 0 || inspected.exit_code == 3) << inspected.exit_code << inspected.err;
  EXPECT_NE(inspected.out.empty(), inspected.err.empty());  // a table, or a message instead
  if (run.exit_code == 0) {
    EXPECT_EQ(inspected.exit_code, 0);
  }
  return run.exit_code;
}

void expect_useful(const Tally& tally, int cases) {
  // Mutations that are all refused, or all harmless, would test nothing.
  EXPECT_GT(tally.at(0), cases / 20);
  EXPECT_GT(tally.at(3), cases / 3);
  for (const auto& [code, count] : tally) EXPECT_TRUE(code == 0 || code == 3 || code == 4) << count << " of " << code;
}

TEST(HostileModels, ManyInProcess) {
  const std::vector<Bytes> bases = test::hostile_bases(kLargestBase);
  test::Mutator mutator(kSeed);
  Tally tally;
  for (int number = 0; number < kCases - kThroughBinary; ++number) {
    SCOPED_TRACE(fmt::format("seed {} case {}", kSeed, number));
    const Bytes mutant = mutator.mutate(bases[static_cast<std::size_t>(number) % bases.size()]);
    const auto start = std::chrono::steady_clock::now();
    ASSERT_NO_THROW(++tally[exit_code_in_process(mutant, load_machine(machine_of(number)))]);
    ASSERT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(kHangMilliseconds));
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  EXPECT_LT(usage.ru_maxrss, kMaxResidentKilobytes);
  expect_useful(tally, kCases - kThroughBinary);
  fmt::print("hostile input: {} damaged models in process{}, {} MiB at most\n", kCases - kThroughBinary, text_of(tally),
             usage.ru_maxrss / 1024);
}

// Sizes that agree with each other pass every check of the import; a program of them would not end.
TEST(HostileModels, HugeAndConsistentOnesAreRefusedBeforeTheyTakeMemory) {
  const auto refused = [](test::TfliteWriter model, std::size_t dimension, std::int32_t size, const std::string& why) {
    for (const int tensor : {model.graph().inputs[0], model.graph().inputs.back(), model.graph().outputs[0]})
      model.tensor(tensor).shape[dimension] = size;
    try {
      compile(import_tflite_bytes(model.bytes(), "huge"), load_machine("tiny-8"));
      ADD_FAILURE() << "compiled: " << why;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kModel);
      EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
    }
  };
  refused(test::add_model(), 0, 40'000'000,
          "a layer of 40000000 times 1 tiles: a program holds at most 1048576 commands");
  refused(test::conv_model(), 1, 20'000'000, "the network needs more than 1048576 commands on machine tiny-8");
  refused(test::conv_model(), 1, 2'000'000'000, "huge");  // more elements than a tensor may have
}

TEST(HostileModels, SomeThroughTheBinary) {
  const std::vector<Bytes> bases = test::hostile_bases(kLargestBase);
  const test::TemporaryFolder folder;
  test::Mutator mutator(kSeed + 1);
  Tally tally;
  for (int number = 0; number < kThroughBinary; ++number) {
    SCOPED_TRACE(fmt::format("seed {} case {}", kSeed + 1, number));
    const Bytes mutant = mutator.mutate(bases[static_cast<std::size_t>(number) % bases.size()]);
    const std::string file =
        folder.write("mutant.tflite", {reinterpret_cast<const char*>(mutant.data()), mutant.size()});
    ++tally[exit_code_of_binary(file, machine_of(number))];
  }
  expect_useful(tally, kThroughBinary);
  fmt::print("hostile input: {} damaged models through the binary{}\n", kThroughBinary, text_of(tally));
}

}  // namespace
}  // namespace octet
