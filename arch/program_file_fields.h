// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The field lists of a program and its parts, in the order of the .octp file; its reader and writer
// are visitors of these lists.
#pragma once
#include "arch/command_fields.h"
#include "arch/program.h"

namespace octet {

inline constexpr std::uint8_t kDataTypes = 8;
constexpr std::uint8_t choices_of(DataType) { return kDataTypes; }
constexpr std::uint8_t choices_of(Base) { return kBases; }
constexpr std::uint8_t choices_of(DramTraffic) { return kDramTraffics; }

template <FieldsOf<TensorPort> Self, class Visitor>
void visit_fields(Self& p, Visitor&& v) {
  v(FieldInfo{"port.name", "", "tensor's name in the model file"}, p.name);
  v(FieldInfo{"port.type", "", "element type in DRAM"}, p.type);
  v(FieldInfo{"port.shape", "elements", "dense, C order"}, p.shape);
  v(FieldInfo{"port.base", "", "base register"}, p.base);
  v(FieldInfo{"port.offset", "bytes", "from the base register"}, p.offset);
  v(FieldInfo{"port.scale", "", "real value = scale * (code - zero point)"}, p.scale);
  v(FieldInfo{"port.zero_point", "", "code of real 0"}, p.zero_point);
}

template <FieldsOf<HostStep> Self, class Visitor>
void visit_fields(Self& s, Visitor&& v) {
  v(FieldInfo{"host.op", "", "operator's name in the model file"}, s.op);
  v(FieldInfo{"host.options", "", "its options"}, s.options);
  v(FieldInfo{"host.inputs", "", "tensors read"}, s.inputs);
  v(FieldInfo{"host.outputs", "", "tensors written"}, s.outputs);
}

template <FieldsOf<State> Self, class Visitor>
void visit_fields(Self& s, Visitor&& v) {
  v(FieldInfo{"state.place", "", "where the variable lies"}, s.place);
  v(FieldInfo{"state.initial", "bytes", "its value before the first inference"}, s.initial);
}

template <FieldsOf<Segment> Self, class Visitor>
void visit_fields(Self& s, Visitor&& v) {
  v(FieldInfo{"segment.on_host", "", "host step or machine commands"}, s.on_host);
  v(FieldInfo{"segment.once", "", "only in the first inference: what it brings stays on chip"}, s.once);
  v(FieldInfo{"segment.first_command", "", "index of the first command"}, s.first_command);
  v(FieldInfo{"segment.commands", "commands", "number of commands"}, s.commands);
  v(FieldInfo{"segment.layer", "", "layer of a host step"}, s.layer);
  v(FieldInfo{"segment.host", "", "the host step"}, s.host);
}

template <FieldsOf<MemoryUse> Self, class Visitor>
void visit_fields(Self& u, Visitor&& v) {
  v(FieldInfo{"use.work_end", "", "every inference may overwrite what lies below"}, u.work_end);
  v(FieldInfo{"use.kept_begin", "", "first byte or record that stays from inference to inference"}, u.kept_begin);
  v(FieldInfo{"use.kept_end", "", "the first one behind them"}, u.kept_end);
}

template <FieldsOf<LiveRange> Self, class Visitor>
void visit_fields(Self& r, Visitor&& v) {
  v(FieldInfo{"range.begin", "", "first byte or record"}, r.begin);
  v(FieldInfo{"range.end", "", "the first one behind"}, r.end);
}

template <FieldsOf<SafePoint> Self, class Visitor>
void visit_fields(Self& p, Visitor&& v) {
  v(FieldInfo{"safe_point.segment", "", "index of the segment that runs next"}, p.segment);
  v(FieldInfo{"safe_point.scratchpad", "bytes", "what lives there"}, p.scratchpad);
  v(FieldInfo{"safe_point.parameters", "records", "likewise of the parameter memory"}, p.parameters);
  v(FieldInfo{"safe_point.save", "", "commands that store it in the workspace"}, p.save);
  v(FieldInfo{"safe_point.restore", "", "commands that bring it back"}, p.restore);
}

template <FieldsOf<LayerInfo> Self, class Visitor>
void visit_fields(Self& l, Visitor&& v) {
  v(FieldInfo{"layer.name", "", "output tensor's name in the model file"}, l.name);
  v(FieldInfo{"layer.op", "", "operator's name in the model file"}, l.op);
  v(FieldInfo{"layer.node", "", "index in the model file's operator list"}, l.node);
  v(FieldInfo{"layer.on_host", "", "runs on the host"}, l.on_host);
  v(FieldInfo{"layer.macs", "MACs", "useful multiply-accumulates"}, l.macs);
  v(FieldInfo{"layer.weight_bytes", "bytes", "weights as the machine stores them"}, l.weight_bytes);
  v(FieldInfo{"layer.parameter_bytes", "bytes", "parameter records"}, l.parameter_bytes);
  v(FieldInfo{"layer.bound_array", "cycles", "array's term of the bound"}, l.bound_array);
  v(FieldInfo{"layer.bound_vector", "cycles", "vector unit's term of the bound"}, l.bound_vector);
  v(FieldInfo{"layer.bound_dram_bytes", "bytes", "compulsory DRAM bytes of the bound"}, l.bound_dram_bytes);
  v(FieldInfo{"layer.output_shape", "elements", "shape of the output"}, l.output_shape);
  v(FieldInfo{"layer.zero_macs", "MACs", "those of the array besides, with zeros for weights"}, l.zero_macs);
  v(FieldInfo{"layer.choice", "", "how it is mapped and why"}, l.choice);
  v(FieldInfo{"layer.runner_up", "", "the next best way; empty if there was none"}, l.runner_up);
  v(FieldInfo{"layer.runner_up_ratio", "", "its estimated cycles over the choice's; 0 if there was none"},
    l.runner_up_ratio);
}

template <FieldsOf<Program> Self, class Visitor>
void visit_fields(Self& p, Visitor&& v) {
  v(FieldInfo{"machine", "", "the machine it was compiled for, as TOML"}, p.machine);
  v(FieldInfo{"model_name", "", "model file without folder and extension"}, p.model_name);
  v(FieldInfo{"model_hash", "", "xxh64 of the model file"}, p.model_hash);
  v(FieldInfo{"has_values", "", "false: shapes only"}, p.has_values);
  v(FieldInfo{"commands", "commands", "64 bytes each"}, p.commands);
  v(FieldInfo{"layer_of_command", "", "index into layers, or -1"}, p.layer_of_command);
  v(FieldInfo{"traffic_of_command", "", "what a load or store moves"}, p.traffic_of_command);
  v(FieldInfo{"segments", "", "machine and host segments in order"}, p.segments);
  v(FieldInfo{"safe_points", "", "where another program may enter within an inference"}, p.safe_points);
  v(FieldInfo{"layers", "", "what reports say of a layer"}, p.layers);
  v(FieldInfo{"constants", "bytes", "weights, parameter records, tables"}, p.constants);
  v(FieldInfo{"constants_bytes", "bytes", "size of the constants region"}, p.constants_bytes);
  v(FieldInfo{"io_bytes", "bytes", "size of the input and output region"}, p.io_bytes);
  v(FieldInfo{"workspace_bytes", "bytes", "size of the workspace region"}, p.workspace_bytes);
  v(FieldInfo{"inputs", "", "tensors the program reads"}, p.inputs);
  v(FieldInfo{"outputs", "", "tensors the program writes"}, p.outputs);
  v(FieldInfo{"states", "", "variables that outlive an inference"}, p.states);
  v(FieldInfo{"scratchpad", "bytes", "what it uses and keeps of the scratchpad"}, p.scratchpad);
  v(FieldInfo{"parameters", "records", "what it uses and keeps of the parameter memory"}, p.parameters);
  v(FieldInfo{"model_bytes", "bytes", "weights and parameters as this machine stores them"}, p.model_bytes);
  v(FieldInfo{"scratchpad_peak_bytes", "bytes", "most scratchpad bytes live at once"}, p.scratchpad_peak_bytes);
  v(FieldInfo{"macs", "MACs", "useful multiply-accumulates"}, p.macs);
}

}  // namespace octet
