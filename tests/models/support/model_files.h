// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Model files that tests walk over.
#pragma once
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace octet::test {

// Files of `folder` with `extension` (".tflite") of at most `bytes`, sorted; none if there is no such folder.
inline std::vector<std::string> files_in(const std::filesystem::path& folder, const std::string& extension,
                                         std::uintmax_t bytes = ~std::uintmax_t{0}) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == extension && entry.file_size() <= bytes) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

inline std::string zoo_folder() { return OCTET_SOURCE_DIR "/models/zoo"; }

inline std::vector<std::uint8_t> bytes_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace octet::test
