// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/arguments.h"

#include "base/error.h"
#include "base/suggest.h"

namespace octet {
namespace po = boost::program_options;

namespace {
std::vector<std::string> names_of(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  return names;
}
}  // namespace

Arguments::Arguments(const std::string& command, const po::options_description& options,
                     const std::vector<std::string>& words, std::size_t min_words, std::size_t max_words) {
  po::options_description all;
  all.add(options).add_options()("word", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("word", -1);
  constexpr int kStyle = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    po::store(po::command_line_parser(words).options(all).positional(positional).style(kStyle).run(), map_);
  } catch (const po::unknown_option& e) {
    fail(ErrorKind::kUsage, "octet {}: unknown option {}{}", command, e.get_option_name(),
         did_you_mean(e.get_option_name(), names_of(options)));
  } catch (const po::error& e) {
    fail(ErrorKind::kUsage, "octet {}: {}", command, e.what());
  }
  if (map_.count("word")) words_ = map_["word"].as<std::vector<std::string>>();
  if (words_.size() < min_words)
    fail(ErrorKind::kUsage, "octet {}: {} missing; see octet {} --help", command,
         words_.size() + 1 == min_words ? "an argument is" : "arguments are", command);
  if (words_.size() > max_words)
    fail(ErrorKind::kUsage, "octet {}: unexpected argument '{}'", command, words_[max_words]);
}

std::string Arguments::text(const std::string& name, const std::string& otherwise) const {
  return has(name) ? map_[name].as<std::string>() : otherwise;
}

std::vector<std::string> Arguments::list(const std::string& name) const {
  return has(name) ? map_[name].as<std::vector<std::string>>() : std::vector<std::string>{};
}

std::uint64_t Arguments::number(const std::string& name, std::uint64_t otherwise) const {
  return has(name) ? map_[name].as<std::uint64_t>() : otherwise;
}

}  // namespace octet
