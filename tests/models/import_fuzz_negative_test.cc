// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Hostile files: mutated models either import or throw Error(kModel); nothing else, and soon.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <cstring>
#include <random>

#include "base/error.h"
#include "models/inspect.h"
#include "tests/models/support/model_files.h"
#include "tests/models/support/small_models.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr unsigned kSeed = 7;
constexpr std::uintmax_t kLargestBase = 400'000;
constexpr auto kSlow = std::chrono::seconds(10);       // a hang; sanitizers included a case takes milliseconds
constexpr long kMaxResidentKilobytes = 2L << 20;       // 2 GiB

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  Bytes mutate(Bytes bytes) {
    const int kind = draw(0, 9);
    if (kind == 0) return truncated(std::move(bytes));
    if (kind <= 3) return flipped(std::move(bytes));
    if (kind <= 6) return with_absurd_words(std::move(bytes));
    return with_absurd_fields(bytes);
  }

 private:
  template <class Int>
  Int draw(Int low, Int high) {
    return std::uniform_int_distribution<Int>(low, high)(random_);
  }

  // Mostly numbers at the edge of some type, else anything.
  std::int32_t absurd() {
    constexpr std::uint32_t kEdges[] = {0,          1,          2,          0x7F,       0x80,
                                        0xFF,       0x7FFF,     0x10000,    0x3FFFFFFF, 0x40000000,
                                        0x7FFFFFFF, 0x80000000, 0xFFFF0000, 0xFFFFFFFF};
    if (draw(0, 4) == 0) return draw<std::int32_t>(INT32_MIN, INT32_MAX);
    return static_cast<std::int32_t>(kEdges[draw<std::size_t>(0, std::size(kEdges) - 1)]);
  }

  // Most bytes of a model are weights, which may hold anything: aim at its ends, where the tables lie.
  std::size_t place(std::size_t size, std::size_t width) {
    const std::size_t last = size - width, span = std::min<std::size_t>(last, 6000);
    switch (draw(0, 3)) {
      case 0: return draw<std::size_t>(0, std::min<std::size_t>(last, 200));
      case 1: return draw<std::size_t>(0, last);
      default: return last - draw<std::size_t>(0, span);
    }
  }

  Bytes truncated(Bytes bytes) {
    bytes.resize(draw<std::size_t>(0, bytes.size() - 1));
    return bytes;
  }

  Bytes flipped(Bytes bytes) {
    for (int flips = draw(1, 16); flips > 0; --flips)
      bytes[place(bytes.size(), 1)] ^= static_cast<std::uint8_t>(1u << draw(0, 7));
    return bytes;
  }

  Bytes with_absurd_words(Bytes bytes) {
    for (int words = draw(1, 6); words > 0; --words) {
      const std::int32_t value = absurd();
      const std::size_t at = place(bytes.size(), sizeof value) / sizeof value * sizeof value;
      std::memcpy(bytes.data() + at, &value, sizeof value);
    }
    return bytes;
  }

  template <class T>
  auto& any_of(std::vector<T>& items) {
    return items[draw<std::size_t>(0, items.size() - 1)];
  }

  void damage_tensor(tflite::TensorT& t) {
    switch (draw(0, 7)) {
      case 0: if (!t.shape.empty()) any_of(t.shape) = absurd(); break;
      case 1: t.shape.resize(draw<std::size_t>(0, 9), absurd()); break;
      case 2: t.type = static_cast<tflite::TensorType>(draw(-128, 127)); break;
      case 3: t.buffer = static_cast<std::uint32_t>(absurd()); break;
      case 4: if (t.quantization) t.quantization->scale.resize(draw<std::size_t>(0, 70), 1e38f); break;
      case 5: if (t.quantization) t.quantization->zero_point.assign(t.quantization->scale.size(), absurd()); break;
      case 6: if (t.quantization) t.quantization->quantized_dimension = absurd(); break;
      default: if (t.quantization) t.quantization->scale.assign(1, draw(0, 1) ? 1e-40f : 3e38f);
    }
  }

  void damage_options(tflite::BuiltinOptionsUnion& options) {
    if (auto* conv = options.AsConv2DOptions()) {
      conv->stride_h = absurd(), conv->dilation_w_factor = absurd();
    } else if (auto* depthwise = options.AsDepthwiseConv2DOptions()) {
      depthwise->depth_multiplier = absurd(), depthwise->stride_w = absurd();
    } else if (auto* pool = options.AsPool2DOptions()) {
      pool->filter_height = absurd(), pool->padding = static_cast<tflite::Padding>(draw(-128, 127));
    } else {
      options.Reset();
    }
  }

  void damage_node(tflite::OperatorT& node) {
    switch (draw(0, 4)) {
      case 0: if (!node.inputs.empty()) any_of(node.inputs) = absurd(); break;
      case 1: if (!node.outputs.empty()) any_of(node.outputs) = draw(0, 40); break;
      case 2: node.opcode_index = static_cast<std::uint32_t>(draw(0, 6)); break;
      case 3: node.inputs.resize(draw<std::size_t>(0, 5), draw(-1, 20)); break;
      default: damage_options(node.builtin_options);
    }
  }

  // A well-formed flatbuffer with senseless contents, which the verifier lets pass.
  Bytes with_absurd_fields(const Bytes& bytes) {
    const auto model = tflite::UnPackModel(bytes.data());
    for (int fields = draw(1, 3); fields > 0; --fields) {
      auto& graph = *model->subgraphs[0];
      if (draw(0, 1)) {
        damage_tensor(*any_of(graph.tensors));
      } else {
        damage_node(*any_of(graph.operators));
      }
    }
    return test::TfliteWriter::pack(*model);
  }

  std::mt19937 random_;
};

struct Tally {
  int imported = 0, supported = 0, rejected = 0;
};

// One mutant through everything that reads a graph without running it.
void digest(const Bytes& bytes, Tally& tally) {
  try {
    const Graph graph = import_tflite_bytes(bytes, "mutant");
    ++tally.imported;
    EXPECT_FALSE(format_inspection(graph).empty());
    require_supported(graph);
    ++tally.supported;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel);
    EXPECT_NE(std::string(error.what()).find("mutant"), std::string::npos) << error.what();
    ++tally.rejected;
  }
}

void survive(const std::vector<Bytes>& bases, int cases) {
  Mutator mutator(kSeed);
  Tally tally;
  for (int i = 0; i < cases; ++i) {
    SCOPED_TRACE(fmt::format("seed {} case {}", kSeed, i));
    const Bytes mutant = mutator.mutate(bases[static_cast<std::size_t>(i) % bases.size()]);
    const auto start = std::chrono::steady_clock::now();
    ASSERT_NO_THROW(digest(mutant, tally));
    ASSERT_LT(std::chrono::steady_clock::now() - start, kSlow);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  EXPECT_LT(usage.ru_maxrss, kMaxResidentKilobytes);
  // Mutations that all die in the verifier, or all pass, would test nothing.
  EXPECT_GT(tally.rejected - (tally.imported - tally.supported), cases / 10);
  EXPECT_GT(tally.imported, cases / 20);
  EXPECT_GT(tally.imported - tally.supported, cases / 100);
  ::testing::Test::RecordProperty("imported", tally.imported);
  ::testing::Test::RecordProperty("supported", tally.supported);
}

TEST(HostileModels, WrittenOnesImportOrAreRejected) {
  std::vector<Bytes> bases = {test::conv_model().bytes(),    test::depthwise_model().bytes(),
                              test::add_model().bytes(),     test::fully_connected_model().bytes(),
                              test::pool_model().bytes(),    test::reshape_model().bytes(),
                              test::host_model().bytes(),    test::requantize_model().bytes()};
  for (const std::string& file : test::files_in(test::zoo_folder(), ".tflite", kLargestBase))
    bases.push_back(test::bytes_of_file(file));
  survive(bases, 1000);
}

TEST(HostileModels, RealOnesImportOrAreRejected) {
  OCTET_REQUIRE_TEST_DATA();
  std::vector<Bytes> bases;
  for (const std::string& file : test::files_in(test_data_folder() + "/models", ".tflite", kLargestBase))
    bases.push_back(test::bytes_of_file(file));
  ASSERT_GE(bases.size(), 10u);
  for (const std::string& file : test::files_in(test::zoo_folder(), ".tflite", kLargestBase))
    bases.push_back(test::bytes_of_file(file));
  survive(bases, 2000);
}

}  // namespace
}  // namespace octet
