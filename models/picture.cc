// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Decoding is stb_image's; grey, resize and conversion are done here in integers, so that a picture
// gives the same input everywhere.
#include "models/picture.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>

#include "base/error.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_PSD
#define STBI_NO_PIC
#define STBI_NO_TGA
#include <stb/stb_image.h>

namespace octet {
namespace {

constexpr int kWeightBits = 22;

// The input pixels [first, first + weights.size()) of one output pixel and their fixed-point weights.
struct Taps {
  int first = 0;
  std::vector<std::int32_t> weights;
};

// NOLINTBEGIN(bugprone-incorrect-roundings): rounded as Pillow does
// Triangle of half-width max(1, from/to) input pixels around each output pixel's centre, cut at the
// edges and normalized to 1.
std::vector<Taps> triangle_taps(int from, int to) {
  const double scale = static_cast<double>(from) / to;
  const double radius = std::max(scale, 1.0);
  std::vector<Taps> all(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * scale;
    const int first = std::max(0, static_cast<int>(centre - radius + 0.5));
    const int last = std::min(from, static_cast<int>(centre + radius + 0.5));
    std::vector<double> weights;
    double sum = 0;
    for (int x = first; x < last; ++x) {
      weights.push_back(std::max(0.0, 1 - std::abs((x - centre + 0.5) / radius)));
      sum += weights.back();
    }
    Taps& taps = all[static_cast<std::size_t>(i)];
    taps.first = first;
    for (double w : weights) taps.weights.push_back(static_cast<std::int32_t>(w / sum * (1 << kWeightBits) + 0.5));
  }
  return all;
}
// NOLINTEND(bugprone-incorrect-roundings)

// Resamples `count` samples lying `pitch` bytes apart from `from`, `to.size()` into samples of the same pitch.
void resample_line(const std::uint8_t* from, const std::vector<Taps>& to, std::size_t pitch, std::uint8_t* out) {
  for (const Taps& taps : to) {
    std::int32_t sum = 1 << (kWeightBits - 1);
    const std::uint8_t* sample = from + static_cast<std::size_t>(taps.first) * pitch;
    for (std::int32_t weight : taps.weights) {
      sum += weight * *sample;
      sample += pitch;
    }
    *out = static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255));
    out += pitch;
  }
}

Picture blank(int width, int height, int channels) {
  Picture p{width, height, channels, {}};
  p.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                  static_cast<std::size_t>(channels));
  return p;
}

Picture resize_width(const Picture& in, int width) {
  if (width == in.width) return in;
  Picture out = blank(width, in.height, in.channels);
  const std::vector<Taps> taps = triangle_taps(in.width, width);
  const auto channels = static_cast<std::size_t>(in.channels);
  for (int y = 0; y < in.height; ++y)
    for (std::size_t c = 0; c < channels; ++c)
      resample_line(&in.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(in.width) * channels + c], taps,
                    channels,
                    &out.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * channels + c]);
  return out;
}

Picture resize_height(const Picture& in, int height) {
  if (height == in.height) return in;
  Picture out = blank(in.width, height, in.channels);
  const std::vector<Taps> taps = triangle_taps(in.height, height);
  const std::size_t pitch = static_cast<std::size_t>(in.width) * static_cast<std::size_t>(in.channels);
  for (std::size_t column = 0; column < pitch; ++column)
    resample_line(&in.pixels[column], taps, pitch, &out.pixels[column]);
  return out;
}

// stb_image takes zeros for what a file lacks; this source remembers that it was asked for more than it has.
// Only buffers may be filled in part, and those are always asked for whole, kBufferBytes at a time.
struct PictureSource {
  static constexpr int kBufferBytes = sizeof(stbi__context::buffer_start);
  std::ifstream file;
  bool exhausted = false;

  static int read(void* self, char* bytes, int count) {
    auto& source = *static_cast<PictureSource*>(self);
    source.file.read(bytes, count);
    const int got = static_cast<int>(source.file.gcount());
    source.exhausted = source.exhausted || got == 0 || (got < count && count != kBufferBytes);
    return got;
  }
  static void skip(void* self, int count) { static_cast<PictureSource*>(self)->file.ignore(count); }
  static int at_end(void* self) { return static_cast<PictureSource*>(self)->exhausted ? 1 : 0; }
};

}  // namespace

Picture load_picture(const std::string& path) {
  PictureSource source{std::ifstream(path, std::ios::binary)};
  if (!source.file) fail(ErrorKind::kUsage, "{}: cannot be read as a picture ({})", path, std::strerror(errno));
  const stbi_io_callbacks calls{PictureSource::read, PictureSource::skip, PictureSource::at_end};
  int width = 0, height = 0, channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_callbacks(&calls, &source, &width, &height, &channels, 3), stbi_image_free);
  if (!pixels)
    fail(ErrorKind::kUsage, "{}: cannot be read as a picture ({}); allowed: BMP, PNG, JPEG, GIF, PNM", path,
         stbi_failure_reason());
  if (source.exhausted) fail(ErrorKind::kUsage, "{}: cannot be read as a picture (the file is cut off)", path);
  Picture picture = blank(width, height, 3);
  std::memcpy(picture.pixels.data(), pixels.get(), picture.pixels.size());
  return picture;
}

Picture to_grey(const Picture& colour) {
  if (colour.channels == 1) return colour;
  Picture grey = blank(colour.width, colour.height, 1);
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
    const std::uint8_t* rgb = &colour.pixels[3 * i];
    grey.pixels[i] = static_cast<std::uint8_t>((rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + (1 << 15)) >> 16);
  }
  return grey;
}

Picture resize(const Picture& picture, int width, int height) {
  OCTET_CHECK(width > 0 && height > 0 && picture.width > 0 && picture.height > 0, "{}x{} from {}x{}", width, height,
              picture.width, picture.height);
  return resize_height(resize_width(picture, width), height);
}

std::vector<std::uint8_t> picture_as_input(const Picture& picture, const Tensor& input) {
  const auto& s = input.shape;
  const bool is_image = s.size() == 4 && s[0] == 1 && (s[3] == 1 || s[3] == 3);
  const bool is_type =
      input.type == DataType::kUint8 || input.type == DataType::kInt8 || input.type == DataType::kFloat32;
  if (!is_image || !is_type)
    fail(ErrorKind::kUsage,
         "input {} is {} [{}]: a picture needs [1, height, width, 1 or 3] of uint8, int8 or float32; give an .npz",
         input.name, name_of(input.type), fmt::join(s, ", "));
  const Picture fitted = resize(s[3] == 1 ? to_grey(picture) : picture, static_cast<int>(s[2]), static_cast<int>(s[1]));
  if (input.type == DataType::kUint8) return fitted.pixels;
  std::vector<std::uint8_t> bytes;
  if (input.type == DataType::kInt8) {
    for (std::uint8_t p : fitted.pixels) bytes.push_back(p ^ 0x80);
    return bytes;
  }
  std::vector<float> values;
  for (std::uint8_t p : fitted.pixels) values.push_back((static_cast<float>(p) - 127.5f) / 127.5f);
  bytes.resize(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

}  // namespace octet
