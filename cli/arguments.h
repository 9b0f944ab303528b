// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The command line: options alike in every command, unknown words answered with the nearest known.
#pragma once
#include <boost/program_options.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace octet {

// Options of one command. Positional words are collected under "model".
class Arguments {
 public:
  // `words`: everything after the command's name. Throws Error(kUsage) for unknown options (with the
  // nearest known one), missing values, or a wrong number of positional words.
  Arguments(const std::string& command, const boost::program_options::options_description& options,
            const std::vector<std::string>& words, std::size_t min_words, std::size_t max_words);

  bool has(const std::string& name) const { return map_.count(name) > 0; }
  std::string text(const std::string& name, const std::string& otherwise = "") const;
  std::vector<std::string> list(const std::string& name) const;
  // Throws Error(kUsage) unless the option's text is a whole number below 2^64: a minus sign is refused.
  std::uint64_t number(const std::string& name, std::uint64_t otherwise, std::uint64_t least = 0,
                       std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::string command_;
  boost::program_options::variables_map map_;
  std::vector<std::string> words_;
};

// "octet COMMAND WORDS" as one would type it.
std::string command_line(const std::string& command, const std::vector<std::string>& words);

// The option's whole number. Throws Error(kUsage) unless it is from `least` to `most`.
std::int64_t whole_number(const Arguments& a, const char* option, std::uint64_t least, std::uint64_t most);

// Prints `text` and the options and returns true if --help or -h is among `words`, whatever else is.
bool print_help(const std::vector<std::string>& words, const char* text,
                const boost::program_options::options_description& options);

}  // namespace octet
