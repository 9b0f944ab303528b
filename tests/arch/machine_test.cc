// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The preset table, fp32 twins, overrides, bases and the machine's TOML form.
#include "arch/machine.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "base/error.h"

namespace octet {
namespace {

std::string message_of(const std::string& name, const std::vector<std::string>& overrides = {}) {
  try {
    load_machine(name, overrides);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
    return error.what();
  }
  return "no error";
}

// The table of presets as the design gives it.
struct Row {
  const char* name;
  std::int64_t rows, scratchpad, banks, accumulator, channels;
  double clock, bandwidth;
};
constexpr Row kTable[] = {{"tiny-8", 8, 64 << 10, 8, 512, 128, 200, 1},
                          {"edge-16", 16, 256 << 10, 8, 1024, 256, 500, 4},
                          {"edge-32", 32, 512 << 10, 8, 1024, 512, 500, 8},
                          {"edge-64", 64, 2 << 20, 16, 2048, 1024, 500, 16},
                          {"tpu-128", 128, 16 << 20, 16, 4096, 2048, 700, 34}};

TEST(Machine, PresetsAreExactlyTheTable) {
  ASSERT_EQ(preset_names().size(), std::size(kTable));
  for (std::size_t i = 0; i < std::size(kTable); ++i) {
    const Row& row = kTable[i];
    EXPECT_EQ(preset_names()[i], row.name);
    Machine expected;
    expected.name = row.name;
    expected.array_rows = expected.array_cols = expected.vector_lanes = row.rows;
    expected.scratchpad_bytes = row.scratchpad;
    expected.scratchpad_banks = row.banks;
    expected.accumulator_rows = row.accumulator;
    expected.parameters_channels = row.channels;
    expected.clock_mhz = expected.host_clock_mhz = row.clock;
    expected.dram_bandwidth_gb_per_s = row.bandwidth;
    EXPECT_EQ(to_toml(load_machine(row.name)), to_toml(expected));
    EXPECT_EQ(load_machine(row.name), expected);
  }
}

TEST(Machine, TwinChangesThePeAndTheNameAndNothingElse) {
  for (const std::string& name : preset_names()) {
    Machine expected = load_machine(name);
    expected.array_pe = PeKind::kFp32;
    expected.name = name + "-fp32";
    EXPECT_EQ(load_machine(name + "-fp32"), expected);
    EXPECT_EQ(fp32_twin(load_machine(name)), expected);
    EXPECT_EQ(fp32_twin(expected), expected);
    EXPECT_EQ(expected.element_bytes(), 4);
    EXPECT_EQ(expected.word_bytes(), 4 * expected.array_rows);
  }
}

TEST(Machine, Bf16TwinHasElementsOfTwoBytes) {
  Machine expected = load_machine("edge-16");
  expected.array_pe = PeKind::kBf16;
  expected.name = "edge-16-bf16";
  EXPECT_EQ(load_machine("edge-16-bf16"), expected);
  EXPECT_EQ(load_machine("edge-16", {"array.pe=bf16"}).word_bytes(), 32);
  EXPECT_EQ(parse_machine(to_toml(expected), "x.toml"), expected);
}

TEST(Machine, TwinThatBreaksARuleIsRefused) {
  // A bank of 64 bytes holds 8 sub-banks of 8-byte words, but not of 32-byte words.
  const Machine machine = load_machine("tiny-8", {"scratchpad.bytes=512"});
  EXPECT_THROW(fp32_twin(machine), Error);
}

TEST(Machine, WordIsTheRowsRoundedUpToAPowerOfTwo) {
  EXPECT_EQ(load_machine("edge-16", {"array.rows=5", "array.cols=12"}).word_bytes(), 8);
  EXPECT_EQ(load_machine("edge-16", {"array.rows=1"}).word_bytes(), 1);
  EXPECT_EQ(load_machine("edge-16", {"array.rows=17"}).word_bytes(), 32);
  EXPECT_EQ(load_machine("edge-16-fp32", {"array.rows=5"}).word_bytes(), 32);
}

TEST(Machine, OverridesTakeTomlAndBareText) {
  const Machine machine = load_machine(
      "edge-16", {"array.pe=fp32", "scratchpad.bytes=1Gi", "accumulator.rows=16Mi", "array.gather_runs=unlimited",
                  "dram.unlimited=true", "clock_mhz=333.5", "technology=\"asap7\"", "dram.row_bytes=4096", "name=mine"});
  EXPECT_EQ(machine.array_pe, PeKind::kFp32);
  EXPECT_EQ(machine.scratchpad_bytes, std::int64_t{1} << 30);
  EXPECT_EQ(machine.accumulator_rows, 16 << 20);
  EXPECT_EQ(machine.array_gather_runs, Machine::kUnlimited);
  EXPECT_TRUE(machine.dram_unlimited);
  EXPECT_EQ(machine.clock_mhz, 333.5);
  EXPECT_EQ(machine.technology, "asap7");
  EXPECT_EQ(machine.dram_row_bytes, 4096);
  EXPECT_EQ(machine.name, "mine");
  EXPECT_EQ(load_machine("edge-16", {"accumulator.rows=16K"}).accumulator_rows, 16000);
}

TEST(Machine, ReportsEveryWrongOverrideWithItsText) {
  EXPECT_EQ(message_of("edge-16", {"array.rwos=4", "array.rows=0", "dram.unlimited=maybe", "clock_mhz"}),
            "--set array.rwos=4: unknown key \"array.rwos\"; did you mean \"array.rows\"?\n"
            "--set dram.unlimited=maybe: dram.unlimited is \"maybe\", allowed is true or false\n"
            "--set clock_mhz: must be key=value\n"
            "--set array.rows=0: array.rows is 0, allowed is a whole number from 1 to 1024");
  EXPECT_EQ(message_of("edge-16", {"array.rows=4\narray.cols=4"}),
            "--set array.rows=4\narray.cols=4: array.rows is \"4?array.cols=4\", allowed is a whole number from 1 to "
            "1024");
}

TEST(Machine, UnknownNamesSuggestTheNearestPreset) {
  EXPECT_EQ(message_of("edge16"),
            "machine \"edge16\" is no preset (tiny-8, edge-16, edge-32, edge-64, tpu-128, their twins NAME-fp32 and "
            "NAME-bf16) and no file; did you mean \"edge-16\"?");
  EXPECT_EQ(message_of("/"), "/: cannot be read");
}

TEST(Machine, FileMayStartFromAPreset) {
  Machine expected = load_machine("edge-64");
  expected.name = "mine";
  expected.array_rows = 32;
  EXPECT_EQ(parse_machine("base = \"edge-64\"\n[array]\nrows = 32\n", "dir/mine.toml"), expected);
  EXPECT_EQ(parse_machine("array.rows = 32\nname = \"mine\"\nbase = \"edge-64\"\n", "other.toml"), expected);
  EXPECT_EQ(parse_machine("base = \"edge-64-fp32\"", "x.toml").array_pe, PeKind::kFp32);
  EXPECT_EQ(parse_machine("", "dir/a b\xff.toml").name, "a b_");
}

TEST(Machine, ReadsAFileFromDisk) {
  const std::string path = testing::TempDir() + std::to_string(getpid()) + "_machine_test.toml";
  std::ofstream(path) << "base = \"tiny-8\"\n[array]\nrows = 0\ncols = \"x\"\n";
  EXPECT_EQ(message_of(path), path + ":4:1: array.cols is \"x\", allowed is a whole number from 1 to 1024\n" + path +
                                  ":3:1: array.rows is 0, allowed is a whole number from 1 to 1024");
  EXPECT_EQ(message_of(path, {"array.rows=4", "array.cols=4"}),
            path + ":4:1: array.cols is \"x\", allowed is a whole number from 1 to 1024");
  std::remove(path.c_str());
}

TEST(Machine, TomlFormParsesBackToTheSameMachine) {
  for (const std::string& name : preset_names()) {
    Machine machine = load_machine(name + "-fp32");
    machine.array_gather_runs = Machine::kUnlimited;
    machine.clock_mhz = 0.1 + 0.2;
    machine.dram_bandwidth_gb_per_s = 0.001;
    machine.dram_latency_ns = 1e6;
    machine.dram_unlimited = true;
    EXPECT_EQ(parse_machine(to_toml(machine), "elsewhere.toml"), machine) << to_toml(machine);
  }
}

TEST(Machine, TakesNoBaseFromAnOverride) {
  EXPECT_EQ(message_of("tiny-8", {"base=edge-16"}),
            "--set base=edge-16: base belongs into a machine file; name the preset with --arch");
}

}  // namespace
}  // namespace octet
