// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "arch/event_order.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "tests/arch/support/sample_program.h"

namespace octet {
namespace {

// Fails at its second command.
class Failing : public Recorder {
 public:
  void started(std::int64_t, std::int32_t command) override {
    told.push_back(command);
    if (told.size() == 2) throw std::runtime_error("full");
  }
  std::vector<std::int32_t> told;
};

TEST(EventOrder, ARecorderThatThrowsIsToldNothingTwice) {
  const Program program = testing::sample_program();
  Failing recorder;
  EventOrder order(recorder, program, program.segments.at(0), 0);
  for (const std::int32_t command : {0, 1, 2}) order.started(5, command);
  EXPECT_THROW(order.started(6, 3), std::runtime_error);
  order.end(7, RunResult{});
  EXPECT_EQ(recorder.told, (std::vector<std::int32_t>{0, 1}));
}

}  // namespace
}  // namespace octet
