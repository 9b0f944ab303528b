// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The table of docs/timing.md section 9 against host_cost().
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "arch/backend.h"
#include "base/error.h"

namespace octet {
namespace {

TensorPort port(std::vector<std::int64_t> shape) {
  TensorPort p;
  p.shape = std::move(shape);
  return p;
}

// Work 7000 by elements of input 0, 3000 by elements written, 7400 by all inputs, and products of 3000 outputs
// with filters of 100 (depthwise: weights [1, 100, 4]), of 7000 elements with a row of 3000, or of 1000 steps with 400
// weights.
HostStep step_of(const std::string& op) {
  const bool depthwise = op == "DEPTHWISE_CONV_2D";
  return {op, {}, {port({1000, 7}), depthwise ? port({1, 100, 4}) : port({4, 100})}, {port({3000})}};
}

TEST(HostCost, RowsOfTheDocumentAreWhatIsCharged) {
  const std::map<std::string, double> work = {{"elements written", 3000},
                                              {"elements of input 0", 7000},
                                              {"elements of all inputs", 7400},
                                              {"products of window and weights", 300000},
                                              {"products of two matrices", 21000000},
                                              {"products of a step with its matrices", 400000}};
  std::ifstream file(std::string(OCTET_SOURCE_DIR) + "/docs/timing.md");
  std::string line;
  bool inside = false;
  int operators = 0;
  while (std::getline(file, line)) {
    if (line.starts_with("## ")) inside = line.starts_with("## 9.");
    std::istringstream cells(line);
    std::string skip, rate, counted, names;
    std::getline(cells, skip, '|') && std::getline(cells, rate, '|') && std::getline(cells, counted, '|') &&
        std::getline(cells, names, '|');
    if (!inside || rate.find_first_of("0123456789") == std::string::npos) continue;
    const double elements = work.at(counted.substr(1, counted.size() - 2));
    std::istringstream list(names);
    for (std::string op; list >> op; ++operators)
      EXPECT_EQ(host_cost(step_of(op)).cycles, 200 + std::stod(rate) * elements) << op;
  }
  EXPECT_EQ(operators, 63);
}

TEST(HostCost, AnUnknownOperatorIsAnError) {
  EXPECT_FALSE(host_runs("SOFTMACS"));
  EXPECT_THROW(host_cost(step_of("SOFTMACS")), Error);
  EXPECT_THROW(host_cost({"CONV_2D", {}, {}, {port({1})}}), Error);
}

}  // namespace
}  // namespace octet
