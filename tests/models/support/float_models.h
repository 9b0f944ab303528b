// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Models on codes turned into models on float32: their shapes and options, other values.
#pragma once
#include "tests/models/support/oracle.h"

namespace octet::test {

// 8-bit tensors and biases become float32: constants and inputs their codes times a scale that is no power of two. A
// model with QUANTIZE or DEQUANTIZE has no such form: its file is empty.
OracleCase in_floats(const OracleCase& codes);

}  // namespace octet::test
