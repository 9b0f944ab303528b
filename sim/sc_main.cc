// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The SystemC library names sc_main from its own main(). octet has a main of its own and starts the
// kernel itself, so this one is linked and never called.
extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 1; }
