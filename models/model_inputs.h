// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a network is fed with: arrays from a file, a picture, or random values; and its outputs as arrays.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/array_file.h"
#include "models/graph.h"

namespace octet {

// All give one entry per graph input, in order: little-endian bytes in C order.

// Integers uniform over the whole range of int8, uint8 and int16, float32 uniform over the multiples of
// 2^-23 in [-1, 1). Element i of all inputs together is made from output i of SplitMix64 started at
// `seed`: its top bits, as many as needed (24 for float32). Throws Error(kUsage) for other types, whose
// values are shapes or indices.
std::vector<std::vector<std::uint8_t>> random_inputs(const Graph& graph, std::uint64_t seed);

// The same for `steps` inferences in a row, which go on where the one before left the generator.
std::vector<std::vector<std::vector<std::uint8_t>>> random_input_steps(const Graph& graph, std::uint64_t seed,
                                                                       std::int64_t steps);

// By extension: .npz with in0, in1, ...; .npy for a network of one input; anything else a picture for
// the first input of a network of one input. Throws Error(kUsage) if type or shape differ from the input's.
std::vector<std::vector<std::uint8_t>> read_inputs(const Graph& graph, const std::string& path);

// Inputs of batched(one, images): arrays of that shape hold all images, arrays of the shape of one image and a picture
// are repeated for every image.
std::vector<std::vector<std::uint8_t>> read_batch(const Graph& one, const std::string& path, std::int64_t images);

// Inputs of `steps` inferences from an .npz with in0.0, in0.1, ... (input 0 of step 0, of step 1), in1.0, ...
std::vector<std::vector<std::vector<std::uint8_t>>> read_input_steps(const Graph& graph, const std::string& path,
                                                                     std::int64_t steps);

// Tensors as arrays called `prefix`0, `prefix`1, ... with the graph's types and shapes; `tensors` is
// graph.inputs or graph.outputs.
std::vector<Array> as_arrays(const Graph& graph, const std::vector<int>& tensors,
                             const std::vector<std::vector<std::uint8_t>>& bytes, const std::string& prefix);

}  // namespace octet
