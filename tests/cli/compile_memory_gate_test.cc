// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet compile stays below 200 MB of resident memory, and a layer more costs what the one before it cost.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/cli/support/octet_process.h"
#include "tests/compiler/support/block_chain.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

using test::run_octet;
using test::TemporaryFolder;

constexpr long kMostKilobytes = 195'312;  // 200 MB of 10^6 bytes

long peak_kilobytes(const std::string& model, const std::string& machine) {
  const TemporaryFolder folder;
  const auto outcome = run_octet({"compile", model, "--arch", machine, "-o", folder.path("p.octp")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::printf("%s on %s: %ld KiB\n", model.c_str(), machine.c_str(), outcome.peak_kilobytes);
  EXPECT_GT(outcome.peak_kilobytes, 1000);
  return outcome.peak_kilobytes;
}

TEST(CompileMemory, LargeNetworksStayBelow200Megabytes) {
  OCTET_REQUIRE_TEST_DATA();
  for (const char* model : {"models/coral__mobilenet_v2_1.0_224_quant.tflite",
                            "models/tinyengine__mcunetv2_large.tflite", "topologies/Resnet50.csv"})
    for (const char* machine : {"edge-16", "edge-64"})
      EXPECT_LT(peak_kilobytes(test_data_folder() + "/" + model, machine), kMostKilobytes);
}

TEST(CompileMemory, GrowsInProportionToTheLayers) {
  const TemporaryFolder folder;
  const auto peak = [&](int blocks, const char* machine) {
    const auto bytes = testing::block_chain(blocks);
    return peak_kilobytes(folder.write("chain.tflite", {reinterpret_cast<const char*>(bytes.data()), bytes.size()}),
                          machine);
  };
  for (const char* machine : {"edge-16", "edge-64"}) {
    const long once = peak(100, machine), twice = peak(200, machine), four = peak(400, machine);
    EXPECT_GT(twice, once);
    EXPECT_LT(four - twice, 3 * (twice - once)) << machine;
    EXPECT_LT(four, kMostKilobytes);
  }
}

}  // namespace
}  // namespace octet
