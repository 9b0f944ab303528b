// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The source tree against the contract of its folders: who may include and link whom, where SystemC and
// Verilated headers may be seen, licence headers, lengths, and no trace of anybody's machine.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace octet {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

constexpr std::size_t kMostLines = 400;

// docs/design.md, "Who may know whom". cli composes: it may know all.
const std::map<std::string, Names> kEdges = {
    {"base", {}},
    {"arch", {"base"}},
    {"models", {"base"}},
    {"compiler", {"arch", "models"}},
    {"sim", {"arch", "models"}},
    {"rtl", {"arch"}},
    {"verify", {"arch", "compiler"}},
    {"sweep", {"arch"}},
    {"traces", {"arch", "models", "compiler"}},
    {"reports", {"arch", "models", "traces"}},
    {"cli", {"arch", "models", "compiler", "sim", "rtl", "verify", "sweep", "traces", "reports"}}};

struct Line {
  std::string file;  // relative to the source tree
  std::size_t number;
  std::string text;
  std::string place() const { return file + ":" + std::to_string(number) + ": " + text; }
};

std::vector<Line> lines_of(const std::string& file) {
  std::ifstream stream(fs::path(OCTET_SOURCE_DIR) / file);
  std::vector<Line> lines;
  for (std::string text; std::getline(stream, text);) lines.push_back({file, lines.size() + 1, text});
  return lines;
}

// Files of the tree with one of these extensions, without build folders and what is hidden.
std::vector<std::string> files_with(const Names& extensions, const std::string& folder = ".") {
  const fs::path root = OCTET_SOURCE_DIR;
  std::vector<std::string> files;
  for (auto it = fs::recursive_directory_iterator(root / folder); it != fs::recursive_directory_iterator(); ++it) {
    const std::string name = it->path().filename().string();
    if (it->is_directory() && (name == "build" || name == "__pycache__" || name[0] == '.')) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file() && extensions.count(it->path().extension().string())) {
      files.push_back(it->path().lexically_relative(root).lexically_normal().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

const Names kCpp = {".h", ".cc"};
const Names kCode = {".h", ".cc", ".sv", ".svh", ".py", ".sh"};
const Names kText = {".h",   ".cc",   ".sv",   ".svh", ".py",  ".sh",   ".md",
                     ".txt", ".toml", ".json", ".vlt", ".fbs", ".cmake"};

// The word an #include line names, quotes or brackets kept; "" for other lines.
std::string included(const std::string& line) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*(["<][^">]+[">]).*)");
  std::smatch match;
  return std::regex_match(line, match, kInclude) ? match[1].str() : "";
}

std::string top_of(const std::string& path) { return path.substr(0, path.find('/')); }

Names closure(const std::string& folder) {
  Names known{folder};
  for (const std::string& next : kEdges.at(folder)) known.merge(closure(next));
  return known;
}

TEST(SourceTree, IncludesFollowTheEdgesOfTheDesign) {
  for (const auto& [folder, edges] : kEdges) {
    const Names known = closure(folder);
    const std::vector<std::string> files = files_with(kCpp, folder);
    EXPECT_GE(files.size(), 5u) << folder;
    for (const std::string& file : files)
      for (const Line& line : lines_of(file)) {
        const std::string name = included(line.text);
        if (name.size() < 2 || name[0] != '"' || name.find('/') == std::string::npos) continue;
        EXPECT_TRUE(known.count(top_of(name.substr(1)))) << line.place();
      }
  }
}

TEST(SourceTree, EveryIncludePathIsALocation) {
  static const std::regex kGenerated(R"("(V\w+|models/schema/tflite_generated)\.h")");
  for (const std::string& file : files_with(kCpp))
    for (const Line& line : lines_of(file)) {
      const std::string name = included(line.text);
      if (name.empty() || name[0] != '"' || std::regex_match(name, kGenerated)) continue;
      EXPECT_TRUE(fs::exists(fs::path(OCTET_SOURCE_DIR) / name.substr(1, name.size() - 2))) << line.place();
    }
}

TEST(SourceTree, SystemCStaysInSimAndVerilatedHeadersInRtl) {
  static const std::regex kSystemC(R"([<"](systemc|tlm)[^/]*[>"])"), kVerilated(R"([<"](verilated\w*|V\w+)\.h[>"])");
  int seen = 0;
  for (const std::string& file : files_with(kCpp))
    for (const Line& line : lines_of(file)) {
      const std::string name = included(line.text);
      for (const auto& [pattern, folder] : {std::pair{&kSystemC, "sim"}, {&kVerilated, "rtl"}}) {
        if (!std::regex_match(name, *pattern)) continue;
        ++seen;
        EXPECT_EQ(top_of(file), folder) << line.place();
      }
    }
  EXPECT_GT(seen, 3);
}

// The link line of a folder lists exactly its edges.
TEST(SourceTree, LinkLinesAreTheEdgesOfTheDesign) {
  static const std::regex kLibrary(R"(octet_library\((\w+)([^)]*)\))"), kLinked(R"(\boctet_(\w+))");
  for (const auto& [folder, edges] : kEdges) {
    if (folder == "cli") continue;
    std::string text;
    for (const Line& line : lines_of(folder + "/CMakeLists.txt")) text += line.text + " ";
    std::smatch library;
    ASSERT_TRUE(std::regex_search(text, library, kLibrary)) << folder;
    EXPECT_EQ(library[1], folder);
    const std::string linked = library[2];
    Names found;
    for (std::sregex_iterator it(linked.begin(), linked.end(), kLinked), end; it != end; ++it) found.insert((*it)[1]);
    EXPECT_EQ(found, edges) << folder;
  }
}

TEST(SourceTree, EveryFileOfCodeOpensWithItsLicence) {
  const std::vector<std::string> files = files_with(kCode);
  EXPECT_GT(files.size(), 200u);
  for (const std::string& file : files) {
    const std::vector<Line> lines = lines_of(file);
    const std::size_t first = !lines.empty() && lines[0].text.starts_with("#!") ? 1 : 0;
    ASSERT_GT(lines.size(), first + 2) << file;
    EXPECT_NE(lines[first].text.find("SPDX-License-Identifier: Apache-2.0"), std::string::npos) << file;
    EXPECT_NE(lines[first + 1].text.find("SPDX-FileCopyrightText: octet contributors"), std::string::npos) << file;
  }
}

TEST(SourceTree, FilesOfCodeAreShortAndEndTheirLinesCleanly) {
  for (const std::string& file : files_with(kCode)) {
    const std::vector<Line> lines = lines_of(file);
    EXPECT_LE(lines.size(), kMostLines) << file;
    for (const Line& line : lines) {
      EXPECT_TRUE(line.text.empty() || (line.text.back() != ' ' && line.text.back() != '\r')) << line.place();
    }
  }
}

TEST(SourceTree, NothingNamesAMachineOfOurs) {
  // Spelt in two parts, so that this file passes its own test.
  const std::vector<std::string> forbidden = {
      "/wo"
      "rk/",
      "/ho"
      "me/",
      "/ro"
      "ot/",
      "/bash_"
      "jobs"};
  for (const std::string& file : files_with(kText))
    for (const Line& line : lines_of(file))
      for (const std::string& word : forbidden) EXPECT_EQ(line.text.find(word), std::string::npos) << line.place();
}

TEST(SourceTree, NoWorkIsLeftInComments) {
  static const std::regex kLeft(R"(\b(TO)(DO)\b|\b(FIX)(ME)\b|\bX(X)X\b)");
  for (const std::string& file : files_with(kText))
    for (const Line& line : lines_of(file)) EXPECT_FALSE(std::regex_search(line.text, kLeft)) << line.place();
}

}  // namespace
}  // namespace octet
