// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The command line: options alike in every command, unknown words answered with the nearest known.
#pragma once
#include <boost/program_options.hpp>
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
  std::uint64_t number(const std::string& name, std::uint64_t otherwise) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  boost::program_options::variables_map map_;
  std::vector<std::string> words_;
};

}  // namespace octet
