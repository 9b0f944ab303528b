// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Running verilator and the compiler: names from the environment, quoted paths, output in the message of a failure.
#pragma once
#include <filesystem>
#include <string>

namespace octet {

// Value of an environment variable; `fallback` if it is unset or empty.
std::string environment(const char* name, const std::string& fallback);
// Throws Error(kUsage) if the file cannot be read.
std::string content_of(const std::filesystem::path& path);
// A path for a shell command.
std::string quoted(const std::filesystem::path& path);

// `program`, if $PATH leads to it; else `fallback`.
std::string found(const char* program, const char* fallback);

// $VERILATOR and $CXX, else verilator and c++, or clang++ where it is installed: it compiles what Verilator writes
// sooner and to something faster (CXX=g++ ./dev bench rtl measures the other).
struct Tools {
  std::string verilator = environment("VERILATOR", "verilator");
  std::string compiler = environment("CXX", found("clang++", "c++"));
  // Throws Error(kUsage) naming the one that does not run.
  void check() const;
};

// Throws Error(kUsage) with the first lines of the output, which goes to `log`, if the command fails.
void run_tool(const std::string& command, const std::filesystem::path& log, const std::string& what);

}  // namespace octet
