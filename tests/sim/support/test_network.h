// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Networks that tests of the backends compile: the zoo's, which every clone has, and three of OCTET_TEST_DATA.
#pragma once
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "compiler/compile.h"
#include "tests/models/support/test_data.h"
#include "tests/models/support/zoo.h"

namespace octet::testing {

struct TestNetwork {
  const char* name;
  const char* file;  // under the zoo, or under models/ of the test data
  bool in_zoo;
  bool available() const { return in_zoo || !test_data_folder().empty(); }
  Graph load() const {
    return import_model((in_zoo ? zoo_file(file) : test_data_folder() + "/models/" + file) + ".tflite");
  }
};
inline void PrintTo(const TestNetwork& n, std::ostream* out) { *out << n.name; }

inline constexpr TestNetwork kTestNetworks[] = {
    {"digits", "digits", true},
    {"separable", "separable", true},
    {"resnet8", "mlperf__pretrainedResnet_quant", false},
    {"vww", "mlperf__vww_96_int8", false},
    {"mobilenet_v2", "coral__mobilenet_v2_1.0_224_quant", false},
};

inline std::string network_label(const ::testing::TestParamInfo<TestNetwork>& info) { return info.param.name; }

}  // namespace octet::testing

// For the body of a test over networks: some need OCTET_TEST_DATA.
#define OCTET_REQUIRE_NETWORK(network) \
  if (!(network).available()) GTEST_SKIP() << "OCTET_TEST_DATA not set"
