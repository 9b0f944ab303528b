// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random small networks as .tflite files, with inputs: operators, shapes, scales and zero points that real
// networks do not contain, within what TFLite's reference kernels define.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "arch/machine.h"

namespace octet::testing {

enum class RandomKind {
  kConv,
  kDepthwise,
  kFullyConnected,
  kAdd,
  kAveragePool,
  kReshape,
  kQuantize,  // 8 bits to 8 bits
  kSoftmax,
  kFloatQuantize,
  kDequantize,
  kBinary,  // ADD, SUB, MUL, MINIMUM, MAXIMUM with broadcasting and constants
  kPRelu,
  kTable,  // RELU ... TANH
  kMaxPool,
  kReduce,  // MEAN, REDUCE_MAX
  kPad,
  kConcatenation,
  kTranspose,
  kSplit,
  kStridedSlice,
  kPack,
  kUnpack,
  kTile,
  kResizeNearest,
  kTransposeConv,
  kResizeBilinear,
  kBatchMatMul
};
inline constexpr int kRandomKinds = 27;

struct RandomNetwork {
  std::vector<std::uint8_t> file;                              // a .tflite
  std::vector<std::vector<std::vector<std::uint8_t>>> inputs;  // two sets, an entry per graph input
  std::string text;                                            // its operators, for messages
};

// A function of the seed alone. One operator: seeds take the kinds in turn.
RandomNetwork random_operator(std::uint64_t seed);
// `operators` nodes, at most, with residuals, several inputs and outputs, and now and then a tensor
// larger than 64 KiB.
RandomNetwork random_network(std::uint64_t seed, int operators);

// A chain of windows and elementwise operators over an image of some tens of rows, with residuals: what runs in
// stripes where memory is short.
RandomNetwork random_chain(std::uint64_t seed);

// A valid machine: arrays of 1 to 40 rows and columns, 2 to 64 banks, memories down to a few hundred
// bytes, or a preset.
Machine random_small_machine(std::uint64_t seed);

}  // namespace octet::testing
