// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The cases go to a folder, tests/tools/oracle.py --batch adds its outputs, layer-wise ones are compared.
#include "tests/models/support/oracle.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "models/layerwise.h"
#include "models/model_inputs.h"

namespace octet::test {
namespace {

constexpr int kShown = 5;  // failing cases

std::string stem(const std::filesystem::path& folder, std::size_t number) {
  return (folder / fmt::format("{:05}", number)).string();
}

void write_case(const std::filesystem::path& folder, std::size_t number, const OracleCase& c, const Graph& graph) {
  std::ofstream file(stem(folder, number) + ".tflite", std::ios::binary);
  file.write(reinterpret_cast<const char*>(c.file.data()), static_cast<std::streamsize>(c.file.size()));
  for (std::size_t set = 0; set < c.inputs.size(); ++set)
    write_npz(fmt::format("{}.{}.in.npz", stem(folder, number), set),
              as_arrays(graph, graph.inputs, c.inputs[set], "in"));
}

bool oracle_runs(const std::string& source_folder, const std::filesystem::path& folder) {
  const std::string log = (folder / "log").string();
  const std::string command = fmt::format("'{}' '{}/tests/tools/oracle.py' --batch '{}' > '{}' 2>&1", oracle_python(),
                                          source_folder, folder.string(), log);
  if (std::system(command.c_str()) == 0) return true;
  std::ifstream file(log);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  ADD_FAILURE() << "the oracle stopped: " << text.substr(text.size() - std::min<std::size_t>(text.size(), 2000));
  return false;
}

bool agrees(const std::filesystem::path& folder, std::size_t number, const OracleCase& c, const Graph& graph) {
  for (std::size_t set = 0; set < c.inputs.size(); ++set) {
    const std::vector<Array> oracle = read_npz(fmt::format("{}.{}.out.npz", stem(folder, number), set));
    const std::vector<TensorBytes> found =
        c.steps
            ? run_layerwise_steps(graph, {c.inputs.begin(), c.inputs.begin() + static_cast<std::ptrdiff_t>(set) + 1})
                  .back()
            : run_layerwise(graph, c.inputs[set]);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const Array* want = find_array(oracle, "out" + std::to_string(i));
      if (want && want->data == found[i]) continue;
      ADD_FAILURE() << "case " << number << ", inputs " << set << ", output " << i << ": " << c.text;
      return false;
    }
  }
  return true;
}

}  // namespace

std::string oracle_python() {
  const char* python = std::getenv("OCTET_PYTHON");
  return python ? python : "";
}

std::uint64_t number(std::uint64_t usual, std::uint64_t full) { return std::getenv("OCTET_TEST_FULL") ? full : usual; }

void expect_oracle_agrees(const std::string& source_folder, const std::string& name,
                          const std::vector<OracleCase>& cases) {
  const std::filesystem::path folder = ::testing::TempDir() + "octet_oracle_" + std::to_string(getpid()) + "_" + name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::vector<Graph> graphs;
  for (const OracleCase& c : cases) {
    graphs.push_back(import_tflite_bytes(c.file, name));
    write_case(folder, graphs.size() - 1, c, graphs.back());
  }
  if (!oracle_runs(source_folder, folder)) return;
  int different = 0;
  for (std::size_t i = 0; i < cases.size() && different < kShown; ++i)
    different += !agrees(folder, i, cases[i], graphs[i]);
  std::filesystem::remove_all(folder);
}

}  // namespace octet::test
