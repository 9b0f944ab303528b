// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Errors: the user's mistake is an Error (where, what was found, what is allowed, a hint); ours is
// an InternalError thrown by OCTET_CHECK. Only the command line's main catches either.
#pragma once
#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace octet {

// The process exit code each mistake of the user ends in (docs/design.md, "Exit codes").
enum class ErrorKind { kUsage = 2, kModel = 3, kArchitecture = 4, kCheck = 5 };

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

template <class... Args>
[[noreturn]] void fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(kind, fmt::format(format, std::forward<Args>(args)...));
}

class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws InternalError naming the expression, the place and the formatted values.
#define OCTET_CHECK(condition, ...)                                                                                  \
  do {                                                                                                               \
    if (!(condition)) [[unlikely]]                                                                                   \
      throw ::octet::InternalError(                                                                                  \
          ::fmt::format("{}:{}: check failed: {}: {}", __FILE__, __LINE__, #condition, ::fmt::format(__VA_ARGS__))); \
  } while (0)

}  // namespace octet
