// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs survive their file; saving is whole or not at all.
#include "arch/program_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "arch/program_file_fields.h"
#include "base/error.h"
#include "tests/arch/support/sample_program.h"

namespace octet {
namespace {

using testing::sample_program;

std::filesystem::path fresh_folder(const char* name) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

void expect_same(const TensorPort& a, const TensorPort& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.shape, b.shape);
  EXPECT_EQ(a.base, b.base);
  EXPECT_EQ(a.offset, b.offset);
  EXPECT_EQ(a.scale, b.scale);
  EXPECT_EQ(a.zero_point, b.zero_point);
}

// Member by member, so that a member left out of the field lists is noticed.
void expect_same(const Segment& a, const Segment& b) {
  EXPECT_EQ(a.on_host, b.on_host);
  EXPECT_EQ(a.once, b.once);
  EXPECT_EQ(a.first_command, b.first_command);
  EXPECT_EQ(a.commands, b.commands);
  EXPECT_EQ(a.layer, b.layer);
  EXPECT_EQ(a.host.op, b.host.op);
  EXPECT_EQ(a.host.options, b.host.options);
  ASSERT_EQ(a.host.inputs.size(), b.host.inputs.size());
  ASSERT_EQ(a.host.outputs.size(), b.host.outputs.size());
  for (std::size_t i = 0; i < a.host.inputs.size(); ++i) expect_same(a.host.inputs[i], b.host.inputs[i]);
  for (std::size_t i = 0; i < a.host.outputs.size(); ++i) expect_same(a.host.outputs[i], b.host.outputs[i]);
}

void expect_same(const SafePoint& a, const SafePoint& b) {
  EXPECT_EQ(a.segment, b.segment);
  EXPECT_EQ(a.scratchpad, b.scratchpad);
  EXPECT_EQ(a.parameters, b.parameters);
  expect_same(a.save, b.save);
  expect_same(a.restore, b.restore);
}

void expect_same(const State& a, const State& b) {
  expect_same(a.place, b.place);
  EXPECT_EQ(a.initial, b.initial);
}

void expect_same(const LayerInfo& a, const LayerInfo& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.op, b.op);
  EXPECT_EQ(a.node, b.node);
  EXPECT_EQ(a.on_host, b.on_host);
  EXPECT_EQ(a.macs, b.macs);
  EXPECT_EQ(a.weight_bytes, b.weight_bytes);
  EXPECT_EQ(a.parameter_bytes, b.parameter_bytes);
  EXPECT_EQ(a.bound_array, b.bound_array);
  EXPECT_EQ(a.bound_vector, b.bound_vector);
  EXPECT_EQ(a.bound_dram_bytes, b.bound_dram_bytes);
  EXPECT_EQ(a.output_shape, b.output_shape);
  EXPECT_EQ(a.zero_macs, b.zero_macs);
  EXPECT_EQ(a.choice, b.choice);
  EXPECT_EQ(a.runner_up, b.runner_up);
  EXPECT_EQ(a.runner_up_ratio, b.runner_up_ratio);
}

template <class T>
void expect_same_lists(const std::vector<T>& a, const std::vector<T>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) expect_same(a[i], b[i]);
}

void expect_same(const Program& a, const Program& b) {
  EXPECT_EQ(a.machine, b.machine);
  EXPECT_EQ(a.model_name, b.model_name);
  EXPECT_EQ(a.model_hash, b.model_hash);
  EXPECT_EQ(a.has_values, b.has_values);
  EXPECT_EQ(a.commands, b.commands);
  EXPECT_EQ(a.layer_of_command, b.layer_of_command);
  EXPECT_EQ(a.traffic_of_command, b.traffic_of_command);
  expect_same_lists(a.segments, b.segments);
  expect_same_lists(a.safe_points, b.safe_points);
  expect_same_lists(a.layers, b.layers);
  EXPECT_EQ(a.constants, b.constants);
  EXPECT_EQ(a.constants_bytes, b.constants_bytes);
  EXPECT_EQ(a.io_bytes, b.io_bytes);
  EXPECT_EQ(a.workspace_bytes, b.workspace_bytes);
  expect_same_lists(a.inputs, b.inputs);
  expect_same_lists(a.outputs, b.outputs);
  expect_same_lists(a.states, b.states);
  EXPECT_EQ(a.scratchpad, b.scratchpad);
  EXPECT_EQ(a.parameters, b.parameters);
  EXPECT_EQ(a.model_bytes, b.model_bytes);
  EXPECT_EQ(a.scratchpad_peak_bytes, b.scratchpad_peak_bytes);
  EXPECT_EQ(a.macs, b.macs);
}

TEST(ProgramFile, EveryMemberSurvives) {
  const Program program = sample_program();
  expect_same(deserialize(serialize(program)), program);
  Program shapes = program;
  shapes.has_values = false;
  shapes.constants.clear();
  shapes.states[0].initial.clear();
  expect_same(deserialize(serialize(shapes)), shapes);
}

TEST(ProgramFile, BytesAreAPureFunctionOfTheProgram) {
  EXPECT_EQ(serialize(sample_program()), serialize(deserialize(serialize(sample_program()))));
}

TEST(ProgramFile, SavesOverAnOldFileAndLeavesNothingElse) {
  const auto folder = fresh_folder("octet_program_file");
  const std::string path = folder / "p.octp";
  std::ofstream(path) << "old";
  save_program(sample_program(), path);
  expect_same(load_program(path), sample_program());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  std::filesystem::remove_all(folder);
}

std::string save_error(const std::string& path) {
  try {
    save_program(sample_program(), path);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return error.what();
  }
  return "no error";
}

TEST(ProgramFile, FullDiskIsAUsageError) {
  EXPECT_EQ(save_error("/dev/full"), "/dev/full: cannot be written: No space left on device");
}

TEST(ProgramFile, FolderThatIsMissingOrInTheWayIsAUsageError) {
  const auto folder = fresh_folder("octet_program_folder");
  const std::string missing = folder / "none" / "p.octp";
  EXPECT_EQ(save_error(missing), missing + ": cannot be written: No such file or directory");
  EXPECT_EQ(save_error(folder), folder.string() + ": cannot be written: Is a directory");
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

TEST(ProgramFile, UnreadablePathsAreNamed) {
  for (const std::string path : {"/no/such/file.octp", "/"}) {
    try {
      load_program(path);
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kModel);
      EXPECT_EQ(error.what(), path + ": cannot be read");
    }
  }
}

}  // namespace
}  // namespace octet
