// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What people read fits the terminal: no line is wider, nothing is lost, no colours.
#include "cli/screen.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <sstream>

#include "tests/cli/support/octet_process.h"
#include "tests/cli/support/terminal.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

std::size_t characters(const std::string& line) {
  std::size_t count = 0;
  for (const char c : line) count += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
  return count;
}

void expect_fits(const std::string& text, std::size_t columns) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(characters(line), columns) << line;
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "no colours";
}

std::set<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  std::set<std::string> set;
  for (std::string word; words >> word;) set.insert(word);
  return set;
}

TEST(Screen, WhatFitsStaysAsItIs) {
  const std::string text = "a  b\n\n  c\n";
  EXPECT_EQ(fit_screen(text, 20), text);
  EXPECT_EQ(fit_screen("", 20), "");
}

TEST(Screen, WideTablesBecomeSeveralWithTheFirstColumnEach) {
  EXPECT_EQ(fit_screen("layer   cycles    energy\n"
                       "conv      1252         8\n"
                       "total    13357       108\n",
                       20),
            "layer  cycles\nconv     1252\ntotal   13357\n\nlayer  energy\nconv        8\ntotal     108\n");
}

TEST(Screen, LinesWithoutALabelAreNoTable) {
  EXPECT_EQ(fit_screen("costliest  one/two  10 %\n"
                       "           three    20 %\n"
                       "           four      5 %\n",
                       20),
            "costliest  one/two\n  10 %\n           three\n          20 %\n           four\n          5 %\n");
}

TEST(Screen, LongLinesGoOnBelowTheirSecondColumn) {
  EXPECT_EQ(fit_screen("cycles  one two three four five\n", 20), "cycles  one two\n        three four\n        five\n");
  EXPECT_EQ(fit_screen("one two three four five six\n", 20), "one two three four\n  five six\n");
}

TEST(Screen, WordsWithoutAPlaceToBreakAreCut) {
  EXPECT_EQ(fit_screen(std::string(45, 'a') + "\n", 20),
            std::string(20, 'a') + "\n  " + std::string(18, 'a') + "\n  " + std::string(7, 'a') + "\n");
}

TEST(Screen, CharactersOfSeveralBytesAreOneColumn) {
  const std::string word = "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";  // three characters
  EXPECT_EQ(fit_screen(word + " " + word + "\n", 7), word + " " + word + "\n");
  EXPECT_EQ(fit_screen(word + " " + word + "\n", 4),
            word + "\n  " + word.substr(0, 5) + "\n  " + word.substr(5) + "\n");
}

TEST(Screen, NothingOfRandomTablesIsLostOrTooWide) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    const std::size_t columns = 1 + random() % 8, width = 24 + random() % 80;
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns; ++c) widths.push_back(1 + random() % 12);
    std::string text;
    for (int line = 0; line < 6; ++line) {
      for (const std::size_t w : widths) {
        std::string cell(random() % (w + 1), static_cast<char>('a' + random() % 26));
        text += std::string(w - cell.size(), ' ') + cell + "  ";
      }
      text += "\n";
    }
    const std::string fitted = fit_screen(text, width);
    expect_fits(fitted, width);
    EXPECT_EQ(words_of(fitted), words_of(text)) << text << fitted;
  }
}

// Sweep answers and traces have tests of their own widths (sweep_answers_test.cc); here they run like the others.
const std::vector<std::vector<std::string>>& commands() {
  static const std::string digits = test::zoo_folder() + "/digits.tflite";
  static const std::vector<std::vector<std::string>> all{
      {"run", digits, "--arch", "tiny-8"},
      {"run", digits, "--arch", "tiny-8", "--layers", "--explain", "--ledger", "--advise"},
      {"inspect", digits},
      {"area", "--arch", "tiny-8"},
      {"list", "arch"},
      {"list", "technology"},
      {"list", "technology", "45nm"},
      {"list", "operators"},
      {"list", "scenario"},
      {"glossary"},
      {"verify", "--random", "3", "--against", "systemc", "--arch", "tiny-8", "--coverage", "--quiet"},
      {"run", "--help"},
      {"sweep", "--help"},
      {"--help"},
  };
  return all;
}

TEST(Screen, EveryCommandFitsATerminalOf60Columns) {
  for (const auto& words : commands()) {
    SCOPED_TRACE(words[0] + " " + words.back());
    const std::string text = test::run_in_terminal(words, 60);
    EXPECT_FALSE(text.empty());
    expect_fits(text, 60);
  }
}

TEST(Screen, EveryCommandFits80ColumnsInAPipe) {
  for (const auto& words : commands()) {
    SCOPED_TRACE(words[0] + " " + words.back());
    const test::Outcome outcome = test::run_octet(words, {.columns = ""});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_fits(outcome.out, 80);
  }
}

TEST(Screen, SweepsAndTheirAnswersFitATerminalOf60Columns) {
  const test::TemporaryFolder folder;
  const std::string digits = test::zoo_folder() + "/digits.tflite";
  const test::Outcome swept = test::run_octet({"sweep", digits, "--arch", "tiny-8", "--vary", "array.rows=4,8",
                                               "--vary", "array.cols=4,8", "--out", folder.path("s")});
  ASSERT_EQ(swept.exit_code, 0) << swept.err;
  const std::string s = folder.path("s");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"sweep", "best", s, "--objective", "energy"},
                                                {"sweep", "pareto", s},
                                                {"sweep", "scatter", s},
                                                {"sweep", "sensitivity", s}}) {
    SCOPED_TRACE(words[1]);
    expect_fits(test::run_in_terminal(words, 60), 60);
  }
}

}  // namespace
}  // namespace octet
