// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Reading a model file whole, and its fingerprint.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace octet {

// The bytes of a regular file below 2 GiB. Throws Error(kModel).
std::vector<std::uint8_t> read_model_file(const std::string& path);
// xxh64 of the bytes, as Graph::hash.
std::uint64_t model_hash(const std::vector<std::uint8_t>& bytes);

}  // namespace octet
