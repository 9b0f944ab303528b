// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Prints the JSON Schema of results; the target update_schema writes it to the file beside this one.
#include <iostream>

#include "reports/json.h"

int main() {
  std::cout << octet::result_schema().dump(2) << "\n";
  return std::cout.good() ? 0 : 1;
}
