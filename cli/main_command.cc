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
#include "cli/screen.h"

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
    {"verify", verify_command, "compare a backend or your RTL with the model"},
    {"sweep", sweep_command, "many machines from one command line"},
    {"trace", trace_command, "several networks' frames on one machine: rates, deadlines, power"},
    {"report", report_command, "results as a page: one HTML file that asks for nothing"},
    {"inspect", inspect_command, "say of every node of a model whether and where it runs"},
    {"area", area_command, "area and price of a machine, part by part"},
    {"list", list_command, "list arch, technology, operators or scenario; a technology's costs"},
    {"glossary", glossary_command, "what every reported number is, and its unit"},
};

// Not by a call that throws: standard error may be closed or full.
void complain(const std::string& text) { std::fprintf(stderr, "octet: %s\n", text.c_str()); }

int dispatch(const std::vector<std::string>& words) {
  if (words.empty()) fail(ErrorKind::kUsage, "a command is missing\n{}", usage());
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print_text(usage());
    return 0;
  }
  if (words[0] == "--version") {
    print_text(version() + "\n");
    return 0;
  }
  std::vector<std::string> names;
  for (const Entry& entry : kCommands) {
    if (words[0] == entry.name) return entry.run({words.begin() + 1, words.end()});
    names.emplace_back(entry.name);
  }
  names.insert(names.end(), {"--help", "--version"});
  fail(ErrorKind::kUsage, "unknown {} '{}'; octet --help lists the commands{}",
       words[0].starts_with('-') ? "option" : "command", words[0], did_you_mean(words[0], names));
}

}  // namespace

std::string version() { return "octet " OCTET_VERSION; }

std::string usage() {
  std::string text = version() + ": simulator and co-design toolkit for int8 systolic-array accelerators\n\n";
  text += "usage: octet COMMAND ...\n";
  for (const Entry& entry : kCommands) text += fmt::format("  {:9} {}\n", entry.name, entry.help);
  return text + "octet COMMAND --help says more of each\n";
}

int main_command(const std::vector<std::string>& words) {
  try {
    return dispatch(words);
  } catch (const Error& e) {
    complain(e.what());
    return static_cast<int>(e.kind());
  } catch (const std::bad_alloc&) {
    complain("out of memory");
  } catch (const std::exception& e) {
    complain(fmt::format("internal error, please report it: {}", e.what()));
  }
  return 1;
}

}  // namespace octet
