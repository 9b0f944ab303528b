// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What Verilated models call when they stop: a failed assertion of the RTL becomes an InternalError,
// as ours in C++ do.
#include <verilated.h>

#include "base/error.h"

void vl_fatal(const char* file, int line, const char* hierarchy, const char* message) {
  throw octet::InternalError(fmt::format("{}:{}: {}: {}", file, line, hierarchy, message));
}

void vl_stop(const char* file, int line, const char* hierarchy) {
  throw octet::InternalError(fmt::format("{}:{}: {}: RTL assertion failed", file, line, hierarchy));
}
