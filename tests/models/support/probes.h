// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Models of one operator made to show a wrong rounding: accumulators next to ties, all pairs of codes,
// scales chosen so that float and double disagree.
#pragma once
#include "tests/models/support/oracle.h"
#include "tests/models/support/tflite_writer.h"

namespace octet::test {

enum class Weighted { kConv, kDepthwise, kFullyConnected };

// 256 channels (depthwise: 128) whose biases put every accumulator within two of a tie between output
// codes. Factors from 2^smallest_exponent to 1, so that accumulators have up to 7 - smallest_exponent bits.
OracleCase near_ties(Weighted op, tflite::TensorType type, std::uint64_t seed, int smallest_exponent = -22);
// A convolution by a factor from 1 to 16, of accumulators that leave int32 when shifted left.
OracleCase wrapping_shifts(tflite::TensorType type, std::uint64_t seed);
// ADD of all 65,536 pairs of codes; scales of even seeds put a sum beside a tie.
OracleCase all_sums(tflite::TensorType type, std::uint64_t seed);
// SOFTMAX of rows that have a probability beside a tie.
OracleCase softmax_ties(tflite::TensorType type, std::uint64_t seed);
// AVERAGE_POOL_2D of all pairs of codes.
OracleCase all_means(tflite::TensorType type);
// QUANTIZE of all codes, by factors that give ties or, rounded to float, another code.
OracleCase all_codes(tflite::TensorType from, tflite::TensorType to, std::uint64_t seed);
// QUANTIZE of floats at ties and one step beside them.
OracleCase float_ties(tflite::TensorType to, std::uint64_t seed);
// DEQUANTIZE of all codes.
OracleCase all_values(tflite::TensorType from, std::uint64_t seed);
// RELU6 with an output scale whose bound is another code when divided in double or truncated.
OracleCase clamp_edge(tflite::TensorType type, std::uint64_t seed);

}  // namespace octet::test
