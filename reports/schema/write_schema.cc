// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Prints a JSON Schema, of results or of traces; the target update_schema writes them to the files beside this one.
#include <iostream>
#include <string_view>

#include "reports/json.h"
#include "reports/trace_report.h"

int main(int argc, char** argv) {
  const bool trace = argc == 2 && std::string_view(argv[1]) == "trace";
  std::cout << (trace ? octet::trace_schema() : octet::result_schema()).dump(2) << "\n";
  return std::cout.good() ? 0 : 1;
}
