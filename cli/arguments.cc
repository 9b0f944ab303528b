// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Boost.Program_options reads the words; its messages name the command.
#include "cli/arguments.h"

#include <charconv>
#include <sstream>

#include "base/error.h"
#include "base/suggest.h"
#include "cli/screen.h"

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
                     const std::vector<std::string>& words, std::size_t min_words, std::size_t max_words)
    : command_(command) {
  po::options_description all;
  all.add(options).add_options()("word", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("word", -1);
  constexpr int kStyle = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    po::store(po::command_line_parser(words).options(all).positional(positional).style(kStyle).run(), map_);
  } catch (const po::unknown_option& e) {
    fail(ErrorKind::kUsage, "{}: unknown option {}{}", command, e.get_option_name(),
         did_you_mean(e.get_option_name(), names_of(options)));
  } catch (const po::error& e) {
    fail(ErrorKind::kUsage, "{}: {}", command, e.what());
  }
  if (map_.count("word")) words_ = map_["word"].as<std::vector<std::string>>();
  if (words_.size() < min_words)
    fail(ErrorKind::kUsage, "{}: {} missing; see octet {} --help", command,
         words_.size() + 1 == min_words ? "an argument is" : "arguments are", command);
  if (words_.size() > max_words) fail(ErrorKind::kUsage, "{}: unexpected argument '{}'", command, words_[max_words]);
}

std::string Arguments::text(const std::string& name, const std::string& otherwise) const {
  return has(name) ? map_[name].as<std::string>() : otherwise;
}

std::vector<std::string> Arguments::list(const std::string& name) const {
  return has(name) ? map_[name].as<std::vector<std::string>>() : std::vector<std::string>{};
}

std::uint64_t Arguments::number(const std::string& name, std::uint64_t otherwise, std::uint64_t least,
                                std::uint64_t most) const {
  if (!has(name)) return otherwise;
  const std::string& found = map_[name].as<std::string>();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(found.data(), found.data() + found.size(), value);
  if (error != std::errc() || end != found.data() + found.size() || value < least || value > most)
    fail(ErrorKind::kUsage, "{}: --{} is '{}', allowed is a whole number from {} to {}", command_, name, found, least,
         most);
  return value;
}

bool print_help(const std::vector<std::string>& words, const char* text, const po::options_description& options) {
  for (const std::string& word : words) {
    if (word != "--help" && word != "-h") continue;
    std::ostringstream out;
    out << text << "\n" << options;
    print_text(out.str());
    return true;
  }
  return false;
}

std::int64_t whole_number(const Arguments& a, const char* option, std::uint64_t least, std::uint64_t most) {
  return static_cast<std::int64_t>(a.number(option, least, least, most));
}

std::string command_line(const std::string& command, const std::vector<std::string>& words) {
  std::string text = "octet " + command;
  for (const std::string& word : words)
    text += word.find(' ') == std::string::npos ? fmt::format(" {}", word) : fmt::format(" \"{}\"", word);
  return text;
}

}  // namespace octet
