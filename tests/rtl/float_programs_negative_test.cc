// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a program of a float machine may not hold: its layer is named before anything is built or run.
#include <gtest/gtest.h>

#include "base/error.h"
#include "rtl/backend.h"
#include "rtl/test_machine.h"

namespace octet {
namespace {

std::string refusal(const Program& program) {
  try {
    make_rtl_backend()->make_core(program, {});
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return error.what();
  }
}

Program float_program() {
  Program p;
  p.model_name = "network";
  p.machine = rtl_machine();
  p.machine.array_pe = PeKind::kFp32;
  p.has_values = true;
  p.layers.resize(2);
  p.layers[0].name = "first";
  p.layers[0].op = "CONV_2D";
  p.layers[1].name = "second";
  p.layers[1].op = "HARD_SWISH";
  return p;
}

TEST(RtlFloatPrograms, RefusesATable) {
  Program p = float_program();
  MoveCommand table;
  table.mode = MoveMode::kTable;
  p.commands = {{{}, ArrayCommand{}}, {{}, table}};
  p.layer_of_command = {0, 1};
  const std::string text = refusal(p);
  EXPECT_NE(
      text.find("machine rtl-2x2: the program of model network computes no floats: layer second (HARD_SWISH) is a "
                "table of codes; docs/numerics.md"),
      std::string::npos)
      << text;
}
TEST(RtlFloatPrograms, RefusesAProgramWithoutValuesAndNamesTheHostsLayer) {
  Program p = float_program();
  p.has_values = false;
  p.layers[1].on_host = true;
  EXPECT_NE(refusal(p).find("computes no floats: layer second (HARD_SWISH) is on the host"), std::string::npos);
  p.layers[1].on_host = false;
  EXPECT_NE(refusal(p).find("computes no floats; docs/numerics.md"), std::string::npos);
}

}  // namespace
}  // namespace octet
