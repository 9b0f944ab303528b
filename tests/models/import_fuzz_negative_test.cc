// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Hostile files: mutated models either import or throw Error(kModel); nothing else, and soon.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>

#include "base/error.h"
#include "models/inspect.h"
#include "tests/models/support/model_files.h"
#include "tests/models/support/mutator.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

using test::Bytes;
using test::Mutator;
constexpr unsigned kSeed = 7;
constexpr std::uintmax_t kLargestBase = 400'000;
constexpr auto kSlow = std::chrono::seconds(10);  // a hang; sanitizers included a case takes milliseconds
constexpr long kMaxResidentKilobytes = 2L << 20;  // 2 GiB

struct Tally {
  int imported = 0, supported = 0, rejected = 0;
};

// One mutant through everything that reads a graph without running it.
void digest(const Bytes& bytes, Tally& tally) {
  try {
    const Graph graph = import_tflite_bytes(bytes, "mutant");
    ++tally.imported;
    EXPECT_FALSE(format_inspection(graph).empty());
    require_supported(graph);
    ++tally.supported;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel);
    EXPECT_NE(std::string(error.what()).find("mutant"), std::string::npos) << error.what();
    ++tally.rejected;
  }
}

void survive(const std::vector<Bytes>& bases, int cases) {
  Mutator mutator(kSeed);
  Tally tally;
  for (int i = 0; i < cases; ++i) {
    SCOPED_TRACE(fmt::format("seed {} case {}", kSeed, i));
    const Bytes mutant = mutator.mutate(bases[static_cast<std::size_t>(i) % bases.size()]);
    const auto start = std::chrono::steady_clock::now();
    ASSERT_NO_THROW(digest(mutant, tally));
    ASSERT_LT(std::chrono::steady_clock::now() - start, kSlow);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  EXPECT_LT(usage.ru_maxrss, kMaxResidentKilobytes);
  // Mutations that all die in the verifier, or all pass, would test nothing.
  EXPECT_GT(tally.rejected - (tally.imported - tally.supported), cases / 10);
  EXPECT_GT(tally.imported, cases / 20);
  EXPECT_GT(tally.imported - tally.supported, cases / 100);
  ::testing::Test::RecordProperty("imported", tally.imported);
  ::testing::Test::RecordProperty("supported", tally.supported);
}

TEST(HostileModels, WrittenOnesImportOrAreRejected) { survive(test::hostile_bases(kLargestBase), 1000); }

TEST(HostileModels, RealOnesImportOrAreRejected) {
  OCTET_REQUIRE_TEST_DATA();
  std::vector<Bytes> bases;
  for (const std::string& file : test::files_in(test_data_folder() + "/models", ".tflite", kLargestBase))
    bases.push_back(test::bytes_of_file(file));
  ASSERT_GE(bases.size(), 10u);
  for (const std::string& file : test::files_in(test::zoo_folder(), ".tflite", kLargestBase))
    bases.push_back(test::bytes_of_file(file));
  survive(bases, 2000);
}

}  // namespace
}  // namespace octet
