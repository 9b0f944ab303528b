// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Included first in everything of a simulator: where the RTL's $display and Verilator's messages go.
#pragma once

extern "C" int octet_simulator_print(const char* format, ...);
