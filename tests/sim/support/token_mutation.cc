// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs made wrong on purpose.
#include "tests/sim/support/token_mutation.h"

#include <stdexcept>
#include <utility>

namespace octet::testing {
namespace {

const Segment& segment_of(const Program& program, std::size_t command) {
  for (const Segment& segment : program.segments)
    if (command >= segment.first_command && command < segment.first_command + segment.commands) return segment;
  throw std::out_of_range("command of no segment");
}

TokenPlace any_of(const std::vector<TokenPlace>& places, std::mt19937_64& random) {
  return places[random() % places.size()];
}

bool swap_two(Program& program, TokenList list, std::mt19937_64& random) {
  const std::vector<TokenPlace> places = token_places(program, list);
  for (int attempt = 0; attempt < 20 && places.size() > 1; ++attempt) {
    std::uint8_t& a = token_at(program, any_of(places, random));
    std::uint8_t& b = token_at(program, any_of(places, random));
    if (a == b) continue;
    std::swap(a, b);
    return true;
  }
  return false;
}

void name_twice(Program& program, const TokenPlace& place) {
  token_at(program, {place.command, place.list, (place.slot + 1) % 3}) = token_at(program, place);
}

// Lets every command with a free slot signal a counter that nobody waits for.
bool flood(Program& program) {
  constexpr std::uint8_t kFlooded = kTokens - 1;
  for (const TokenList list : {&Tokens::signal, &Tokens::wait})
    for (const TokenPlace& p : token_places(program, list))
      if (token_at(program, p) == kFlooded) return false;
  for (Command& command : program.commands)
    if (command.tokens.signal[2] == kNoToken) command.tokens.signal[2] = kFlooded;
  return true;
}

void make_illegal(Command& command) {
  if (auto* load = std::get_if<LoadCommand>(&command.op)) load->t.dram_offset = 0xffffff00;
  if (auto* store = std::get_if<StoreCommand>(&command.op)) store->t.base = Base::kCode;
  if (auto* array = std::get_if<ArrayCommand>(&command.op)) array->in.kernel_w = 0;
  if (auto* requantize = std::get_if<RequantizeCommand>(&command.op)) requantize->n = 0;
  if (auto* depthwise = std::get_if<DepthwiseCommand>(&command.op)) depthwise->weights = 0xffffff00;
  if (auto* pool = std::get_if<PoolCommand>(&command.op)) pool->out.address = 0xffffff00;
  if (auto* binary = std::get_if<BinaryCommand>(&command.op)) binary->channels = 0;
  if (auto* move = std::get_if<MoveCommand>(&command.op)) move->in.address = 0xffffff00;
  if (auto* softmax = std::get_if<SoftmaxCommand>(&command.op)) softmax->out.address = 0xffffff00;
}

}  // namespace

std::uint8_t& token_at(Program& program, const TokenPlace& place) {
  return (program.commands[place.command].tokens.*place.list)[place.slot];
}

std::vector<TokenPlace> token_places(const Program& program, TokenList list) {
  std::vector<TokenPlace> places;
  for (std::size_t i = 0; i < program.commands.size(); ++i)
    for (std::size_t slot = 0; slot < 3; ++slot)
      if ((program.commands[i].tokens.*list)[slot] != kNoToken) places.push_back({i, list, slot});
  return places;
}

TokenPlace wait_of(const Program& program, const TokenPlace& signal) {
  const Segment& segment = segment_of(program, signal.command);
  const std::uint8_t token = program.commands[signal.command].tokens.signal[signal.slot];
  const std::size_t end = std::size_t{segment.first_command} + segment.commands;
  std::size_t left = 0;
  for (std::size_t i = segment.first_command; i < signal.command; ++i)
    for (const std::uint8_t t : program.commands[i].tokens.signal) left += t == token;
  for (std::size_t i = segment.first_command; i < end; ++i)
    for (std::size_t slot = 0; slot < 3; ++slot)
      if (program.commands[i].tokens.wait[slot] == token && left-- == 0) return {i, &Tokens::wait, slot};
  throw std::out_of_range("signal without wait");
}

bool mutate(Program& program, Mutation mutation, std::mt19937_64& random) {
  const std::vector<TokenPlace> signals = token_places(program, &Tokens::signal);
  const std::vector<TokenPlace> waits = token_places(program, &Tokens::wait);
  if (signals.empty() || waits.empty()) return false;
  const TokenPlace signal = any_of(signals, random), wait = any_of(waits, random);
  switch (mutation) {
    case Mutation::kDropSignal:
      token_at(program, signal) = kNoToken;
      return true;
    case Mutation::kDropWait:
      token_at(program, wait) = kNoToken;
      return true;
    case Mutation::kDropPair: {
      const TokenPlace taker = wait_of(program, signal);
      token_at(program, signal) = token_at(program, taker) = kNoToken;
      return true;
    }
    case Mutation::kSwapWaits:
      return swap_two(program, &Tokens::wait, random);
    case Mutation::kSwapSignals:
      return swap_two(program, &Tokens::signal, random);
    case Mutation::kTwice:
      name_twice(program, random() % 2 == 0 ? wait : signal);
      return true;
    case Mutation::kFlood:
      return flood(program);
    case Mutation::kIllegal:
      make_illegal(program.commands[random() % program.commands.size()]);
      return true;
  }
  return false;
}

}  // namespace octet::testing
