// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Grey, resize and conversion on small pictures; a photograph against the oracle's recorded inputs.
#include "models/picture.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "base/error.h"
#include "models/array_file.h"
#include "models/model_inputs.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

using Bytes = std::vector<std::uint8_t>;

Tensor image_tensor(DataType type, std::int64_t height, std::int64_t width, std::int64_t channels) {
  Tensor t;
  t.name = std::string("image");
  t.type = type;
  t.shape = {1, height, width, channels};
  return t;
}

TEST(Picture, ReadsPortablePixmaps) {
  const std::string path = ::testing::TempDir() + std::to_string(getpid()) + "_picture_test.ppm";
  std::ofstream(path, std::ios::binary) << "P6 2 1 255\n"
                                        << "abcdef";
  const Picture p = load_picture(path);
  EXPECT_EQ(p.width, 2);
  EXPECT_EQ(p.height, 1);
  EXPECT_EQ(p.pixels, (Bytes{'a', 'b', 'c', 'd', 'e', 'f'}));
}

TEST(Picture, RefusesWhatIsNoPicture) {
  const std::string path = ::testing::TempDir() + std::to_string(getpid()) + "_picture_test.txt";
  std::ofstream(path) << "no picture at all";
  EXPECT_THROW(load_picture(path), Error);
  EXPECT_THROW(load_picture(path + ".missing"), Error);
}

TEST(Picture, GreyWeighsTheColours) {
  const Picture grey = to_grey({4, 1, 3, {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}});
  EXPECT_EQ(grey.channels, 1);
  EXPECT_EQ(grey.pixels, (Bytes{76, 150, 29, 255}));  // 0.299, 0.587, 0.114 of 255
}

TEST(Resize, AveragesWhenShrinkingByTwo) {
  // Triangle of radius 2 around the centre of two pixels, cut at the edges: weights 1/4 3/4 3/4 1/4.
  // First: (3*0 + 3*100 + 1*200) / 7 = 71.4; second: (100 + 3*200 + 3*40) / 7 = 117.1.
  EXPECT_EQ(resize({4, 1, 1, {0, 100, 200, 40}}, 2, 1).pixels, (Bytes{71, 117}));
}

TEST(Resize, InterpolatesBetweenCentresWhenGrowing) {
  EXPECT_EQ(resize({2, 1, 1, {0, 100}}, 4, 1).pixels, (Bytes{0, 25, 75, 100}));
  EXPECT_EQ(resize({1, 2, 1, {0, 100}}, 1, 4).pixels, (Bytes{0, 25, 75, 100}));
}

TEST(Resize, KeepsChannelsApartAndConstantsConstant) {
  Picture p{5, 3, 3, {}};
  for (int i = 0; i < 15; ++i) p.pixels.insert(p.pixels.end(), {10, 200, 255});
  const Picture q = resize(p, 2, 7);
  ASSERT_EQ(q.pixels.size(), 42u);
  for (std::size_t i = 0; i < q.pixels.size(); i += 3) {
    EXPECT_EQ(q.pixels[i], 10);
    EXPECT_EQ(q.pixels[i + 1], 200);
    EXPECT_EQ(q.pixels[i + 2], 255);
  }
}

TEST(PictureAsInput, ConvertsToTheInputsType) {
  const Picture p{2, 1, 1, {0, 255}};
  EXPECT_EQ(picture_as_input(p, image_tensor(DataType::kUint8, 1, 2, 1)), (Bytes{0, 255}));
  EXPECT_EQ(picture_as_input(p, image_tensor(DataType::kInt8, 1, 2, 1)), (Bytes{0x80, 0x7f}));
  const Bytes floats = picture_as_input(p, image_tensor(DataType::kFloat32, 1, 2, 1));
  float values[2];
  ASSERT_EQ(floats.size(), sizeof values);
  std::memcpy(values, floats.data(), sizeof values);
  EXPECT_EQ(values[0], -1.0f);
  EXPECT_EQ(values[1], 1.0f);
}

TEST(PictureAsInput, RefusesInputsThatAreNoImage) {
  const Picture p{1, 1, 3, {1, 2, 3}};
  EXPECT_THROW(picture_as_input(p, image_tensor(DataType::kInt8, 1, 1, 2)), Error);
  EXPECT_THROW(picture_as_input(p, image_tensor(DataType::kInt32, 1, 1, 3)), Error);
  Tensor flat = image_tensor(DataType::kInt8, 1, 1, 3);
  flat.shape = {1, 3};
  EXPECT_THROW(picture_as_input(p, flat), Error);
}

// The recorded inputs were made by Pillow from the same photograph.
TEST(PictureAsInput, EqualsPillowOnAPhotograph) {
  OCTET_REQUIRE_TEST_DATA();
  const std::string folder = test_data_folder();
  for (const char* network :
       {"mlperf__vww_96_int8", "mlperf__pretrainedResnet_quant", "tflm__person_detect_qdimfix", "mlperf__kws_ref_model",
        "coral__mobilenet_v1_0.75_192_quant", "coral__mobilenet_v2_1.0_224_quant"}) {
    const Graph graph = import_tflite(folder + "/models/" + network + ".tflite");
    const std::string recorded = folder + "/golden/" + network + ".cat.npz";
    EXPECT_EQ(read_inputs(graph, folder + "/data/cat.bmp"), read_inputs(graph, recorded)) << network;
  }
}

}  // namespace
}  // namespace octet
