// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The .octp file, little-endian:
//   magic "OCTP" | version u32 | xxh64 of the machine's TOML u64 | payload bytes u64 |
//   payload: the fields of arch/program_file_fields.h in order | xxh64 of all bytes before u64.
// A number takes its own size, a flag or choice one byte, a text or list a u64 count and its items.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "arch/program.h"

namespace octet {

inline constexpr std::string_view kProgramMagic = "OCTP";
inline constexpr std::uint32_t kProgramVersion = 6;
inline constexpr std::size_t kProgramHeaderBytes = 24, kProgramChecksumBytes = 8;

// Throws Error(kModel) if members contradict each other: lists of unequal length, segments that do not
// cover the commands in order, a `once` segment behind others or on the host, safe points out of order or with commands of
// segments, layers, tensors or live ranges outside their bounds, regions above 4 GiB.
void require_consistent(const Program& program);
// PATH.something.tmp, a name that no other process on any host takes.
std::string temporary_beside(const std::string& path);
// Writes a file whole or not at all: temporary name beside it, fsync, rename. A device or pipe is
// written directly. Throws Error(kUsage).
void write_file_atomically(const std::string& path, const std::vector<std::uint8_t>& bytes);

}  // namespace octet
