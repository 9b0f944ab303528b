// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/case.h"

#include <algorithm>

#include "arch/program_file.h"
#include "base/error.h"
#include "models/array_file.h"
#include "verify/halting_program.h"
#include "verify/program_edit.h"
#include "verify/random_program.h"

namespace octet {
namespace {

constexpr std::pair<const char*, Base> kKeptRegions[] = {{"io", Base::kIo}, {"workspace", Base::kWorkspace}};

// Of 16 cases two are illegal, one overflows.
bool is_illegal(std::int64_t index) { return index % 8 == 5; }
bool overflows(std::int64_t index) { return index % 16 == 15; }

}  // namespace

void fill_memory(MemoryImage& memory, std::uint64_t seed) {
  for (const auto& [name, base] : kKeptRegions)
    for (auto& byte : memory.region[static_cast<std::size_t>(base)]) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      byte = static_cast<std::uint8_t>(seed >> 56);
    }
}

bool random_case_halts(std::int64_t index) { return is_illegal(index) || overflows(index); }

Case random_case(std::uint64_t seed, std::int64_t index, const Machine& machine) {
  const std::uint64_t own = seed * 1000003 + static_cast<std::uint64_t>(index);
  RandomProgramOptions options;
  options.machine = machine;
  options.streams = index % 4 != 3;
  options.rare = index % 4 == 2;
  options.keeps = index % 8 == 1 || index % 8 == 4;
  options.max_commands = index % 2 ? 40 : 160;
  Case c;
  c.name = fmt::format("random-{}-{}", seed, index);
  c.program = random_program(own, options);
  c.program.model_name = c.name;
  const MemoryUse& use = c.program.scratchpad;
  append_store(c.program, 0, std::min(use.work_end, machine.scratchpad_bytes));
  if (use.keeps()) append_store(c.program, use.kept_begin, use.kept_end - use.kept_begin);
  if (is_illegal(index)) make_illegal(c.program, own);
  if (overflows(index)) make_overflow(c.program, own);
  c.memory = make_memory(c.program);
  fill_memory(c.memory, own);
  return c;
}

std::string memory_file_of(const std::string& program_file) {
  const std::string extension = ".octp";
  const bool known = program_file.ends_with(extension);
  return program_file.substr(0, program_file.size() - (known ? extension.size() : 0)) + ".memory.npz";
}

void save_case(const Case& c, const std::string& program_file) {
  std::vector<Array> arrays;
  for (const auto& [name, base] : kKeptRegions) {
    const auto& bytes = c.memory.region[static_cast<std::size_t>(base)];
    arrays.push_back({name, DataType::kUint8, {static_cast<std::int64_t>(bytes.size())}, bytes});
  }
  save_program(c.program, program_file);
  write_npz(memory_file_of(program_file), arrays);
}

void load_memory(const std::string& file, MemoryImage& memory) {
  const std::vector<Array> arrays = read_npz(file);
  for (const auto& [name, base] : kKeptRegions) {
    auto& bytes = memory.region[static_cast<std::size_t>(base)];
    const Array* array = find_array(arrays, name);
    if (!array) fail(ErrorKind::kUsage, "{}: has no array '{}'", file, name);
    if (array->type != DataType::kUint8 || array->data.size() != bytes.size())
      fail(ErrorKind::kUsage, "{}: {} has {} elements of {}, the program needs {} of uint8", file, name,
           array->data.size() / static_cast<std::size_t>(bytes_of(array->type)), name_of(array->type), bytes.size());
    bytes = array->data;
  }
}

}  // namespace octet
