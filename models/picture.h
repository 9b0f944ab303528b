// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Pictures as network inputs: BMP, PNG, JPEG, GIF or PNM, resized to the input's height and width and
// converted to its type.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/graph.h"

namespace octet {

struct Picture {
  int width = 0, height = 0, channels = 0;  // channels: 1 grey, 3 red green blue
  std::vector<std::uint8_t> pixels;         // [height][width][channels]
};

// Colour, transparency dropped. Throws Error(kUsage) for a file that is no picture.
Picture load_picture(const std::string& path);
// ITU-R BT.601 luma: (19595 R + 38470 G + 7471 B) / 2^16, rounded half up.
Picture to_grey(const Picture& colour);
// Bilinear with a triangle filter that widens with the reduction (so shrinking averages instead of
// skipping), pixel centres at half coordinates; columns first, then rows, each pass rounded to 8 bits
// with weights of 22 fractional bits. Equals Pillow's Image.resize(..., BILINEAR).
Picture resize(const Picture& picture, int width, int height);

// The picture as bytes of `input`, an NHWC tensor with batch 1 and 1 or 3 channels: uint8 as is, int8 =
// pixel - 128, float32 = (pixel - 127.5) / 127.5. Throws Error(kUsage) for other inputs.
std::vector<std::uint8_t> picture_as_input(const Picture& picture, const Tensor& input);

}  // namespace octet
