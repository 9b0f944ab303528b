// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The operands that a calibration takes from layers of real networks are those the reference computes today.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/models/support/test_data.h"

namespace octet {
namespace {

TEST(Operands, OfLayersAreWhatTheReferenceComputes) {
  OCTET_REQUIRE_TEST_DATA();
  const std::string command = "python3 " OCTET_SOURCE_DIR "/rtl/synth/export_operands.py " OCTET_LAYER_TILES " " +
                              test_data_folder() + " --check 1>&2";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace octet
