// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Tensors are copied out of and back into the image, so that regions need no alignment.
#include "sim/host_executor.h"

#include <cstring>

#include "base/error.h"
#include "models/host_operators.h"

namespace octet {
namespace {

std::vector<std::uint8_t>& region_of(const TensorPort& port, MemoryImage& memory) {
  auto& region = memory.region[static_cast<std::size_t>(port.base)];
  OCTET_CHECK(port.offset + port.bytes() <= static_cast<std::int64_t>(region.size()),
              "{}: bytes {}..{} of a region of {}", port.name, port.offset, port.offset + port.bytes(), region.size());
  return region;
}

template <class T>
std::vector<T> read(const TensorPort& port, MemoryImage& memory) {
  std::vector<T> values(static_cast<std::size_t>(port.elements()));
  std::memcpy(values.data(), region_of(port, memory).data() + port.offset, values.size() * sizeof(T));
  return values;
}

template <class T>
void write(const TensorPort& port, const std::vector<T>& values, MemoryImage& memory) {
  std::memcpy(region_of(port, memory).data() + port.offset, values.data(), values.size() * sizeof(T));
}

template <class T>
void run(const HostStep& step, MemoryImage& memory) {
  const TensorPort& in = step.inputs[0];
  const TensorPort& out = step.outputs[0];
  switch (step.op) {
    case HostOperator::kSoftmax: {
      const std::int64_t depth = in.shape.empty() ? 1 : in.shape.back();
      std::vector<T> codes = read<T>(in, memory);
      softmax(codes.data(), in.elements() / depth, depth, softmax_scaling(step.beta, static_cast<float>(in.scale)),
              codes.data());
      return write(out, codes, memory);
    }
    case HostOperator::kQuantize: {
      const std::vector<float> values = read<float>(in, memory);
      std::vector<T> codes(values.size());
      quantize(values.data(), in.elements(), static_cast<float>(out.scale), out.zero_point, codes.data());
      return write(out, codes, memory);
    }
    case HostOperator::kDequantize: {
      const std::vector<T> codes = read<T>(in, memory);
      std::vector<float> values(codes.size());
      dequantize(codes.data(), in.elements(), static_cast<float>(in.scale), in.zero_point, values.data());
      return write(out, values, memory);
    }
  }
}

}  // namespace

void execute_host_step(const HostStep& step, MemoryImage& memory) {
  OCTET_CHECK(step.inputs.size() == 1 && step.outputs.size() == 1, "{}: {} inputs, {} outputs", name_of(step.op),
              step.inputs.size(), step.outputs.size());
  const TensorPort& in = step.inputs[0];
  const TensorPort& out = step.outputs[0];
  OCTET_CHECK(in.elements() == out.elements(), "{} has {} elements, {} has {}", in.name, in.elements(), out.name,
              out.elements());
  const TensorPort& codes = step.op == HostOperator::kQuantize ? out : in;
  const TensorPort& other = step.op == HostOperator::kQuantize ? in : out;
  const DataType expected = step.op == HostOperator::kSoftmax ? codes.type : DataType::kFloat32;
  OCTET_CHECK(other.type == expected, "{}: {} is {}", name_of(step.op), other.name, name_of(other.type));
  OCTET_CHECK(codes.type == DataType::kInt8 || codes.type == DataType::kUint8, "{}: {} is {}", name_of(step.op),
              codes.name, name_of(codes.type));
  codes.type == DataType::kInt8 ? run<std::int8_t>(step, memory) : run<std::uint8_t>(step, memory);
}

}  // namespace octet
