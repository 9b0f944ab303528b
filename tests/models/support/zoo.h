// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The project's own networks and what the oracle said about them (models/zoo/README.md).
#pragma once
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace octet {

inline constexpr const char* kZooNetworks[] = {"digits", "separable"};

inline std::string zoo_file(const std::string& name) { return OCTET_SOURCE_DIR "/models/zoo/" + name; }

// The recorded inputs and outputs of a network, in order of name.
inline std::vector<std::string> zoo_recorded(const std::string& network) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(zoo_file("golden")))
    if (entry.path().filename().string().starts_with(network + ".")) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace octet
