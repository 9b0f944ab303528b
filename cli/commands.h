// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The commands of octet. Each takes the words after its name and returns the exit code.
#pragma once
#include <string>
#include <vector>

namespace octet {

int run_command(const std::vector<std::string>& words);
int compile_command(const std::vector<std::string>& words);
int disasm_command(const std::vector<std::string>& words);
int inspect_command(const std::vector<std::string>& words);
int area_command(const std::vector<std::string>& words);
int list_command(const std::vector<std::string>& words);
int glossary_command(const std::vector<std::string>& words);
int verify_command(const std::vector<std::string>& words);
int sweep_command(const std::vector<std::string>& words);
int trace_command(const std::vector<std::string>& words);
int report_command(const std::vector<std::string>& words);

// Version and commands; --help of the whole program.
std::string usage();
std::string version();

// The main of octet, testable: catches every error, prints it to stderr, returns the exit code.
int main_command(const std::vector<std::string>& words);

}  // namespace octet
