// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Files the command line reads that are missing, unreadable, damaged or of the wrong kind: models and
// programs end in exit code 3, machines in 4, everything else in 2.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "models/array_file.h"
#include "tests/arch/support/sample_program.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"
#include "tests/models/support/small_models.h"
#include "tests/models/support/streaming_models.h"
#include "tests/models/support/tflite_writer.h"

namespace octet {
namespace {

using test::Launch;
using test::Outcome;
using test::run_octet;
using test::TemporaryFolder;

const std::string kZoo = test::zoo_folder();
const std::string kDigits = kZoo + "/digits.tflite";

void expect_refused(const Outcome& outcome, int exit_code, const std::string& message) {
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.find("octet: "), 0u) << outcome.err;
  EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
}

// The same network with computed tensors of 16 bits.
std::string with_int16_activations(const std::string& file) {
  tflite::ModelT model;
  tflite::GetModel(file.data())->UnPackTo(&model);
  for (auto& tensor : model.subgraphs[0]->tensors)
    if (model.buffers[tensor->buffer]->data.empty()) tensor->type = tflite::TensorType::INT16;
  const std::vector<std::uint8_t> bytes = test::TfliteWriter::pack(model);
  return {bytes.begin(), bytes.end()};
}

class Inputs : public ::testing::Test {
 protected:
  // Every command that reads a model says the same of it.
  void expect_model_refused(const std::string& model, const std::string& message, const Launch& launch = {}) {
    SCOPED_TRACE(model);
    for (const char* command : {"run", "compile", "inspect"})
      expect_refused(run_octet({command, model}, launch), 3, message);
  }

  void expect_input_refused(const std::string& input, const std::string& message) {
    SCOPED_TRACE(input);
    expect_refused(run_octet({"run", kDigits, "--input", input}), 2, message);
  }

  void make_unreadable(const std::string& path) { ::chmod(path.c_str(), 0); }

  std::string digits_ = test::text_of_file(kDigits);
  TemporaryFolder folder_;
};

TEST_F(Inputs, ImagesOfABatchAreCountedAndKeptApart) {
  for (const char* command : {"run", "compile"}) {
    expect_refused(run_octet({command, kDigits, "--batch", "0"}), 2, "--batch 0: allowed are 1 to 4096");
    expect_refused(run_octet({command, kDigits, "--batch", "4097"}), 2, "--batch 4097: allowed are 1 to 4096");
    const std::vector<std::uint8_t> bytes = test::shift_register().bytes();
    const std::string streaming = folder_.write("s.tflite", std::string(bytes.begin(), bytes.end()));
    expect_refused(run_octet({command, streaming, "--batch", "2"}), 3,
                   "s: cannot take 2 images in one inference:\n  node 2 READ_VARIABLE 'old': it keeps a state");
  }
  expect_refused(run_octet({"run", kDigits, "--batch", "2", "--steps", "2"}), 2,
                 "--batch 2: one inference of several images; drop --steps");
}

TEST_F(Inputs, StepsAreCountedAndNamed) {
  const auto refused = [](std::vector<std::string> words, const std::string& message) {
    words.insert(words.begin(), {"run", kDigits});
    expect_refused(run_octet(words), 2, message);
  };
  refused({"--steps", "0"}, "--steps 0: allowed are 1 to 10000");
  refused({"--steps", "10001"}, "--steps 10001: allowed are 1 to 10000");
  refused({"--steps", "2", "--no-data"}, "--steps without values: drop --no-data");
  refused({"--steps", "2", "--input", kZoo + "/digit_7.bmp"}, "inputs of 2 steps are an .npz with in0.0, in0.1, ...");
  const std::string npz = folder_.path("one.npz");
  write_npz(npz, {{"in0.0", DataType::kInt8, {1, 16, 16, 1}, std::vector<std::uint8_t>(256)}});
  refused({"--steps", "2", "--input", npz}, "has no array 'in0.1' for input");
}

TEST_F(Inputs, ModelsThatAreNoFilesAreRefused) {
  expect_model_refused(folder_.path("none.tflite"), "no such file");
  expect_model_refused("", "extension '', allowed: .tflite, .csv");
  expect_model_refused("/", "extension '', allowed: .tflite, .csv");
  expect_model_refused(kZoo + "/digit_7.bmp", "extension '.bmp', allowed: .tflite, .csv");
  std::filesystem::create_directory(folder_.path("folder.tflite"));
  expect_model_refused(folder_.path("folder.tflite"), "not a regular file");
  std::filesystem::create_symlink("/dev/zero", folder_.path("device.tflite"));
  expect_model_refused(folder_.path("device.tflite"), "not a regular file");
  std::filesystem::create_symlink("loop.tflite", folder_.path("loop.tflite"));
  expect_model_refused(folder_.path("loop.tflite"), "no such file");
}

TEST_F(Inputs, ModelsThatCannotBeReadAreRefused) {
  Launch launch;
  launch.privileged = false;
  const std::string model = folder_.write("secret.tflite", digits_);
  make_unreadable(model);
  expect_model_refused(model, "cannot be read", launch);
}

TEST_F(Inputs, DamagedModelsAreRefused) {
  expect_model_refused(folder_.write("empty.tflite", ""), "0 bytes without the identifier");
  expect_model_refused(folder_.write("text.tflite", "hello, world\n"), "not a TFLite model");
  for (const std::size_t bytes : {8ul, 100ul, digits_.size() / 2, digits_.size() - 1})
    expect_model_refused(folder_.write(fmt::format("cut_{}.tflite", bytes), digits_.substr(0, bytes)), "damaged");
  expect_model_refused(folder_.write("empty.csv", ""), "empty.csv");
  expect_model_refused(folder_.write("bad.csv", "layer, a, b,\nconv, 1, x,\n"), "bad.csv");
}

TEST_F(Inputs, RefusedOperatorsAreNamedNodeByNode) {
  const std::string model = folder_.write("int16.tflite", with_int16_activations(digits_));
  for (const char* command : {"run", "compile"}) {
    const Outcome outcome = run_octet({command, model});
    expect_refused(outcome, 3, "6 of 6 nodes cannot run:\n  node 0 CONV_2D ");
    EXPECT_NE(outcome.err.find("has type int16, allowed: int8, uint8, float32"), std::string::npos) << outcome.err;
  }
  const Outcome inspected = run_octet({"inspect", model});
  EXPECT_EQ(inspected.exit_code, 3);
  EXPECT_EQ(inspected.err, "");
  EXPECT_NE(inspected.out.find("6 refused"), std::string::npos) << inspected.out;
}

TEST_F(Inputs, MachineFilesAreRefusedWithTheirPlace) {
  const auto refused = [&](const std::string& machine, const std::string& message) {
    SCOPED_TRACE(machine);
    expect_refused(run_octet({"run", kDigits, "--arch", machine}), 4, message);
    expect_refused(run_octet({"compile", kDigits, "--arch", machine, "-o", folder_.path("p.octp")}), 4, message);
  };
  const std::string bad = folder_.write("bad.toml", "[array]\nrows = 16\ncolums = 4\n");
  refused(bad, bad + ":3:1: unknown key \"array.colums\"; did you mean \"array.cols\"?");
  refused(folder_.write("syntax.toml", "[array\n"), "syntax.toml:1:");
  refused(folder_.path("none.toml"), "none.toml");
  refused("/", "/: cannot be read");
  refused(folder_.write("binary.toml", digits_), "binary.toml:");
  EXPECT_EQ(folder_.names(), (std::vector<std::string>{"bad.toml", "binary.toml", "syntax.toml"}));
}

TEST_F(Inputs, UnreadableMachineFilesAreRefused) {
  Launch launch;
  launch.privileged = false;
  const std::string machine = folder_.write("secret.toml", "base = \"edge-16\"\n");
  make_unreadable(machine);
  expect_refused(run_octet({"run", kDigits, "--arch", machine}, launch), 4, "secret.toml");
}

TEST_F(Inputs, PicturesOfTheWrongKindAreRefused) {
  expect_input_refused(kDigits, "cannot be read as a picture");
  expect_input_refused(folder_.path("none.png"), "none.png");
  expect_input_refused(folder_.write("empty.bmp", ""), "cannot be read as a picture");
  expect_input_refused("/", "cannot be read");
  const std::string picture = test::text_of_file(kZoo + "/digit_7.bmp");
  for (const std::size_t bytes : {40ul, picture.size() / 2, picture.size() - 1})
    expect_input_refused(folder_.write("cut.bmp", picture.substr(0, bytes)), "(the file is cut off)");
  expect_input_refused(folder_.write("cut.ppm", "P6 2 2 255\nabcdefghijk"), "(the file is cut off)");
}

TEST_F(Inputs, ArraysOfTheWrongShapeOrTypeAreRefused) {
  const auto array = [](DataType type, std::vector<std::int64_t> shape, std::size_t bytes) {
    return Array{"in0", type, std::move(shape), std::vector<std::uint8_t>(bytes)};
  };
  const std::string npy = folder_.path("in.npy"), npz = folder_.path("in.npz");
  const auto refused = [&](const Array& wrong, const std::string& message) {
    write_npy(npy, wrong);
    expect_input_refused(npy, message);
    write_npz(npz, {wrong});
    expect_input_refused(npz, message);
  };
  refused(array(DataType::kInt8, {1, 16, 16}, 256), "int8 [1, 16, 16], but input");
  refused(array(DataType::kInt8, {2, 16, 16, 1}, 512), "takes int8 [1, 16, 16, 1]");
  refused(array(DataType::kUint8, {1, 16, 16, 1}, 256), "uint8 [1, 16, 16, 1], but input");
  refused(array(DataType::kFloat32, {1, 16, 16, 1}, 1024), "float32 [1, 16, 16, 1], but input");
}

TEST_F(Inputs, ArrayFilesThatAreNoneOrCutAreRefused) {
  expect_input_refused(folder_.path("none.npy"), "none.npy: cannot be read: No such file");
  expect_input_refused(folder_.path("none.npz"), "none.npz: cannot be read as .npz");
  expect_input_refused(folder_.write("text.npy", "hello"), "not an .npy array");
  expect_input_refused(folder_.write("text.npz", "hello"), "cannot be read as .npz");
  const std::string npz = folder_.path("names.npz");
  write_npz(npz, {{"x", DataType::kInt8, {1, 16, 16, 1}, std::vector<std::uint8_t>(256)}});
  expect_input_refused(npz, "has no array 'in0'");
  const std::string whole = test::text_of_file(npz);
  expect_input_refused(folder_.write("cut.npz", whole.substr(0, whole.size() - 30)), "cut.npz");
}

TEST_F(Inputs, LabelsThatAreMissingOrTooFewAreRefused) {
  const auto refused = [&](const std::string& labels, const std::string& message) {
    expect_refused(run_octet({"run", kDigits, "--labels", labels}), 2, message);
  };
  refused(folder_.path("none.txt"), "No such file");
  refused("/", "is a folder");
  refused(folder_.write("empty.txt", ""), "has no lines");
  refused(folder_.write("two.txt", "zero\none\n"), "labels: 2 lines");
  const std::vector<std::uint8_t> image = test::add_model().bytes();
  const std::string model = folder_.write("image.tflite", std::string(image.begin(), image.end()));
  expect_refused(run_octet({"run", model, "--labels", folder_.path("two.txt")}), 2,
                 "--labels: 1 outputs, the first 1x2x3x4; allowed: one row of classes");
}

TEST_F(Inputs, ProgramFilesDamagedOrBoundToAnotherMachineAreRefused) {
  const std::string program = folder_.path("p.octp");
  ASSERT_EQ(run_octet({"compile", kDigits, "-o", program}).exit_code, 0);
  const std::string bytes = test::text_of_file(program);
  const auto refused = [&](const std::string& contents, const std::string& message) {
    expect_refused(run_octet({"disasm", folder_.write("bad.octp", contents)}), 3, "bad.octp: " + message);
  };
  refused("", "program file: ");
  refused(digits_, "program file: not a program, does not begin with OCTP");
  refused(bytes.substr(0, bytes.size() - 1), "program file: says ");
  std::string other = bytes;
  other[4] = 9;
  refused(other, "program file: version 9, this octet reads version 6");
  for (const std::size_t at : {std::size_t{8}, bytes.size() / 2, bytes.size() - 1}) {
    other = bytes;
    other[at] = static_cast<char>(other[at] ^ 4);
    refused(other, "program file: damaged, wrong checksum");
  }
  std::vector<std::uint8_t> forged(bytes.begin(), bytes.end());
  forged[8] ^= 1;  // the hash of the machine it is bound to
  testing::reseal(forged);
  refused({forged.begin(), forged.end()}, "program file: bound to another machine than the one it describes");
  expect_refused(run_octet({"disasm", folder_.path("none.octp")}), 3, "none.octp: cannot be read");
  expect_refused(run_octet({"disasm", "/"}), 3, "/: cannot be read");
}

}  // namespace
}  // namespace octet
