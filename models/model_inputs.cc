// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Inputs are checked against the graph here, so that everything behind can rely on their lengths.
#include "models/model_inputs.h"

#include <cstring>

#include "base/error.h"
#include "models/picture.h"

namespace octet {
namespace {

using TensorBytes = std::vector<std::uint8_t>;

// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

template <class T, class Make>
TensorBytes filled(std::int64_t elements, Make make) {
  TensorBytes bytes(static_cast<std::size_t>(elements) * sizeof(T));
  for (std::size_t i = 0; i < bytes.size(); i += sizeof(T)) {
    const T value = make();
    std::memcpy(&bytes[i], &value, sizeof(T));
  }
  return bytes;
}

TensorBytes random_tensor(const Tensor& t, SplitMix64& random) {
  switch (t.type) {
    case DataType::kInt8:
    case DataType::kUint8:
      return filled<std::uint8_t>(t.elements(), [&] { return static_cast<std::uint8_t>(random.next() >> 56); });
    case DataType::kInt16:
      return filled<std::uint16_t>(t.elements(), [&] { return static_cast<std::uint16_t>(random.next() >> 48); });
    case DataType::kFloat32:
      return filled<float>(t.elements(), [&] { return static_cast<float>(random.next() >> 40) / 8388608.0f - 1.0f; });
    case DataType::kInt32:
    case DataType::kInt64:
    case DataType::kBool:
    case DataType::kBfloat16:
      break;
  }
  fail(ErrorKind::kUsage, "input {} is {}: random values would be no sensible shapes or indices; give an .npz", t.name,
       name_of(t.type));
}

TensorBytes repeated(const TensorBytes& image, std::int64_t images) {
  TensorBytes bytes;
  bytes.reserve(image.size() * static_cast<std::size_t>(images));
  for (std::int64_t i = 0; i < images; ++i) bytes.insert(bytes.end(), image.begin(), image.end());
  return bytes;
}

// `t` is of one image; the array holds that, or all images.
TensorBytes checked(const Array& array, const Tensor& t, const std::string& where, std::int64_t images) {
  if (array.type == t.type && array.shape == t.shape) return repeated(array.data, images);
  std::vector<std::int64_t> all = t.shape;
  if (!all.empty()) all[0] *= images;
  if (array.type == t.type && array.shape == all) return array.data;
  fail(ErrorKind::kUsage, "{}: {} [{}], but input {} takes {} [{}]{}", where, name_of(array.type),
       fmt::join(array.shape, ", "), t.name, name_of(t.type), fmt::join(t.shape, ", "),
       images > 1 ? fmt::format(" or [{}]", fmt::join(all, ", ")) : "");
}

// Arrays in0, in1, ..., each with `suffix`.
std::vector<TensorBytes> from_npz(const Graph& graph, const std::string& path, const std::vector<Array>& arrays,
                                  const std::string& suffix, std::int64_t images = 1) {
  std::vector<TensorBytes> inputs;
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    const std::string key = fmt::format("in{}{}", i, suffix);
    const Tensor& t = graph.tensors[static_cast<std::size_t>(graph.inputs[i])];
    const Array* array = find_array(arrays, key);
    if (!array) fail(ErrorKind::kUsage, "{}: has no array '{}' for input {}", path, key, t.name);
    inputs.push_back(checked(*array, t, fmt::format("{}: {}", path, key), images));
  }
  return inputs;
}

}  // namespace

std::vector<TensorBytes> random_inputs(const Graph& graph, std::uint64_t seed) {
  return random_input_steps(graph, seed, 1).at(0);
}

std::vector<std::vector<TensorBytes>> random_input_steps(const Graph& graph, std::uint64_t seed, std::int64_t steps) {
  SplitMix64 random(seed);
  std::vector<std::vector<TensorBytes>> inputs(static_cast<std::size_t>(steps));
  for (std::vector<TensorBytes>& step : inputs)
    for (int t : graph.inputs) step.push_back(random_tensor(graph.tensors[static_cast<std::size_t>(t)], random));
  return inputs;
}

std::vector<TensorBytes> read_inputs(const Graph& graph, const std::string& path) { return read_batch(graph, path, 1); }

std::vector<TensorBytes> read_batch(const Graph& graph, const std::string& path, std::int64_t images) {
  if (path.ends_with(".npz")) return from_npz(graph, path, read_npz(path), "", images);
  if (graph.inputs.size() != 1)
    fail(ErrorKind::kUsage, "{}: {} has {} inputs; give an .npz with in0, in1, ...", path, graph.name,
         graph.inputs.size());
  const Tensor& t = graph.tensors[static_cast<std::size_t>(graph.inputs[0])];
  if (path.ends_with(".npy")) return {checked(read_npy(path), t, path, images)};
  return {repeated(picture_as_input(load_picture(path), t), images)};
}

std::vector<std::vector<TensorBytes>> read_input_steps(const Graph& graph, const std::string& path,
                                                       std::int64_t steps) {
  if (!path.ends_with(".npz"))
    fail(ErrorKind::kUsage, "{}: inputs of {} steps are an .npz with in0.0, in0.1, ...", path, steps);
  const std::vector<Array> arrays = read_npz(path);
  std::vector<std::vector<TensorBytes>> inputs;
  for (std::int64_t step = 0; step < steps; ++step)
    inputs.push_back(from_npz(graph, path, arrays, fmt::format(".{}", step)));
  return inputs;
}

std::vector<Array> as_arrays(const Graph& graph, const std::vector<int>& tensors, const std::vector<TensorBytes>& bytes,
                             const std::string& prefix) {
  OCTET_CHECK(tensors.size() == bytes.size(), "{} tensors, {} values", tensors.size(), bytes.size());
  std::vector<Array> arrays;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = graph.tensors[static_cast<std::size_t>(tensors[i])];
    arrays.push_back({fmt::format("{}{}", prefix, i), t.type, t.shape, bytes[i]});
  }
  return arrays;
}

}  // namespace octet
