// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The networks of the zoo, which every clone has, compiled for five machines: outputs on reference and
// systemc equal to the oracle's recorded ones byte for byte, fast equal to systemc in every event.
#include <gtest/gtest.h>

#include "tests/compiler/support/network_run.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

class ZooConformance : public ::testing::TestWithParam<const char*> {
 protected:
  void on(const Machine& machine) {
    const std::vector<std::string> recorded = zoo_recorded(GetParam());
    ASSERT_EQ(recorded.size(), 12u);
    expect_recorded_everywhere(import_model(zoo_file(GetParam() + std::string(".tflite"))), machine, recorded);
  }
};

TEST_P(ZooConformance, EqualsTheOracleOnTiny8) { on(load_machine("tiny-8")); }
TEST_P(ZooConformance, EqualsTheOracleOnEdge16) { on(load_machine("edge-16")); }
TEST_P(ZooConformance, EqualsTheOracleOnEdge64) { on(load_machine("edge-64")); }
TEST_P(ZooConformance, EqualsTheOracleOnFiveByTwelve) { on(odd_machine()); }
TEST_P(ZooConformance, EqualsTheOracleOutputStationary) {
  Machine machine = odd_machine();
  machine.array_dataflow = Dataflow::kOutputStationary;
  on(machine);
}
// A full queue holds more commands than a counter holds tokens.
TEST_P(ZooConformance, EqualsTheOracleWithDeepQueues) { on(load_machine("edge-16", {"queue.depth=64"})); }

INSTANTIATE_TEST_SUITE_P(Networks, ZooConformance, ::testing::ValuesIn(kZooNetworks),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace octet
