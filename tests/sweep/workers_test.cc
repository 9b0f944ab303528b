// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/workers.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <new>

namespace octet {
namespace {

using Groups = std::vector<std::vector<std::size_t>>;

std::map<std::size_t, std::string> outcome(const WorkerLimits& limits, const Groups& groups,
                                           const std::function<void(std::size_t)>& work) {
  std::map<std::size_t, std::string> errors;
  const bool whole = run_tasks(
      limits, groups, work,
      [&](std::size_t task, const std::string& error) {
        EXPECT_TRUE(errors.emplace(task, error).second) << "task " << task << " ended twice";
      },
      [] { return true; });
  EXPECT_TRUE(whole);
  return errors;
}

TEST(Workers, EveryTaskOfEveryGroupEndsOnce) {
  for (const int processes : {1, 2, 5}) {
    const auto errors = outcome({processes}, {{0, 1, 2}, {3}, {}, {4, 5, 6, 7}}, [](std::size_t) {});
    ASSERT_EQ(errors.size(), 8u);
    for (const auto& [task, error] : errors) EXPECT_EQ(error, "") << task;
  }
}

TEST(Workers, AnErrorIsOfItsTaskAlone) {
  const auto errors = outcome({2}, {{0, 1, 2}, {3, 4}}, [](std::size_t task) {
    if (task == 1) fail(ErrorKind::kArchitecture, "too small");
    if (task == 3) throw std::bad_alloc();
    if (task == 4) throw std::logic_error("odd");
  });
  EXPECT_EQ(errors.at(0), "");
  EXPECT_EQ(errors.at(1), "too small");
  EXPECT_EQ(errors.at(2), "");
  EXPECT_EQ(errors.at(3), "out of memory");
  EXPECT_NE(errors.at(4).find("odd"), std::string::npos);
}

TEST(Workers, ACrashTakesNothingElseWithIt) {
  const auto errors = outcome({2}, {{0, 1, 2, 3}, {4, 5}}, [](std::size_t task) {
    if (task == 1) std::abort();
    if (task == 5) ::_exit(3);
  });
  ASSERT_EQ(errors.size(), 6u);
  EXPECT_NE(errors.at(1).find("signal 6"), std::string::npos) << errors.at(1);
  EXPECT_NE(errors.at(5).find("exit code 3"), std::string::npos) << errors.at(5);
  for (const std::size_t task : {0, 2, 3, 4}) EXPECT_EQ(errors.at(task), "") << task;
}

TEST(Workers, ATaskWhoseProcessWasKilledIsTriedOnceMore) {
  const std::string mark =
      (std::filesystem::temp_directory_path() / ("octet_once_" + std::to_string(::getpid()))).string();
  const auto errors = outcome({1}, {{0, 1}}, [&](std::size_t task) {
    if (task != 0 || std::filesystem::exists(mark)) return;
    std::filesystem::create_directory(mark);
    ::kill(::getpid(), SIGKILL);
  });
  std::filesystem::remove(mark);
  EXPECT_EQ(errors.at(0), "");
  EXPECT_EQ(errors.at(1), "");
}

TEST(Workers, ATaskThatTakesTooLongIsEnded) {
  WorkerLimits limits{1};
  limits.task_seconds = 0.2;
  const auto errors = outcome(limits, {{0, 1}}, [](std::size_t task) {
    while (task == 0) ::pause();
  });
  EXPECT_NE(errors.at(0).find("took more than 0.2 s"), std::string::npos) << errors.at(0);
  EXPECT_EQ(errors.at(1), "");
}

TEST(Workers, AFatalErrorEndsAll) {
  const auto run = [] {
    outcome({2}, {{0}, {1}, {2}}, [](std::size_t task) {
      if (task == 1) throw TaskFatal(ErrorKind::kUsage, "no space");
      if (task == 0) ::pause();
    });
  };
  EXPECT_THROW(run(), Error);
}

TEST(Workers, ATickThatSaysNoStops) {
  EXPECT_FALSE(run_tasks(
      {2}, {{0}, {1}}, [](std::size_t) { ::pause(); }, [](std::size_t, const std::string&) {}, [] { return false; }));
}

}  // namespace
}  // namespace octet
