// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Where a program's regions lie in DRAM, and their initial contents.
#include "arch/program.h"

#include <algorithm>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::uint64_t kPageBytes = 4096;

}  // namespace

std::array<std::uint64_t, kBases> Program::default_bases() const {
  const std::array<std::int64_t, kBases> region_bytes{code_bytes(), constants_bytes, io_bytes, workspace_bytes};
  OCTET_CHECK(dram_base % kPageBytes == 0, "a program at {:#x}, not at a page", dram_base);
  std::array<std::uint64_t, kBases> bases{dram_base};
  for (int i = 1; i < kBases; ++i) {
    const std::uint64_t end = bases[i - 1] + static_cast<std::uint64_t>(region_bytes[i - 1]);
    bases[i] = ceil_div(end, kPageBytes) * kPageBytes;
  }
  return bases;
}

std::uint64_t Program::dram_end() const {
  const std::uint64_t end = default_bases().back() + static_cast<std::uint64_t>(workspace_bytes);
  return ceil_div(end, kPageBytes) * kPageBytes;
}

void place_in_turn(const std::vector<Program*>& programs) {
  for (std::size_t i = 1; i < programs.size(); ++i) programs[i]->dram_base = programs[i - 1]->dram_end();
}

MemoryImage make_memory(const Program& program) {
  MemoryImage memory;
  auto& code = memory.region[static_cast<std::size_t>(Base::kCode)];
  code.resize(static_cast<std::size_t>(program.code_bytes()));
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const EncodedCommand bytes = encode(program.commands[i]);
    std::copy(bytes.begin(), bytes.end(), code.begin() + static_cast<std::ptrdiff_t>(i * kCommandBytes));
  }
  auto& constants = memory.region[static_cast<std::size_t>(Base::kConstants)];
  constants = program.constants;
  constants.resize(static_cast<std::size_t>(program.constants_bytes), kPoison);
  memory.region[static_cast<std::size_t>(Base::kIo)].assign(static_cast<std::size_t>(program.io_bytes), kPoison);
  memory.region[static_cast<std::size_t>(Base::kWorkspace)].assign(static_cast<std::size_t>(program.workspace_bytes),
                                                                   kPoison);
  for (const State& state : program.states) {
    auto& region = memory.region[static_cast<std::size_t>(state.place.base)];
    std::copy(state.initial.begin(), state.initial.end(), region.begin() + state.place.offset);
  }
  return memory;
}

}  // namespace octet
