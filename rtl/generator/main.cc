// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Writes the SystemVerilog package of the RTL machine to the file named by the first argument.
#include <cstdio>
#include <exception>
#include <fstream>

#include "rtl/generator/package_text.h"
#include "rtl/test_machine.h"

int main(int argc, char** argv) {
  try {
    if (argc != 2) return 2;
    std::ofstream file(argv[1]);
    file << octet::package_text(octet::rtl_machine());
    return file.flush() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
