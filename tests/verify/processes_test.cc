// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/processes.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>
#include <stdexcept>

namespace octet {
namespace {

std::map<std::int64_t, WorkEnd> ends_of(std::int64_t count, int jobs,
                                        const std::function<std::string(std::int64_t)>& work) {
  std::map<std::int64_t, WorkEnd> ends;
  run_processes(count, jobs, 0, work, [&](const WorkEnd& end, const Progress& p) {
    ends[end.index] = end;
    EXPECT_EQ(p.done, static_cast<std::int64_t>(ends.size()));
    EXPECT_EQ(p.of, count);
  });
  return ends;
}

TEST(Processes, EveryWorkAnswersWhateverTheNumberOfJobs) {
  for (const int jobs : {1, 3, 20}) {
    const auto ends =
        ends_of(12, jobs, [](std::int64_t i) { return std::string(static_cast<std::size_t>(i) * 50000, 'x'); });
    ASSERT_EQ(ends.size(), 12u);
    for (const auto& [i, end] : ends) {
      EXPECT_EQ(end.text.size(), static_cast<std::size_t>(i) * 50000);
      EXPECT_EQ(end.failure, "");
    }
  }
}

TEST(Processes, ACrashIsTheFailureOfOneWork) {
  const auto ends = ends_of(5, 2, [](std::int64_t i) -> std::string {
    if (i == 1) ::raise(SIGKILL);
    if (i == 2) throw std::runtime_error("no such thing");
    if (i == 3) ::_exit(7);
    return "fine";
  });
  EXPECT_EQ(ends.at(0).text, "fine");
  EXPECT_EQ(ends.at(1).failure, "ended by signal 9 (Killed)");
  EXPECT_EQ(ends.at(2).failure, "no such thing");
  EXPECT_EQ(ends.at(3).failure, "ended with status 7 and no answer");
  EXPECT_EQ(ends.at(4).text, "fine");
}

// The first work to end interrupts the caller while the others sleep for good.
TEST(Processes, AnInterruptLeavesNobodyBehind) {
  const auto work = [](std::int64_t i) -> std::string {
    if (i > 0)
      for (;;) ::pause();
    return "";
  };
  const auto ended = [](const WorkEnd&, const Progress&) { ::raise(SIGINT); };
  EXPECT_THROW(run_processes(4, 4, 0, work, ended), Interrupted);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace octet
