// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/halting_program.h"

#include <algorithm>
#include <concepts>
#include <limits>

#include "arch/access.h"
#include "arch/command_fields.h"
#include "verify/random_source.h"

namespace octet {
namespace {

constexpr int kAttempts = 1000;

template <class T>
T value_for(RandomSource& random, T before) {
  const std::int64_t most = static_cast<std::int64_t>(std::numeric_limits<T>::max());
  const std::int64_t bit = std::int64_t{1} << random.below(std::numeric_limits<T>::digits);
  return static_cast<T>(random.pick<std::int64_t>({0, 1, most, bit, static_cast<std::int64_t>(before) + bit}));
}

// The command with another value in one of its numbers.
Command with_other_field(Command command, RandomSource& random) {
  std::visit(
      [&]<class Op>(Op& op) {
        if constexpr (std::same_as<Op, DepthwiseCommand>) {
          if (random.chance(30)) {  // more output channels than 16 bits hold: in 16 bits it would be 2
            op.in.channels = 331;
            op.depth_multiplier = 198;
            return;
          }
        }
        std::int64_t fields = 0, at = 0;
        visit_fields(op, [&](const FieldInfo&, auto&) { ++fields; });
        const std::int64_t chosen = random.below(fields);
        visit_fields(op, [&]<class T>(const FieldInfo&, T& member) {
          if constexpr (std::integral<T> && !std::same_as<T, bool>)
            if (at == chosen) member = value_for(random, member);
          ++at;
        });
      },
      command.op);
  return command;
}

}  // namespace

void make_illegal(Program& program, std::uint64_t seed) {
  RandomSource random(seed);
  const std::int64_t sizes[kBases] = {program.code_bytes(), program.constants_bytes, program.io_bytes,
                                      program.workspace_bytes};
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Command& command =
        program.commands[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(program.commands.size())))];
    const Command other = with_other_field(command, random);
    if (illegal(other, program.machine, sizes).empty()) continue;
    command = other;
    return;
  }
}

void make_overflow(Program& program, std::uint64_t seed) {
  RandomSource random(seed);
  const auto token = static_cast<std::uint8_t>(random.chance(50) ? 63 : random.below(64));
  for (Command& command : program.commands) {
    std::array<std::uint8_t, 3>& signal = command.tokens.signal;
    const auto unused = std::find(signal.begin(), signal.end(), kNoToken);
    if (std::find(signal.begin(), signal.end(), token) != signal.end() || unused == signal.end()) continue;
    if (random.chance(50)) *unused = token;
  }
}

}  // namespace octet
