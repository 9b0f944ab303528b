// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The range that a fused activation leaves of plain numbers, which have no scale.
#pragma once
#include <limits>
#include <utility>

#include "models/graph.h"

namespace octet {

template <class T>
std::pair<T, T> plain_range(Activation activation) {
  switch (activation) {
    case Activation::kNone:
      break;
    case Activation::kRelu:
      return {0, std::numeric_limits<T>::max()};
    case Activation::kReluN1To1:
      return {-1, 1};
    case Activation::kRelu6:
      return {0, 6};
  }
  return {std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max()};
}

}  // namespace octet
