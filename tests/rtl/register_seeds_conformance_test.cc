// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whatever the core's registers and the simulator's inputs are before reset, nothing of it is left behind it: neither
// in what a program computes nor in bytes of the scratchpad that nobody writes.
#include <gtest/gtest.h>

#include <cstdlib>

#include "rtl/backend.h"
#include "rtl/test_machine.h"
#include "sim/reference.h"
#include "tests/rtl/support/equal_runs.h"
#include "verify/case.h"

namespace octet {
namespace {

using testing::Outcome;
using testing::run_on;

// Sets OCTET_REGISTER_SEED while it lives.
class RegisterSeed {
 public:
  explicit RegisterSeed(std::uint32_t seed) {
    const char* before = std::getenv(kName);
    if (before) before_ = before;
    setenv(kName, std::to_string(seed).c_str(), 1);
  }
  ~RegisterSeed() { before_.empty() ? unsetenv(kName) : setenv(kName, before_.c_str(), 1); }
  RegisterSeed(const RegisterSeed&) = delete;
  RegisterSeed& operator=(const RegisterSeed&) = delete;

 private:
  static constexpr const char* kName = "OCTET_REGISTER_SEED";
  std::string before_;
};

// A case stores all of the scratchpad in the end.
TEST(RegisterSeeds, NothingBeforeResetIsLeft) {
  constexpr std::uint32_t kSeeds = 32, kFar = 0x9e3779b1;  // seeds that differ in many bits
  const Case c = random_case(1, 1, rtl_machine());
  const Outcome expected = run_on(*make_reference_backend(), c.program, c.memory);
  const auto rtl = make_rtl_backend();
  const RunResult first = run_on(*rtl, c.program, c.memory).result;
  for (std::uint32_t i = 0; i < kSeeds; ++i) {
    const std::uint32_t number = (1 + i * kFar) & 0x7fffffff;
    SCOPED_TRACE(number);
    const RegisterSeed seed(number);
    const Outcome found = run_on(*rtl, c.program, c.memory);
    ASSERT_EQ(found.result.condition, Condition::kOk) << found.result.condition_text;
    testing::expect_equal_timing(c.program, first, found.result);
    EXPECT_TRUE(expected.memory.region == found.memory.region);
  }
}

}  // namespace
}  // namespace octet
