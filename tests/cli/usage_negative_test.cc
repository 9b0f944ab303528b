// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Words the command line does not know or cannot take: exit code 2 or 4, nothing on standard output,
// one message that names what was found and what is allowed.
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

using test::Outcome;
using test::run_octet;

const std::string kDigits = test::zoo_folder() + "/digits.tflite";
const std::string kPicture = test::zoo_folder() + "/digit_7.bmp";

struct BadWords {
  std::vector<std::string> words;
  int exit_code;
  std::string message;  // the whole of standard error after "octet: ", or its beginning if it ends in "..."
};

void expect_refused(const std::vector<BadWords>& bad) {
  for (const BadWords& item : bad) {
    SCOPED_TRACE(fmt::format("octet {}", fmt::join(item.words, " ")));
    const Outcome outcome = run_octet(item.words);
    EXPECT_EQ(outcome.exit_code, item.exit_code);
    EXPECT_EQ(outcome.out, "");
    std::string expected = "octet: " + item.message + "\n";
    if (item.message.ends_with("...")) expected.resize(expected.size() - 4);
    EXPECT_EQ(outcome.err.substr(0, item.message.ends_with("...") ? expected.size() : std::string::npos), expected);
  }
}

// The model's options after `octet run MODEL`.
BadWords run_with(std::vector<std::string> options, std::string message, int exit_code = 2) {
  options.insert(options.begin(), {"run", kDigits});
  return {std::move(options), exit_code, std::move(message)};
}

TEST(Usage, NoCommandPrintsTheCommandsToStandardError) {
  const Outcome outcome = run_octet({});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.find("octet: a command is missing\n"), 0u);
  EXPECT_NE(outcome.err.find("usage: octet COMMAND"), std::string::npos);
}

TEST(Usage, UnknownCommandsSuggestTheNearest) {
  const std::string hint = "; octet --help lists the commands";
  expect_refused({
      {{"runn"}, 2, "unknown command 'runn'" + hint + "; did you mean \"run\"?"},
      {{"dissasm"}, 2, "unknown command 'dissasm'" + hint + "; did you mean \"disasm\"?"},
      {{"--verson"}, 2, "unknown option '--verson'" + hint + "; did you mean \"--version\"?"},
      {{"photosynthesis"}, 2, "unknown command 'photosynthesis'" + hint},
      {{""}, 2, "unknown command ''" + hint},
      {{"com"}, 2, "unknown command 'com'" + hint},  // abbreviations are not guessed
  });
}

TEST(Usage, UnknownOptionsSuggestTheNearest) {
  expect_refused({
      {{"run", "--arhc", "x"}, 2, "run: unknown option --arhc; did you mean \"--arch\"?"},
      {{"run", "m", "--jsn", "x"}, 2, "run: unknown option --jsn; did you mean \"--json\"?"},
      {{"run", "m", "--base", "all"}, 2, "run: unknown option --base..."},  // abbreviations are not guessed
      {{"compile", "m", "--ouput", "x"}, 2, "compile: unknown option --ouput; did you mean \"--output\"?"},
      {{"disasm", "p", "--arch", "x"}, 2, "disasm: unknown option --arch"},
      {{"inspect", "m", "-x"}, 2, "inspect: unknown option -x..."},
      {{"list", "--all"}, 2, "list: unknown option --all"},
  });
}

TEST(Usage, WordsMissingOrTooMany) {
  for (const char* command : {"run", "disasm", "inspect", "list"})
    expect_refused({{{command}, 2, fmt::format("{0}: an argument is missing; see octet {0} --help", command)},
                    {{command, "a", "b"}, 2, fmt::format("{}: unexpected argument 'b'", command)}});
  expect_refused(
      {{{"compile"}, 2, "compile: an argument is missing; see octet compile --help"},
       {{"compile", "a", "b"}, 2, "compile: several models need --output DIR, a folder for their programs"}});
}

TEST(Usage, ValuesMissingTwiceOrUnreadable) {
  const std::string whole = "allowed is a whole number from 0 to 18446744073709551615";
  expect_refused({
      run_with({"--arch"}, "run: the required argument for option '--arch' is missing"),
      run_with({"--json="}, "run: the argument for option '--json' should follow immediately after the equal sign"),
      run_with({"--seed", "1", "--seed", "2"}, "run: option '--seed' cannot be specified more than once"),
      run_with({"--no-data=1"}, "run: option '--no-data' does not take any arguments"),
      run_with({"--seed", "-1"}, "run: --seed is '-1', " + whole),
      run_with({"--seed", "1e3"}, "run: --seed is '1e3', " + whole),
      run_with({"--seed", "18446744073709551616"}, "run: --seed is '18446744073709551616', " + whole),
  });
}

TEST(Usage, ChoicesOutsideTheirList) {
  const std::string baselines = "all, none, iso_pe, iso_area or scalar_fpu";
  expect_refused({
      run_with({"--backend", "fst"}, "unknown backend 'fst': reference, fast, systemc or rtl; did you mean \"fast\"?"),
      run_with({"--baseline", "iso-pe"}, "--baseline iso-pe: " + baselines + "; did you mean \"iso_pe\"?"),
      run_with({"--fully-connected", "legaci"}, "--fully-connected legaci: single or legacy; did you mean \"legacy\"?"),
      run_with({"--activation-density", "1.5"},
               "--activation-density 1.5: allowed is a number from 0 to 1, or measured"),
      run_with({"--activation-density", "half"},
               "--activation-density half: allowed is a number from 0 to 1, or measured"),
      {{"compile", kDigits, "--fully-connected", "x"}, 2, "--fully-connected x: single or legacy"},
      {{"compile", kDigits, "--safe-points", "layer"},
       2,
       "--safe-points layer: inferences or layers; did you mean \"layers\"?"},
      {{"list", "arc"}, 2, "list arc: arch, technology, operators or scenario; did you mean \"arch\"?"},
      {{"list", "models"}, 2, "list models: arch, technology, operators or scenario"},
      {{"list", "arch", "--anchors"}, 2, "list arch: --anchors goes with list technology only"},
      {{"list", "operators", "ADD"}, 2, "list: unexpected argument 'ADD'"},
      {{"list", "technology", "45mn"}, 4, "technology 45mn is unknown; did you mean \"45nm\"?..."},
      {{"area", "--arch", "edge-61"}, 4, "machine \"edge-61\" is no preset..."},
      {{"area", "--set", "technology=8nm"}, 4, "technology 8nm is unknown..."},
  });
}

TEST(Usage, OptionsThatContradictEachOtherAreNotIgnored) {
  const std::string fast = ": this run computes no values (backend fast; systemc and reference do)";
  expect_refused({
      run_with({"--backend", "fast", "--input", kPicture}, "--input" + fast),
      run_with({"--backend", "fast", "--seed", "3"}, "--seed" + fast),
      run_with({"--backend", "fast", "--save-output", "o.npz"}, "--save-output" + fast),
      run_with({"--no-data", "--input", kPicture}, "--input: this run computes no values (--no-data)"),
      run_with({"--arch", "edge-16-fp32", "--backend", "fast", "--input", kPicture}, "--input" + fast),
      run_with({"--backend", "fast", "--activation-density", "measured"},
               "--activation-density measured: needs a run of one inference with values and time"),
      run_with({"--backend", "reference", "--no-data"},
               "the reference backend computes values and no time: --no-data leaves nothing"),
      run_with({"--backend", "reference", "--baseline", "all"},
               "--baseline all: the reference backend computes no time to compare"),
  });
}

TEST(Usage, UnknownMachinesAndKeysSuggestTheNearest) {
  expect_refused({
      run_with({"--arch", "edge-17"}, "machine \"edge-17\" is no preset...", 4),
      run_with({"--set", "array.row=3"}, "--set array.row=3: unknown key \"array.row\"; did you mean \"array.rows\"?",
               4),
      run_with({"--set", "array.rows"}, "--set array.rows: must be key=value", 4),
      run_with({"--set", "array.rows=0"},
               "--set array.rows=0: array.rows is 0, allowed is a whole number from 1 to 1024", 4),
      run_with({"--set", "array.rows=x"}, "--set array.rows=x: array.rows is...", 4),
      run_with({"--set", "=3"}, "--set =3: ...", 4),
      run_with({"--set", "technology=3nm"}, "...", 4),
      {{"compile", kDigits, "--arch", "edg-16"}, 4, "machine \"edg-16\" is no preset..."},
  });
  EXPECT_NE(run_octet({"run", kDigits, "--arch", "edge-17"}).err.find("did you mean \"edge-16\"?"), std::string::npos);
}

TEST(Usage, AMachineTooSmallForALayerIsRefused) {
  const Outcome outcome =
      run_octet({"run", kDigits, "--arch", "tiny-8", "--set", "scratchpad.bytes=64", "--set", "scratchpad.banks=1"});
  EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err, "");
}

}  // namespace
}  // namespace octet
