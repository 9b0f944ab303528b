// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Writes the SystemVerilog package of a machine (a preset or a TOML file; the tests' machine if none is named) to
// the file named by the first argument.
#include <cstdio>
#include <exception>
#include <fstream>

#include "rtl/package_text.h"
#include "rtl/test_machine.h"

int main(int argc, char** argv) {
  try {
    if (argc != 2 && argc != 3) return 2;
    std::ofstream file(argv[1]);
    file << octet::package_text(argc == 3 ? octet::load_machine(argv[2]) : octet::rtl_machine());
    return file.flush() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
