// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What every simulator offers beside the ports of its top module: its waveform and its coverage data. All throw
// std::runtime_error.
#pragma once
#include <cstdint>

extern "C" {

// Begins a waveform; the file can be written. Only simulators built with a waveform have one.
void octet_model_open_waveform(void* model, const char* file);
// The values of now, at a time after that of the dump before; else nothing.
void octet_model_dump(void* model, std::uint64_t time);
// What was dumped is in the file.
void octet_model_flush(void* model);
// Writes the coverage data since the model was made.
void octet_model_write_coverage(void* model, const char* file);
// Ends the waveform.
void octet_model_delete(void* model);
}
