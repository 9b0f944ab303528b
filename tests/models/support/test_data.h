// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Where tests find data that is not the project's own.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace octet {

// The folder OCTET_TEST_DATA names, "" if unset.
inline std::string test_data_folder() {
  const char* folder = std::getenv("OCTET_TEST_DATA");
  return folder ? folder : "";
}

}  // namespace octet

// For the body of a test that needs `folder` of OCTET_TEST_DATA.
#define OCTET_REQUIRE_TEST_DATA() \
  if (::octet::test_data_folder().empty()) GTEST_SKIP() << "OCTET_TEST_DATA not set"
