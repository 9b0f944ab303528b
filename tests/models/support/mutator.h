// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Damaged models, reproducible by seed: what an enemy, a bad disk or a wrong converter might hand over.
#pragma once
#include <cstdint>
#include <random>
#include <vector>

#include "models/schema/tflite_generated.h"

namespace octet::test {

using Bytes = std::vector<std::uint8_t>;

// Sound models to damage: one per operator, and the zoo's of at most `largest` bytes.
std::vector<Bytes> hostile_bases(std::uintmax_t largest);

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  // One of: cut off; bits flipped; words overwritten by absurd ones; a sound flatbuffer with senseless
  // fields; a sound model in which one dimension is another number everywhere.
  Bytes mutate(Bytes bytes);

 private:
  template <class Int>
  Int draw(Int low, Int high) {
    return std::uniform_int_distribution<Int>(low, high)(random_);
  }
  template <class T>
  auto& any_of(std::vector<T>& items) {
    return items[draw<std::size_t>(0, items.size() - 1)];
  }
  std::int32_t absurd();
  std::size_t place(std::size_t size, std::size_t width);
  Bytes truncated(Bytes bytes);
  Bytes flipped(Bytes bytes);
  Bytes with_absurd_words(Bytes bytes);
  Bytes with_absurd_fields(const Bytes& bytes);
  Bytes resized(const Bytes& bytes);
  void damage_tensor(tflite::TensorT& t);
  void damage_options(tflite::BuiltinOptionsUnion& options);
  void damage_node(tflite::OperatorT& node);

  std::mt19937 random_;
};

}  // namespace octet::test
