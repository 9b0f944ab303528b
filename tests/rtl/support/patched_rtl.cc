// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/rtl/support/patched_rtl.h"

#include "base/error.h"

namespace octet::testing {

void patch_rtl(const test::TemporaryFolder& folder, const std::string& file, const std::string& from,
               const std::string& to) {
  std::string text = test::text_of_file(std::string(OCTET_SOURCE_DIR) + "/rtl/" + file);
  const std::size_t at = text.find(from);
  OCTET_CHECK(at != std::string::npos, "{} has no '{}'", file, from);
  folder.write(file, text.replace(at, from.size(), to));
}

}  // namespace octet::testing
