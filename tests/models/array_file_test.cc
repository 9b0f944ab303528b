// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// .npy bytes as NumPy writes them, and round trips through files.
#include "models/array_file.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <filesystem>

#include "base/error.h"

namespace octet {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string temporary(const std::string& name) {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  return ::testing::TempDir() + "octet_" + info->test_suite_name() + "_" + info->name() + "_" + name;
}

Bytes npy(const std::string& header, const Bytes& data, std::uint8_t version = 1) {
  Bytes b{0x93, 'N', 'U', 'M', 'P', 'Y', version, 0};
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) b.push_back(static_cast<std::uint8_t>(header.size() >> (8 * i)));
  b.insert(b.end(), header.begin(), header.end());
  b.insert(b.end(), data.begin(), data.end());
  return b;
}

std::string message_of(const Bytes& bytes) {
  try {
    parse_npy(bytes, "x.npy");
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUsage);
    return e.what();
  }
  return "";
}
bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Npy, ReadsWhatNumpyWrites) {
  // numpy.save of numpy.array([[1, -2, 3]], "int16"): the header padded to 128 bytes in all.
  std::string header = "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 3), }";
  header.append(117 - header.size(), ' ').push_back('\n');
  const Array a = parse_npy(npy(header, {1, 0, 0xfe, 0xff, 3, 0}), "x.npy");
  EXPECT_EQ(a.type, DataType::kInt16);
  EXPECT_EQ(a.shape, (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(a.data, (Bytes{1, 0, 0xfe, 0xff, 3, 0}));
}

TEST(Npy, ReadsVersionTwoAndAnyOrderOfKeys) {
  const Array a =
      parse_npy(npy("{\"shape\": (2,), \"descr\": \"|u1\", \"fortran_order\": False}\n", {7, 8}, 2), "x.npy");
  EXPECT_EQ(a.type, DataType::kUint8);
  EXPECT_EQ(a.data, (Bytes{7, 8}));
}

TEST(Npy, WritesElementsAtAMultipleOf64) {
  const Bytes b = format_npy({"", DataType::kInt8, {3}, {1, 2, 3}});
  ASSERT_EQ(b.size(), 128u + 3u);
  EXPECT_EQ(std::string(b.begin() + 10, b.begin() + 66), "{'descr': '|i1', 'fortran_order': False, 'shape': (3,), ");
  EXPECT_EQ(b[127], '\n');
  EXPECT_EQ(b[8], 118);
}

TEST(Npy, RoundTripsEveryTypeAndRank) {
  const std::vector<std::vector<std::int64_t>> shapes{{}, {5}, {2, 3}, {1, 2, 3, 4}, {0, 3}};
  for (DataType type : {DataType::kInt8, DataType::kUint8, DataType::kInt16, DataType::kInt32, DataType::kInt64,
                        DataType::kFloat32, DataType::kBool})
    for (const auto& shape : shapes) {
      Array a{"", type, shape, {}};
      std::int64_t bytes = bytes_of(type);
      for (auto d : shape) bytes *= d;
      for (std::int64_t i = 0; i < bytes; ++i) a.data.push_back(static_cast<std::uint8_t>(i % 2));
      EXPECT_EQ(parse_npy(format_npy(a), "x.npy"), a) << name_of(type);
    }
}

TEST(Npy, SaysWhatIsWrong) {
  const std::string good = "{'descr': '|i1', 'fortran_order': False, 'shape': (2,), }";
  EXPECT_TRUE(mentions(message_of({'P', 'K', 3, 4}), "x.npy: not an .npy array"));
  EXPECT_TRUE(mentions(message_of(npy(good, {1})), "promises 2 bytes of elements, 1 follow"));
  EXPECT_TRUE(mentions(message_of(npy(good, {1, 2, 3})), "promises 2 bytes of elements, 3 follow"));
  EXPECT_TRUE(mentions(message_of(npy(good, {1, 2}, 3)), "version 3.0"));
  EXPECT_TRUE(mentions(message_of(npy("{'descr': '<f8', 'fortran_order': False, 'shape': ()}", {})), "'<f8'"));
  EXPECT_TRUE(mentions(message_of(npy("{'descr': '>i4', 'fortran_order': False, 'shape': ()}", {})), "'>i4'"));
  EXPECT_TRUE(mentions(message_of(npy("{'descr': '|i1', 'fortran_order': True, 'shape': (2,)}", {1, 2})), "Fortran"));
  EXPECT_TRUE(mentions(message_of(npy("{'descr': '|i1', 'shape': (2,)}", {1, 2})), "expected the keys"));
  EXPECT_TRUE(mentions(message_of(npy("{'descr': '|i1', 'colour': 3}", {})), "unknown key 'colour'"));
  EXPECT_TRUE(mentions(message_of(npy("{'descr': '|i1', 'fortran_order': False, 'shape': (-2,)}", {})), "a dimension"));
  Bytes cut = npy(good, {1, 2});
  cut[8] = 0xff;
  EXPECT_TRUE(mentions(message_of(cut), "cut off"));
}

TEST(Npy, RefusesAbsurdShapesWithoutAllocating) {
  EXPECT_TRUE(
      mentions(message_of(npy("{'descr': '<i8', 'fortran_order': False, 'shape': (99999999999,)}", {})), "2^32"));
  EXPECT_TRUE(mentions(
      message_of(npy("{'descr': '<i8', 'fortran_order': False, 'shape': (4000000000, 4000000000)}", {})), "4 GiB"));
}

TEST(Npy, EveryCutAndByteFlipIsReadOrRefused) {
  const Bytes good = format_npy({"", DataType::kInt32, {1, 2}, Bytes(8, 1)});
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_NE(message_of(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length))), "") << length;
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    Bytes flipped = good;
    flipped[i / 8] ^= static_cast<std::uint8_t>(1u << (i % 8));
    message_of(flipped);  // anything but a crash
  }
}

TEST(Npy, RoundTripsThroughAFile) {
  const Array a{"", DataType::kUint8, {2}, {1, 2}};
  const std::string path = temporary("a.npy");
  write_npy(path, a);
  EXPECT_EQ(read_npy(path), a);
  EXPECT_THROW(read_npy(path + ".missing"), Error);
  EXPECT_THROW(write_npy("/nonexistent/folder/a.npy", a), Error);
}

TEST(Npz, RoundTripsNamesAndOrder) {
  const std::vector<Array> arrays{{"out0", DataType::kInt8, {1, 3}, {1, 2, 3}},
                                  {"out1", DataType::kFloat32, {}, {0, 0, 0x80, 0x3f}},
                                  {"in0", DataType::kUint8, {5000}, Bytes(5000, 9)}};
  const std::string path = temporary("a.npz");
  write_npz(path, arrays);
  EXPECT_LT(std::filesystem::file_size(path), 2000u) << "5000 equal bytes were not deflated";
  EXPECT_EQ(read_npz(path), arrays);
  EXPECT_EQ(find_array(arrays, "out1"), &arrays[1]);
  EXPECT_EQ(find_array(arrays, "out2"), nullptr);
}

TEST(Npz, ReadsStoredEntries) {
  const std::string path = temporary("stored.npz");
  const Array a{"in0", DataType::kInt8, {2}, {4, 5}};
  const Bytes bytes = format_npy(a);
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  ASSERT_NE(archive, nullptr);
  const zip_int64_t index =
      zip_file_add(archive, "in0.npy", zip_source_buffer(archive, bytes.data(), bytes.size(), 0), 0);
  ASSERT_EQ(zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0), 0);
  ASSERT_EQ(zip_close(archive), 0);
  EXPECT_EQ(read_npz(path), std::vector<Array>{a});
}

TEST(Npz, EqualArraysMakeEqualFiles) {
  const std::vector<Array> arrays{{"out0", DataType::kInt8, {3}, {1, 2, 3}}};
  const auto bytes = [&](const std::string& name) {
    write_npz(temporary(name), arrays);
    std::FILE* f = std::fopen(temporary(name).c_str(), "rb");
    Bytes b(std::filesystem::file_size(temporary(name)));
    EXPECT_EQ(std::fread(b.data(), 1, b.size(), f), b.size());
    std::fclose(f);
    return b;
  };
  EXPECT_EQ(bytes("a.npz"), bytes("b.npz"));
}

TEST(Npz, RefusesDamagedFiles) {
  const std::string path = temporary("a.npz");
  write_npz(path, {{"out0", DataType::kInt8, {64}, Bytes(64, 1)}});
  std::FILE* f = std::fopen(path.c_str(), "r+b");
  std::fseek(f, 60, SEEK_SET);  // inside the compressed entry: checksum or stream error
  std::fputs("damage", f);
  std::fclose(f);
  EXPECT_THROW(read_npz(path), Error);
  std::filesystem::resize_file(path, 40);
  EXPECT_THROW(read_npz(path), Error);
  EXPECT_THROW(read_npz(path + ".missing"), Error);
  EXPECT_THROW(write_npz("/nonexistent/folder/a.npz", {{"a", DataType::kInt8, {1}, {1}}}), Error);
}

}  // namespace
}  // namespace octet
