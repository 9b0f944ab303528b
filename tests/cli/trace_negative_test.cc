// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Traces nobody can run: a message and the right exit code.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/cli/support/octet_process.h"

namespace octet::test {
namespace {

struct Bad {
  std::vector<std::string> words;
  int exit_code;
  std::string message;
};

TEST(TraceNegative, MistakesAreSaid) {
  const TemporaryFolder folder;
  const std::string scenario = folder.path("s.toml");
  std::ofstream(folder.path("bad.csv")) << "0\n-1\nx\n";
  std::ofstream(scenario) << "[[stream]]\nname = \"a\"\nmodel = \"ds-cnn\"\nfile = \"bad.csv\"\n";
  std::ofstream(folder.path("broken.tflite")) << "no model";
  std::ofstream(folder.path("model.toml")) << "[[stream]]\nname = \"a\"\nmodel = \"broken.tflite\"\nrate_hz = 1\n";
  std::ofstream(folder.path("unknown.toml")) << "[[stream]]\nname = \"a\"\nmodel = \"resnet9\"\nrate_hz = 1\n";
  std::ofstream(folder.path("endless.toml")) << "[[stream]]\nname = \"a\"\nmodel = \"resnet8\"\nrate_hz = inf\n";
  const std::vector<Bad> bad = {
      {{}, 2, "trace"},
      {{"smart-camara"}, 4, "did you mean \"smart-camera\"?"},
      {{folder.path("missing.toml")}, 4, "no such file"},
      {{folder.path("")}, 4, "cannot be read"},
      {{scenario}, 4, "bad.csv:2:1: \"-1\" is negative"},
      {{scenario}, 4, "bad.csv:3:1: \"x\" is no number"},
      {{folder.path("unknown.toml")}, 4, "did you mean \"resnet8\"?"},
      {{folder.path("endless.toml")}, 4, "rate_hz must be a number from"},
      {{folder.path("model.toml")}, 3, "model.toml:3:9: stream \"a\":"},
      {{"smart-camera", "--duration", "10"}, 2, "a number with a unit"},
      {{"smart-camera", "--duration", "-1s"}, 2, "not a number above 0"},
      {{"smart-camera", "--duration", "infs"}, 2, "not a number above 0"},
      {{"smart-camera", "--duration", "1000000h"}, 4, "a duration of 3600000000 s"},
      {{"smart-camera", "--duration", "100h"}, 4, "shorten the duration"},
      {{"tiny-single-stream", "--duration", "1h"}, 4, "shorten the duration"},
      {{"smart-camera", "--rate", "detection=inf"}, 2, "not a number above 0"},
      {{"smart-camera", "--rate", "detection"}, 2, "STREAM=VALUE"},
      {{"smart-camera", "--rate", "detektion=3"}, 4, "did you mean \"detection\"?"},
      {{"smart-camera", "--rate", "classification=3"}, 4, "its arrivals are cascade"},
      {{"smart-camera", "--model", "detection=missing.tflite"}, 3, "missing.tflite"},
      {{"smart-camera", "--find-max-rate", "camera"}, 4, "has no such stream"},
      {{"smart-camera", "--policy", "fivo"}, 2, "did you mean \"fifo\"?"},
      {{"smart-camera", "--preempt", "layer"}, 2, "did you mean \"layers\"?"},
      {{"smart-camera", "--weights", "none"}, 2, "allowed are reloaded, partitioned"},
      {{"smart-camera", "--backend", "reference"}, 2, "timed by fast or systemc"},
      {{"smart-camera", "--baseline", "iso"}, 2, "--baseline iso"},
      {{"smart-camera", "--arch", "edge-17"}, 4, "edge-16"},
      {{"smart-camera", "--json", folder.path("no/r.json")}, 2, "--json"},
      {{"smart-camera", "--jsn", "x"}, 2, "did you mean"},
  };
  for (const Bad& trace : bad) {
    std::vector<std::string> words{"trace"};
    words.insert(words.end(), trace.words.begin(), trace.words.end());
    const Outcome outcome = run_octet(words);
    EXPECT_EQ(outcome.exit_code, trace.exit_code) << ::testing::PrintToString(words) << outcome.err;
    EXPECT_NE(outcome.err.find(trace.message), std::string::npos) << trace.message << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
}

}  // namespace
}  // namespace octet::test
