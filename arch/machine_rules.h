// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What is wrong with a machine, key by key, before anyone knows where the keys were written.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "arch/machine.h"

namespace octet {

struct Finding {
  std::vector<std::string_view> keys;  // the fields concerned, the first to blame first
  std::string text;
};
std::vector<Finding> range_findings(const Machine& machine);  // fields out of their range
// Fields that contradict each other; asks that each is in its range.
std::vector<Finding> contradictions(const Machine& machine);
// Every key of the machine, in field order.
std::vector<std::string> machine_keys();

}  // namespace octet
