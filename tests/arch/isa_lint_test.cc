// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// docs/isa.md is what the field lists say, and its worked programs are legal, balanced and as long as
// the text claims. OCTET_UPDATE=1 rewrites the file.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "arch/access.h"
#include "arch/isa.h"
#include "arch/timing.h"

namespace octet {
namespace {

const std::string kDocument = std::string(OCTET_SOURCE_DIR) + "/docs/isa.md";

// The lines of each ```asm block of the document.
std::vector<std::vector<std::string>> worked_programs() {
  std::vector<std::vector<std::string>> programs;
  std::istringstream text(isa_document());
  bool inside = false;
  for (std::string line; std::getline(text, line);) {
    if (line == "```asm")
      programs.emplace_back();
    else if (inside && line != "```")
      programs.back().push_back(line);
    inside = line == "```asm" || (inside && line != "```");
  }
  return programs;
}

// The number after `word` in a line's comment, or -1.
std::int64_t claimed(const std::string& line, const std::string& word) {
  const std::size_t at = line.find(word + " ", line.find('#'));
  return at == std::string::npos ? -1 : std::stoll(line.substr(at + word.size() + 1));
}

TEST(IsaDocument, IsTheCommittedFile) {
  if (const char* update = std::getenv("OCTET_UPDATE"); update != nullptr && std::string(update) == "1")
    std::ofstream(kDocument) << isa_document();
  std::ostringstream committed;
  committed << std::ifstream(kDocument).rdbuf();
  EXPECT_EQ(committed.str(), isa_document()) << "docs/isa.md is out of date: run this test with OCTET_UPDATE=1";
}

TEST(IsaDocument, WorkedProgramsAreLegalOnEdge16) {
  const Machine machine = load_machine("edge-16");
  const std::int64_t region_bytes[kBases] = {4096, 32768, 4096, 0};
  ASSERT_EQ(worked_programs().size(), 3u);
  for (const auto& program : worked_programs()) {
    EXPECT_GE(program.size(), 5u);
    for (const std::string& line : program) {
      const Command command = assemble(line);
      EXPECT_EQ(illegal(command, machine, region_bytes), "") << line;
      EXPECT_EQ(assemble(disassemble(command)), command) << line;
    }
  }
}

TEST(IsaDocument, WorkedProgramsLastAsLongAsTheySay) {
  const Machine machine = load_machine("edge-16");
  int checked = 0;
  for (const auto& program : worked_programs()) {
    for (const std::string& line : program) {
      const Command command = assemble(line);
      const Queue queue = queue_of(command);
      if (queue == Queue::kLoad || queue == Queue::kStore) continue;
      EXPECT_EQ(timing(command, machine).duration, claimed(line, "duration")) << line;
      if (queue == Queue::kArray) {
        EXPECT_EQ(timing(command, machine).occupancy, claimed(line, "occupancy")) << line;
      }
      ++checked;
    }
  }
  EXPECT_EQ(checked, 8);
}

// Waits follow their signals in the stream, and every counter ends at zero.
TEST(IsaDocument, WorkedProgramsBalanceTheirTokens) {
  for (const auto& program : worked_programs()) {
    std::array<int, kTokens> counters{};
    for (const std::string& line : program) {
      const Tokens tokens = assemble(line).tokens;
      for (const std::uint8_t token : tokens.wait) {
        if (token == kNoToken) continue;
        EXPECT_GT(counters[token], 0) << line;
        --counters[token];
      }
      for (const std::uint8_t token : tokens.signal)
        if (token != kNoToken) ++counters[token];
    }
    EXPECT_EQ(counters, (std::array<int, kTokens>{}));
  }
}

}  // namespace
}  // namespace octet
