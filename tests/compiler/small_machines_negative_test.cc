// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Layers that a machine is too small for: the layer, what does not fit and what to raise.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "compiler/compile.h"
#include "models/graph.h"

namespace octet {
namespace {

// A network of one layer, as SCALE-Sim's topology files write it.
Graph network_of(const std::string& layer) {
  const std::string path = ::testing::TempDir() + "octet_small_" + std::to_string(getpid()) + ".csv";
  std::ofstream(path) << "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
                         "Strides,\n"
                      << layer << ",\n";
  Graph graph = import_topology_csv(path);
  std::filesystem::remove(path);
  return graph;
}

std::string refusal(const std::string& layer, const std::vector<std::string>& overrides) {
  try {
    compile(network_of(layer), load_machine("edge-16", overrides));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
    return error.what();
  }
  return "";
}

TEST(SmallMachines, WithLessThanFourBanksAreRefused) {
  EXPECT_EQ(refusal("conv, 8, 8, 3, 3, 16, 16, 1", {"scratchpad.banks=4"}), "");
  EXPECT_EQ(refusal("conv, 8, 8, 3, 3, 16, 16, 1", {"scratchpad.banks=2"}),
            "scratchpad.banks: the compiler needs at least 4 banks, the machine has 2");
}

TEST(SmallMachines, WithoutRoomForTheWeightsOfAChannelAreRefused) {
  EXPECT_EQ(
      refusal("conv, 60, 60, 15, 15, 4, 16, 1", {"scratchpad.bytes=8Ki", "scratchpad.banks=4"}),
      "layer 'conv/output' (CONV_2D): 3600 weights of one channel do not fit a scratchpad bank of 2048 bytes; raise "
      "scratchpad.bytes");
}

TEST(SmallMachines, WithoutRoomForTheInputOfAPixelAreRefused) {
  EXPECT_EQ(
      refusal("conv, 300, 300, 20, 20, 1, 1, 1", {"scratchpad.bytes=4Ki", "scratchpad.banks=4"}),
      "layer 'conv/output' (CONV_2D): one output pixel needs 2960 bytes of input, rows padded, and 1 of output at "
      "once, stream buffers hold 1024 and 1024; raise scratchpad.bytes");
}

TEST(SmallMachines, WithoutRoomForATileOfAVectorLayerAreRefused) {
  EXPECT_EQ(refusal("depthwise DP, 90, 90, 80, 80, 16, 1, 1", {"scratchpad.bytes=8Ki", "scratchpad.banks=4"}),
            "layer 'depthwise DP/output' (DEPTHWISE_CONV_2D): its smallest tile does not fit scratchpad banks of 2048 "
            "bytes and 256 parameter channels; raise scratchpad.bytes or parameters.channels");
}

}  // namespace
}  // namespace octet
