// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/glossary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/error.h"

namespace octet {
namespace {

// Every description of a published schema is the glossary's.
void collect(const nlohmann::json& schema, std::set<std::string>& descriptions) {
  if (schema.contains("items")) collect(schema["items"], descriptions);
  if (!schema.contains("properties")) return;
  for (const auto& [key, value] : schema["properties"].items()) {
    if (value.contains("description")) descriptions.insert(key + ": " + value["description"].get<std::string>());
    collect(value, descriptions);
  }
}

TEST(Glossary, HasEveryKeyOfThePublishedSchemas) {
  std::set<std::string> known;
  for (const GlossaryEntry& e : glossary()) {
    EXPECT_FALSE(e.help.empty()) << e.name;
    const auto arch = e.name.rfind("arch.");
    const auto dot = e.name.rfind('.');
    const std::string key = arch != std::string::npos  ? e.name.substr(arch + 5)
                            : dot == std::string::npos ? e.name
                                                       : e.name.substr(dot + 1);
    known.insert(key + ": " + e.help + (e.unit.empty() ? "" : " [" + e.unit + "]"));
  }
  for (const char* file : {"octet-result-1.json", "octet-trace-1.json"}) {
    std::ifstream in(std::string(OCTET_SOURCE_DIR "/reports/schema/") + file);
    std::set<std::string> descriptions;
    collect(nlohmann::json::parse(in), descriptions);
    EXPECT_GT(descriptions.size(), 100u);
    for (const std::string& text : descriptions)
      if (!text.starts_with("name: preset or file")) {
        EXPECT_TRUE(known.contains(text)) << file << ": " << text;
      }
  }
}

TEST(Glossary, FindsNamesAndTheirNeighbours) {
  const std::string text = glossary_text("layers[].compute_cycles");
  EXPECT_EQ(text, "layers[].compute_cycles  [cycles]  (octet-result/1)\n    occupancy of its array commands\n");
  EXPECT_TRUE(glossary_text("compute_cycles").starts_with(text));
  EXPECT_GT(glossary_text("").size(), 10000u);
  try {
    glossary_text("compute_cycle");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_NE(std::string(error.what()).find("did you mean \"compute_cycles\"?"), std::string::npos);
  }
}

TEST(Glossary, LinesFitTheScreen) {
  std::istringstream lines(glossary_text(""));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("    ")) {
      EXPECT_LE(line.size(), 80u) << line;
    }
}

}  // namespace
}  // namespace octet
