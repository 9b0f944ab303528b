// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The values of a varied key, as the command line and spec files write them.
#pragma once
#include <string>
#include <vector>

namespace octet {

inline constexpr std::size_t kMostValues = 100'000;  // of one key

// "8:128:x2": from 8 by factors of 2 up to 128 at most; "1:9:2": in steps of 2; "64Ki,256Ki,8:32:x2": a list of words,
// numbers and ranges. The values as a machine file would have them, in this order.
// Throws Error(kArchitecture), `place` before the message, for a range that cannot be and for a value given twice.
std::vector<std::string> expand_range(const std::string& text, const std::string& place);

}  // namespace octet
