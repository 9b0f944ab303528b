// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Files that documents name exist: links between pages, and paths in backticks that begin with a folder
// of the project.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace octet {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = OCTET_SOURCE_DIR;

// Pages at the root, in docs, and one folder below the root.
std::vector<fs::path> documents() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kRoot)) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory() || name == "build" || name.starts_with(".")) continue;
    for (const auto& inner : fs::directory_iterator(entry.path()))
      if (inner.path().extension() == ".md") found.push_back(inner.path());
  }
  return found;
}

std::vector<std::string> matches(const std::string& line, const char* pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator it(line.begin(), line.end(), expression), end; it != end; ++it) found.push_back((*it)[1]);
  return found;
}

TEST(Documents, NameOnlyFilesThatExist) {
  int checked = 0;
  for (const fs::path& document : documents()) {
    std::ifstream file(document);
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      for (const std::string& link : matches(line, R"(\]\(([^)#:]+)(?:#[^)]*)?\))")) {
        EXPECT_TRUE(fs::exists(document.parent_path() / link)) << document << ":" << number << ": " << link;
        ++checked;
      }
      for (const std::string& path :
           matches(line, R"(`((?:arch|base|cli|compiler|docs|models|reports|rtl|sim|tests)/[a-z0-9_./-]+\.[a-z]+)`)")) {
        EXPECT_TRUE(fs::exists(kRoot / path)) << document << ":" << number << ": " << path;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 50);
}

}  // namespace
}  // namespace octet
