// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A mismatch in words.
#pragma once
#include <string>

#include "verify/result.h"

namespace octet {

// "command 12: the command's result: expected -5 (0xfb), found -6 (0xfa)"
std::string headline(const Mismatch& m);
// At most nine lines "label   text", each ended.
std::string explanation(const Mismatch& m);
// A line of the screen: a label of 14 columns and a text without line ends.
std::string labelled(const std::string& label, const std::string& text);

}  // namespace octet
