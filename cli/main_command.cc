// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Dispatch by name; the one place that catches errors.
#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <new>

#include "base/error.h"
#include "base/suggest.h"
#include "cli/commands.h"

namespace octet {
namespace {

struct Entry {
  const char* name;
  int (*run)(const std::vector<std::string>&);
  const char* help;
};
constexpr Entry kCommands[] = {
    {"run", run_command, "compile, simulate and report a model"},
    {"compile", compile_command, "compile a model to a program file (.octp)"},
    {"disasm", disasm_command, "print a program file as assembly"},
    {"inspect", inspect_command, "say of every node of a model whether and where it runs"},
    {"list", list_command, "list arch, technology or operators"},
};

int dispatch(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    fmt::print("{}", usage());
    return words.empty() ? static_cast<int>(ErrorKind::kUsage) : 0;
  }
  if (words[0] == "--version") {
    fmt::print("{}\n", version());
    return 0;
  }
  std::vector<std::string> names;
  for (const Entry& entry : kCommands) {
    if (words[0] == entry.name) return entry.run({words.begin() + 1, words.end()});
    names.emplace_back(entry.name);
  }
  fail(ErrorKind::kUsage, "unknown command '{}'{}; octet --help lists them", words[0], did_you_mean(words[0], names));
}

}  // namespace

std::string version() { return "octet " OCTET_VERSION; }

std::string usage() {
  std::string text = version() + ": simulator and co-design toolkit for int8 systolic-array accelerators\n\nusage: octet COMMAND ...\n";
  for (const Entry& entry : kCommands) text += fmt::format("  {:9} {}\n", entry.name, entry.help);
  return text + "octet COMMAND --help says more of each\n";
}

int main_command(const std::vector<std::string>& words) {
  int code = 1;
  try {
    code = dispatch(words);
    if (std::fflush(stdout) != 0) fail(ErrorKind::kUsage, "cannot write to standard output");
    return code;
  } catch (const Error& e) {
    fmt::print(stderr, "octet: {}\n", e.what());
    code = static_cast<int>(e.kind());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "octet: out of memory\n");
    code = 1;
  } catch (const std::exception& e) {
    fmt::print(stderr, "octet: internal error, please report it: {}\n", e.what());
    code = 1;
  }
  return code;
}

}  // namespace octet
