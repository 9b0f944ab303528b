// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/commands.h"

int main(int argc, char** argv) { return octet::main_command({argv + 1, argv + argc}); }
