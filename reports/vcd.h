// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Writes a value change dump (IEEE 1800, 21.7) as it goes along: the text goes to whoever takes it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/trace_events.h"

namespace octet {

// Up to 64 bits; nothing: unknown (x).
using SignalValue = std::optional<std::uint64_t>;

class VcdWriter {
 public:
  explicit VcdWriter(TextSink sink) : sink_(std::move(sink)) {}

  // Declares a signal in a scope ("top.core"). Signals of a scope and of those inside it come one behind the other.
  // Returns its number.
  int declare(const std::string& scope, const std::string& name, int bits);
  // The header, after all declarations. `comments` hold no "$end".
  void begin(const std::string& timescale, const std::vector<std::string>& comments);
  // Times rise.
  void time(std::int64_t time);
  // Written if it differs from the value before; the first one always.
  void set(int signal, SignalValue value);
  // What is written so far goes to the sink.
  void flush();

 private:
  struct Signal {
    std::string scope, name, code;
    int bits;
    bool written = false;
    SignalValue value;
  };
  void write_scopes();

  TextSink sink_;
  std::vector<Signal> signals_;
  std::string buffer_;
};

// Printable ASCII without "$", for comments and names: other characters become "_"; at most `most` of them.
std::string plain_text(std::string_view text, std::size_t most = 200);

}  // namespace octet
