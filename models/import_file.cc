// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Reading a model file whole: nothing is allocated before its size is known.
#include "models/import_file.h"

#include <xxhash.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::uint64_t kMaxFileBytes = (std::uint64_t{1} << 31) - 1;  // offsets of a flatbuffer are int32

}  // namespace

std::vector<std::uint8_t> read_model_file(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) fail(ErrorKind::kModel, "{}: no such file", path);
  if (!std::filesystem::is_regular_file(path, error)) fail(ErrorKind::kModel, "{}: not a regular file", path);
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error || bytes > kMaxFileBytes)
    fail(ErrorKind::kModel, "{}: {} bytes, allowed: at most {}", path, bytes, kMaxFileBytes);
  std::vector<std::uint8_t> data(bytes);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(data.data()), static_cast<std::streamsize>(bytes)))
    fail(ErrorKind::kModel, "{}: cannot be read", path);
  return data;
}

std::uint64_t model_hash(const std::vector<std::uint8_t>& bytes) { return XXH64(bytes.data(), bytes.size(), 0); }

}  // namespace octet
