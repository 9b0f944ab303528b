// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Tensors of a .tflite file: every number is checked against its range before anything is copied.
#include "models/import_tensors.h"

#include <cmath>
#include <optional>

#include "base/error.h"
#include "models/import_text.h"

namespace octet {
namespace {

constexpr std::int64_t kMaxElements = std::int64_t{1} << 31;
constexpr std::size_t kCopyFactor = 16, kCopyFloor = 1 << 16;

std::optional<DataType> data_type_of(tflite::TensorType type) {
  switch (static_cast<int>(type)) {
    case static_cast<int>(tflite::TensorType::INT8):
      return DataType::kInt8;
    case static_cast<int>(tflite::TensorType::UINT8):
      return DataType::kUint8;
    case static_cast<int>(tflite::TensorType::INT16):
      return DataType::kInt16;
    case static_cast<int>(tflite::TensorType::INT32):
      return DataType::kInt32;
    case static_cast<int>(tflite::TensorType::INT64):
      return DataType::kInt64;
    case static_cast<int>(tflite::TensorType::FLOAT32):
      return DataType::kFloat32;
    case static_cast<int>(tflite::TensorType::BOOL):
      return DataType::kBool;
    default:
      return std::nullopt;
  }
}

// One tensor of the file on its way into the graph; `where` opens its messages.
struct TensorImport {
  ImportState& state;
  const tflite::Tensor& source;
  Tensor& tensor;
  TensorTraits& traits;
  std::string where;

  template <class... Args>
  [[noreturn]] void reject(fmt::format_string<Args...> format, Args&&... args) const {
    fail(ErrorKind::kModel, "{}: {}", where, fmt::format(format, std::forward<Args>(args)...));
  }
};

void import_type(TensorImport& t) {
  if (const auto type = data_type_of(t.source.type())) {
    t.tensor.type = *type;
    return;
  }
  const char* name = tflite::EnumNameTensorType(t.source.type());
  t.tensor.foreign_type = *name ? name : fmt::format("TYPE_{}", static_cast<int>(t.source.type()));
}

void import_shape(TensorImport& t) {
  if (!t.source.shape()) return;
  std::int64_t elements = 1;
  t.state.budget.spend(t.source.shape()->size() * sizeof(std::int64_t));
  for (const std::int32_t extent : *t.source.shape()) {
    if (extent < 0) t.reject("dimension {} is {}, allowed: 1 or more", t.tensor.shape.size(), extent);
    elements *= extent;
    if (elements > kMaxElements)
      t.reject("more than {} elements (dimension {} is {}), allowed: at most {}", kMaxElements, t.tensor.shape.size(),
               extent, kMaxElements);
    t.tensor.shape.push_back(extent);
  }
}

// The dimension the scales run along. A single scale, or a vector, leaves no choice, whatever the file says.
int quantized_dimension(const TensorImport& t, std::size_t scales) {
  if (scales <= 1 || t.tensor.shape.size() == 1) return 0;
  const int dimension = t.source.quantization()->quantized_dimension();
  const int rank = static_cast<int>(t.tensor.shape.size());
  if (dimension < 0 || dimension >= rank)
    t.reject("quantized dimension {} of a tensor with {} dimensions, allowed: 0 to {}", dimension, rank, rank - 1);
  return dimension;
}

void check_scale_count(const TensorImport& t, int dimension) {
  const std::size_t scales = t.tensor.quantization.scales.size();
  if (scales == 1) return;
  const std::int64_t channels = t.tensor.shape.empty() ? 1 : t.tensor.shape[static_cast<std::size_t>(dimension)];
  if (scales != static_cast<std::size_t>(channels))
    t.reject("{} scales for shape {} along dimension {}, allowed: 1 or {}", scales, shape_text(t.tensor.shape),
             dimension, channels);
}

void import_quantization(TensorImport& t) {
  const tflite::QuantizationParameters* source = t.source.quantization();
  if (!source) return;
  t.traits.other_scheme = source->details_type() != 0;
  if (!source->scale() || source->scale()->size() == 0) return;
  const std::size_t scales = source->scale()->size();
  const std::size_t zero_points = source->zero_point() ? source->zero_point()->size() : 0;
  if (zero_points != scales) t.reject("{} zero points for {} scales, allowed: as many", zero_points, scales);
  t.state.budget.spend(scales * (sizeof(float) + sizeof(std::int64_t)));
  Quantization& quantization = t.tensor.quantization;
  for (const float scale : *source->scale()) {
    if (!std::isfinite(scale) || scale < 0)
      t.reject("scale {} is {}, allowed: a finite number, not negative", quantization.scales.size(), scale);
    quantization.scales.push_back(scale);
  }
  quantization.zero_points.assign(source->zero_point()->begin(), source->zero_point()->end());
  quantization.dimension = quantized_dimension(t, scales);
  check_scale_count(t, quantization.dimension);
}

void import_constant(TensorImport& t) {
  const auto* buffers = t.state.model.buffers();
  const std::size_t count = buffers ? buffers->size() : 0;
  if (t.source.external_buffer() != 0)
    t.reject("external buffer {}: constants in other files are not read, allowed: 0", t.source.external_buffer());
  if (t.source.buffer() >= count) t.reject("buffer {}, the file has {}", t.source.buffer(), count);
  const tflite::Buffer& buffer = *buffers->Get(t.source.buffer());
  if (buffer.offset() > 1 || buffer.size() > 1)
    t.reject("buffer {} lies outside the flatbuffer (offset {}, {} bytes), allowed: inside", t.source.buffer(),
             buffer.offset(), buffer.size());
  if (!buffer.data() || buffer.data()->size() == 0) return;
  t.tensor.constant = true;
  const std::size_t bytes = buffer.data()->size();
  const bool plain = t.tensor.foreign_type.empty() && !t.traits.sparse;
  const std::int64_t expected = t.tensor.elements() * bytes_of(t.tensor.type);
  if (plain && static_cast<std::int64_t>(bytes) != expected)
    t.reject("buffer {} has {} bytes, {} of shape {} needs {}", t.source.buffer(), bytes, type_text(t.tensor),
             shape_text(t.tensor.shape), expected);
  t.state.budget.spend(bytes);
  t.tensor.data.assign(buffer.data()->data(), buffer.data()->data() + bytes);
}

void import_tensor(ImportState& state, const tflite::Tensor& source, std::size_t index) {
  TensorImport t{state, source, state.graph.tensors[index], state.traits[index],
                 fmt::format("{}: tensor {}", state.file, index)};
  const std::string_view name = source.name() ? std::string_view(source.name()->c_str(), source.name()->size()) : "";
  if (!is_utf8(name)) t.reject("its name is not UTF-8");
  state.budget.spend(name.size());
  t.tensor.name = name;
  t.where += fmt::format(" {}", shown(name));
  t.traits.variable = source.is_variable();
  t.traits.sparse = source.sparsity() != nullptr;
  import_type(t);
  import_shape(t);
  import_quantization(t);
  import_constant(t);
}

}  // namespace

CopyBudget::CopyBudget(std::string file, std::size_t file_bytes)
    : file_(std::move(file)), limit_(kCopyFactor * file_bytes + kCopyFloor) {}

void CopyBudget::spend(std::size_t bytes) {
  spent_ += bytes;
  if (spent_ > limit_)
    fail(ErrorKind::kModel,
         "{}: its tensors and nodes share bytes so often that they hold more than {} bytes together,"
         " allowed: {} times the file",
         file_, limit_, kCopyFactor);
}

void import_tensors(ImportState& state) {
  const auto* sources = state.subgraph.tensors();
  const std::size_t count = sources ? sources->size() : 0;
  state.budget.spend(count * sizeof(Tensor));
  state.graph.tensors.resize(count);
  state.traits.resize(count);
  for (std::size_t i = 0; i < count; ++i)
    import_tensor(state, *sources->Get(static_cast<flatbuffers::uoffset_t>(i)), i);
}

}  // namespace octet
