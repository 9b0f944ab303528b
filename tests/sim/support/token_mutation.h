// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs made wrong on purpose: a token deleted, swapped or added, a command made illegal.
#pragma once
#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "arch/program.h"

namespace octet::testing {

using TokenList = std::array<std::uint8_t, 3> Tokens::*;  // &Tokens::wait or &Tokens::signal

struct TokenPlace {  // one token of one command
  std::size_t command;
  TokenList list;
  std::size_t slot;
};
std::uint8_t& token_at(Program& program, const TokenPlace& place);
// Every token of the list, in stream order.
std::vector<TokenPlace> token_places(const Program& program, TokenList list);
// The wait that takes the token of a signal: the same rank among its counter's waits in the segment.
TokenPlace wait_of(const Program& program, const TokenPlace& signal);

enum class Mutation {
  kDropSignal,
  kDropWait,
  kDropPair,     // a signal and the wait that takes its token
  kSwapWaits,    // two waits for different counters
  kSwapSignals,  // two signals of different counters
  kTwice,        // a counter named twice in a list: illegal
  kFlood,        // every command signals a counter that nobody waits for
  kIllegal       // a command that reads or writes outside
};
// Changes the program at random places; false, and the program as it was, if it has none that fits.
bool mutate(Program& program, Mutation mutation, std::mt19937_64& random);

}  // namespace octet::testing
