// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a regression says of a case: what was compared, and every mismatch with its explanation.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/fields.h"
#include "verify/coverage.h"

namespace octet {

// The first thing of its kind that is wrong. Texts that do not apply are empty, numbers -1.
struct Mismatch {
  std::string kind;  // values, condition, event, cycles, counter, crash
  std::string what;
  std::int64_t command = -1;
  std::string disassembly, layer, tensor, coordinate, place, expected, found, owner;
  std::int64_t cycle = -1;
  std::int64_t wrong = -1, of = -1;
  std::int64_t inference = 1;  // of the two in a row
  std::string note;
};

template <class Self, class Visitor>
void visit_mismatch(Self& m, Visitor&& v) {
  v(FieldInfo{"kind", "", "values, condition, event, cycles, counter or crash"}, m.kind);
  v(FieldInfo{"what", "", "what is wrong, in a few words"}, m.what);
  v(FieldInfo{"command", "", "index of the first wrong command"}, m.command);
  v(FieldInfo{"disassembly", "", "that command"}, m.disassembly);
  v(FieldInfo{"layer", "", "the layer it belongs to"}, m.layer);
  v(FieldInfo{"tensor", "", "the tensor of the first wrong byte"}, m.tensor);
  v(FieldInfo{"coordinate", "", "n,h,w,c in that tensor"}, m.coordinate);
  v(FieldInfo{"place", "", "memory and address of the byte"}, m.place);
  v(FieldInfo{"expected", "", "value, cycle or condition"}, m.expected);
  v(FieldInfo{"found", "", "the same of the backend under test"}, m.found);
  v(FieldInfo{"owner", "", "what the expected event waited for"}, m.owner);
  v(FieldInfo{"cycle", "cycles", "absolute, where it shows"}, m.cycle);
  v(FieldInfo{"wrong", "elements", "of the command's result that are wrong"}, m.wrong);
  v(FieldInfo{"of", "elements", "of the command's result"}, m.of);
  v(FieldInfo{"inference", "", "1 or 2, of the two in a row"}, m.inference);
  v(FieldInfo{"note", "", "how the command was found, and what else is known"}, m.note);
}

struct LayerTime {
  std::string name;
  std::int64_t cycles = 0, expected_cycles = 0;
};

template <class Self, class Visitor>
void visit_layer_time(Self& l, Visitor&& v) {
  v(FieldInfo{"name", "", "output tensor's name"}, l.name);
  v(FieldInfo{"cycles", "cycles", "of the backend under test"}, l.cycles);
  v(FieldInfo{"expected_cycles", "cycles", "of the backend that is right"}, l.expected_cycles);
}

struct CaseResult {
  std::string name;
  std::int64_t commands = 0, cycles = 0, expected_cycles = 0;
  std::int64_t second_cycles = 0, expected_second_cycles = 0;  // 0 if the first inference halts
  double cycle_error_percent = 0;
  bool values_compared = false;
  std::string values_excuse;  // why they were not
  std::int64_t bytes_compared = 0;
  // Array and vector commands whose done - started differs, other events that differ: within a tolerance no mismatch.
  std::int64_t differing_durations = 0, differing_events = 0;
  std::vector<LayerTime> layers;
  std::vector<Mismatch> mismatches;
  Coverage coverage;
};

template <class Self, class Visitor>
void visit_case_result(Self& r, Visitor&& v) {
  v(FieldInfo{"name", "", "of the case"}, r.name);
  v(FieldInfo{"commands", "commands", "in its program"}, r.commands);
  v(FieldInfo{"cycles", "cycles", "of the first inference on the backend under test"}, r.cycles);
  v(FieldInfo{"expected_cycles", "cycles", "of the first inference on the backend that is right"}, r.expected_cycles);
  v(FieldInfo{"second_cycles", "cycles", "of the second inference on the backend under test"}, r.second_cycles);
  v(FieldInfo{"expected_second_cycles", "cycles", "of the second inference on the backend that is right"},
    r.expected_second_cycles);
  v(FieldInfo{"cycle_error_percent", "%", "of a whole inference, without sign, the greater"}, r.cycle_error_percent);
  v(FieldInfo{"values_compared", "", "whether its memory image was compared"}, r.values_compared);
  v(FieldInfo{"values_excuse", "", "why it was not"}, r.values_excuse);
  v(FieldInfo{"bytes_compared", "bytes", "of DRAM"}, r.bytes_compared);
  v(FieldInfo{"differing_durations", "commands", "array and vector commands of another duration"},
    r.differing_durations);
  v(FieldInfo{"differing_events", "events", "in another cycle than expected"}, r.differing_events);
  v(FieldInfo{"layers", "", "cycles per layer"}, r.layers);
  v(FieldInfo{"mismatches", "", "what is wrong"}, r.mismatches);
}

// A case result as one line of JSON, coverage included, and back: how a process hands it over.
std::string encode(const CaseResult& result);
CaseResult decode_case_result(const std::string& line);

}  // namespace octet
