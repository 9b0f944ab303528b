// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Arrays in NumPy's file formats: .npy (version 1 and 2) holds one, .npz (a zip of .npy entries,
// stored or deflated) several by name. C order, little-endian, the element types of DataType.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/data_type.h"

namespace octet {

struct Array {
  std::string name;  // key in an .npz; empty in an .npy
  DataType type = DataType::kInt8;
  std::vector<std::int64_t> shape;  // empty: scalar
  std::vector<std::uint8_t> data;   // little-endian, C order
  bool operator==(const Array&) const = default;
};

// All throw Error(kUsage) naming the file (and entry) and what is wrong with it. Readers take elements
// of at most 4 GiB per array.
Array read_npy(const std::string& path);
void write_npy(const std::string& path, const Array& array);
std::vector<Array> read_npz(const std::string& path);
void write_npz(const std::string& path, const std::vector<Array>& arrays);

// The bytes of an .npy file; `where` names them in messages.
Array parse_npy(const std::vector<std::uint8_t>& bytes, const std::string& where);
std::vector<std::uint8_t> format_npy(const Array& array);

// The array called `name`, or nullptr.
const Array* find_array(const std::vector<Array>& arrays, const std::string& name);

}  // namespace octet
