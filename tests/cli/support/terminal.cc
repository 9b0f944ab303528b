// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/cli/support/terminal.h"

#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace octet::test {

std::string run_in_terminal(const std::vector<std::string>& words, unsigned short columns) {
  std::vector<std::string> texts{OCTET_BINARY};
  texts.insert(texts.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  const winsize window{24, columns, 0, 0};
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &window);
  if (child < 0) throw std::runtime_error("no terminal");
  if (child == 0) {
    ::setenv("COLUMNS", "1000", 1);  // a terminal knows better
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  std::string text;
  std::array<char, 4096> chunk{};
  for (ssize_t got = 0; (got = ::read(terminal, chunk.data(), chunk.size())) > 0;)
    for (ssize_t i = 0; i < got; ++i)
      if (chunk[static_cast<std::size_t>(i)] != '\r') text += chunk[static_cast<std::size_t>(i)];
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("octet failed: " + text);
  return text;
}

}  // namespace octet::test
