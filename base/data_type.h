// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Element types of tensors, as TFLite names them.
#pragma once
#include <cstdint>
#include <string_view>

namespace octet {

enum class DataType : std::uint8_t { kInt8, kUint8, kInt16, kInt32, kInt64, kFloat32, kBool, kBfloat16 };

constexpr std::int64_t bytes_of(DataType t) {
  switch (t) {
    case DataType::kInt8:
    case DataType::kUint8:
    case DataType::kBool:
      return 1;
    case DataType::kInt16:
    case DataType::kBfloat16:
      return 2;
    case DataType::kInt32:
    case DataType::kFloat32:
      return 4;
    case DataType::kInt64:
      return 8;
  }
  return 0;
}
constexpr std::string_view name_of(DataType t) {
  switch (t) {
    case DataType::kInt8:
      return "int8";
    case DataType::kUint8:
      return "uint8";
    case DataType::kInt16:
      return "int16";
    case DataType::kInt32:
      return "int32";
    case DataType::kInt64:
      return "int64";
    case DataType::kFloat32:
      return "float32";
    case DataType::kBool:
      return "bool";
    case DataType::kBfloat16:
      return "bfloat16";
  }
  return "";
}

}  // namespace octet
