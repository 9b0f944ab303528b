// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The field lists of the result: every key of octet-result/1 with unit and meaning. JSON, schema and
// CSV are visitors of these lists.
#pragma once
#include <concepts>

#include "reports/area_report.h"

namespace octet {

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, NumberSources>
void visit_fields(Self& s, V&& v) {
  v(FieldInfo{"timing", "", "cycles and latency: simulated, rtl, or none if the backend keeps no time"}, s.timing);
  v(FieldInfo{"energy", "", "energy: counted actions times the cost table of the technology"}, s.energy);
  v(FieldInfo{"area", "", "area: parts times the cost table of the technology"}, s.area);
  v(FieldInfo{"bound", "", "bound_cycles: from model and machine alone"}, s.bound);
  v(FieldInfo{"price", "", "price of the chip: area times the prices of the technology, none of which is exact"},
    s.price);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, EnergyRow>
void visit_fields(Self& r, V&& v) {
  v(FieldInfo{"action", "", "what happened"}, r.action);
  v(FieldInfo{"count", "", "how often, in `unit`", 0}, r.count);
  v(FieldInfo{"unit", "", "what is counted"}, r.unit);
  v(FieldInfo{"pj_each", "pJ", "energy of one", 0}, r.pj_each);
  v(FieldInfo{"pj_low", "pJ", "low end of the band of pj_each", 0}, r.pj_low);
  v(FieldInfo{"pj_high", "pJ", "high end of the band of pj_each", 0}, r.pj_high);
  v(FieldInfo{"energy_uj", "uJ", "count * pj_each / 1e6", 0}, r.energy_uj);
  v(FieldInfo{"confidence", "", "of pj_each: synthesized, published, scaled or estimated"}, r.confidence);
  v(FieldInfo{"source", "", "where pj_each comes from"}, r.source);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, AreaRow>
void visit_fields(Self& r, V&& v) {
  v(FieldInfo{"part", "", "part of the machine"}, r.part);
  v(FieldInfo{"count", "", "how many, in `unit`", 0}, r.count);
  v(FieldInfo{"unit", "", "what is counted"}, r.unit);
  v(FieldInfo{"um2_each", "um2", "area of one", 0}, r.um2_each);
  v(FieldInfo{"um2_low", "um2", "low end of the band of um2_each", 0}, r.um2_low);
  v(FieldInfo{"um2_high", "um2", "high end of the band of um2_each", 0}, r.um2_high);
  v(FieldInfo{"area_mm2", "mm2", "count * um2_each / 1e6", 0}, r.area_mm2);
  v(FieldInfo{"confidence", "", "of um2_each: synthesized, published, scaled or estimated"}, r.confidence);
  v(FieldInfo{"source", "", "where um2_each comes from"}, r.source);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, PriceRow>
void visit_fields(Self& r, V&& v) {
  v(FieldInfo{"part", "", "what is paid for"}, r.part);
  v(FieldInfo{"dollars", "$", "its price", 0}, r.dollars);
  v(FieldInfo{"dollars_low", "$", "low end of its band", 0}, r.dollars_low);
  v(FieldInfo{"dollars_high", "$", "high end of its band", 0}, r.dollars_high);
  v(FieldInfo{"confidence", "", "of the price: published, scaled or estimated"}, r.confidence);
  v(FieldInfo{"source", "", "where it comes from"}, r.source);
}

// Members of the result itself.
template <class Self, class V>
void visit_price(Self& p, V&& v) {
  v(FieldInfo{"chip_price_dollars", "$", "estimate of what a chip costs to make; null: no wafer holds such a die", 0},
    p.chip_price_dollars);
  v(FieldInfo{"chip_price_low_dollars", "$", "with every price at the cheap end of its band", 0},
    p.chip_price_low_dollars);
  v(FieldInfo{"chip_price_high_dollars", "$", "with every price at the dear end of its band", 0},
    p.chip_price_high_dollars);
  v(FieldInfo{"die_mm2", "mm2", "area_mm2 with a ring of pads", 0}, p.die_mm2);
  v(FieldInfo{"dies_per_wafer", "dies", "whole dies, good or not", 0}, p.dies_per_wafer);
  v(FieldInfo{"die_yield", "", "share of good dies", 0, 1}, p.die_yield);
  v(FieldInfo{"price_ledger", "", "chip_price_dollars by part"}, p.price_ledger);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, LayerReport>
void visit_fields(Self& l, V&& v) {
  v(FieldInfo{"name", "", "the output tensor's name in the model file"}, l.name);
  v(FieldInfo{"operator", "", "operator as TFLite names it"}, l.op);
  v(FieldInfo{"node", "", "position in the file's operator list", -1}, l.node);
  v(FieldInfo{"output_shape", "", "output dimensions, outermost first, joined by x"}, l.output_shape);
  v(FieldInfo{"cycles", "cycles", "from the previous layer's last done to this layer's", 0}, l.cycles);
  v(FieldInfo{"compute_cycles", "cycles", "occupancy of its array commands", 0}, l.compute_cycles);
  v(FieldInfo{"vector_cycles", "cycles", "duration of its vector commands", 0}, l.vector_cycles);
  v(FieldInfo{"bound_cycles", "cycles", "its term of the total bound_cycles; null on the host", 0}, l.bound_cycles);
  v(FieldInfo{"macs", "MACs", "multiply-accumulates the model asks for", 0}, l.macs);
  v(FieldInfo{"array_macs", "MACs", "those done by the array", 0}, l.array_macs);
  v(FieldInfo{"utilization", "", "array_macs / (PEs * cycles); null if its work hides in other layers' cycles", 0, 1},
    l.utilization);
  v(FieldInfo{"bound", "", "largest of its array, vector and DRAM time: compute, vector, dram, none; host"}, l.bound);
  v(FieldInfo{"limit", "",
              "what its cycles go to most: compute, weight bandwidth, activation bandwidth, vector, fill and drain, "
              "dependency (docs/timing.md 11); null on the host"},
    l.limit);
  v(FieldInfo{"cycles_over_bound", "", "cycles / bound_cycles", 0}, l.cycles_over_bound);
  v(FieldInfo{"cycles_share", "", "cycles / cycles_total", 0, 1}, l.cycles_share);
  v(FieldInfo{"macs_per_cycle", "MACs/cycle", "macs / cycles; null if its work hides in other layers' cycles", 0},
    l.macs_per_cycle);
  v(FieldInfo{"macs_per_dram_byte", "MACs/byte", "macs / dram_bytes", 0}, l.macs_per_dram_byte);
  v(FieldInfo{"choice", "", "how the compiler maps it: unit or order of loops, tile, where the operands are"},
    l.choice);
  v(FieldInfo{"runner_up", "", "the next best way of another kind; empty if there was none"}, l.runner_up);
  v(FieldInfo{"runner_up_ratio", "", "estimated cycles of that over those of the choice", 0}, l.runner_up_ratio);
  v(FieldInfo{"dram_bytes", "bytes", "all its DRAM traffic, read and written", 0}, l.dram_bytes);
  v(FieldInfo{"dram_instruction_bytes", "bytes", "of these, its commands", 0}, l.dram_instruction_bytes);
  v(FieldInfo{"dram_parameter_bytes", "bytes", "of these, requantization parameters", 0}, l.dram_parameter_bytes);
  v(FieldInfo{"dram_weight_bytes", "bytes", "of these, weights", 0}, l.dram_weight_bytes);
  v(FieldInfo{"dram_activation_bytes", "bytes", "of these, activations", 0}, l.dram_activation_bytes);
  v(FieldInfo{"weight_bytes", "bytes", "its weights as the machine stores them", 0}, l.weight_bytes);
  v(FieldInfo{"parameter_bytes", "bytes", "its parameter records", 0}, l.parameter_bytes);
  v(FieldInfo{"energy_uj", "uJ", "its actions, DRAM bytes, and share of clock and leakage by time", 0}, l.energy_uj);
  v(FieldInfo{"owned_by_array_cycles", "cycles", "of cycles, those with an array command between start and done", 0},
    l.owned_by_array_cycles);
  v(FieldInfo{"owned_by_vector_cycles", "cycles", "of the others, those with a vector command", 0},
    l.owned_by_vector_cycles);
  v(FieldInfo{"owned_by_load_cycles", "cycles", "of the others, those with a load", 0}, l.owned_by_load_cycles);
  v(FieldInfo{"owned_by_store_cycles", "cycles", "of the others, those with a store", 0}, l.owned_by_store_cycles);
  v(FieldInfo{"waiting_cycles", "cycles", "the rest of cycles: no engine works", 0}, l.waiting_cycles);
  v(FieldInfo{"scratchpad_live_bytes", "bytes",
              "most scratchpad bytes at once that are read later, kept, or touched, its commands one after the other",
              0},
    l.scratchpad_live_bytes);
  v(FieldInfo{"accumulator_live_rows", "rows", "the same of the accumulator", 0}, l.accumulator_live_rows);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, HostOperatorReport>
void visit_fields(Self& h, V&& v) {
  v(FieldInfo{"name", "", "layer it belongs to"}, h.name);
  v(FieldInfo{"operator", "", "operator of the modelled host"}, h.op);
  v(FieldInfo{"elements", "elements", "elements it writes", 0}, h.elements);
  v(FieldInfo{"host_cycles", "cycles", "cycles of the host's clock", 0}, h.host_cycles);
  v(FieldInfo{"time_ms", "ms", "time on the host, serial with the machine", 0}, h.time_ms);
  v(FieldInfo{"instructions", "instructions", "host instructions", 0}, h.instructions);
  v(FieldInfo{"energy_uj", "uJ", "instructions * host.pj_per_instruction / 1e6", 0}, h.energy_uj);
  v(FieldInfo{"source", "", "where cycles and energy come from"}, h.source);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, EngineReport>
void visit_fields(Self& e, V&& v) {
  v(FieldInfo{"name", "", "engine: load, array, vector, store"}, e.name);
  v(FieldInfo{"busy_cycles", "cycles", "a command of it is between start and done", 0}, e.busy_cycles);
  v(FieldInfo{"token_cycles", "cycles", "its next command waits for a token", 0}, e.token_cycles);
  v(FieldInfo{"bank_cycles", "cycles", "its next command waits for a bank or for the engine", 0}, e.bank_cycles);
  v(FieldInfo{"idle_cycles", "cycles", "nothing to do", 0}, e.idle_cycles);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, OutputAgreement>
void visit_fields(Self& o, V&& v) {
  v(FieldInfo{"name", "", "the output tensor's name in the model file"}, o.name);
  v(FieldInfo{"cosine", "", "cosine similarity of the dequantized output and the float32 one; null: not finite", -1, 1},
    o.cosine);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, Agreement>
void visit_fields(Self& a, V&& v) {
  v(FieldInfo{"top1_equal", "", "whether the largest elements are the same; null: no classifier"}, a.top1_equal);
  v(FieldInfo{"cosine", "", "the least of the outputs", -1, 1}, a.cosine);
  v(FieldInfo{"outputs", "", "in the network's order"}, a.outputs);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, AdviceRow>
void visit_fields(Self& a, V&& v) {
  v(FieldInfo{"parameter", "", "key of the machine"}, a.parameter);
  v(FieldInfo{"from", "", "its value, in the key's unit; null: unlimited", 0}, a.from);
  v(FieldInfo{"to", "", "what it was changed to; null: not changed", 0}, a.to);
  v(FieldInfo{"cycles", "cycles", "machine cycles of the warm inference; null if refused", 0}, a.cycles);
  v(FieldInfo{"latency_ms", "ms", "its latency, host included; null if refused", 0}, a.latency_ms);
  v(FieldInfo{"latency_change_percent", "%", "against the machine as it is; below 0: faster"},
    a.latency_change_percent);
  v(FieldInfo{"area_change_mm2", "mm2", "against the machine as it is"}, a.area_change_mm2);
  v(FieldInfo{"refused", "", "why such a machine cannot be or cannot run the network; empty: it ran"}, a.refused);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, Advice>
void visit_fields(Self& a, V&& v) {
  v(FieldInfo{"cycles", "cycles", "of the machine as it is, by backend fast", 0}, a.cycles);
  v(FieldInfo{"latency_ms", "ms", "of the machine as it is, host included", 0}, a.latency_ms);
  v(FieldInfo{"rows", "", "one per parameter, the largest gain of latency first, refused ones last"}, a.rows);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, Excess>
void visit_fields(Self& e, V&& v) {
  v(FieldInfo{"compute_cycles", "cycles", "array time beyond the bound's", 0}, e.compute);
  v(FieldInfo{"weight_bandwidth_cycles", "cycles", "DRAM time beyond the bound's, for weights, parameters, commands",
              0},
    e.weight_bandwidth);
  v(FieldInfo{"activation_bandwidth_cycles", "cycles", "DRAM time beyond the bound's, for activations", 0},
    e.activation_bandwidth);
  v(FieldInfo{"vector_cycles", "cycles", "vector unit's time beyond the bound's", 0}, e.vector);
  v(FieldInfo{"fill_and_drain_cycles", "cycles", "filling and draining beyond the bound's R + C per layer", 0},
    e.fill_and_drain);
  v(FieldInfo{"dependency_cycles", "cycles", "waiting for other commands, or for nothing a layer owns"}, e.dependency);
  v(FieldInfo{"overlap_cycles", "cycles", "not above 0: work that hides in other layers' cycles"}, e.overlap);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, SequencerReport>
void visit_fields(Self& s, V&& v) {
  v(FieldInfo{"dispatch_cycles", "cycles", "a command entered a queue", 0}, s.dispatch_cycles);
  v(FieldInfo{"fetch_cycles", "cycles", "the next command was not there yet", 0}, s.fetch_cycles);
  v(FieldInfo{"queue_cycles", "cycles", "the next command's queue was full", 0}, s.queue_cycles);
  v(FieldInfo{"idle_cycles", "cycles", "all commands were dispatched", 0}, s.idle_cycles);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, RooflineReport>
void visit_fields(Self& r, V&& v) {
  v(FieldInfo{"array_macs_per_cycle", "MACs/cycle", "PEs of the array", 0}, r.array_macs_per_cycle);
  v(FieldInfo{"vector_macs_per_cycle", "MACs/cycle", "lanes of the vector unit * their multipliers", 0},
    r.vector_macs_per_cycle);
  v(FieldInfo{"dram_bytes_per_cycle", "bytes/cycle", "DRAM bandwidth / clock; null: unlimited", 0},
    r.dram_bytes_per_cycle);
  v(FieldInfo{"ridge_macs_per_dram_byte", "MACs/byte", "array_macs_per_cycle / dram_bytes_per_cycle", 0},
    r.ridge_macs_per_dram_byte);
  v(FieldInfo{"macs_per_cycle", "MACs/cycle", "macs / cycles_total: what the network attains", 0}, r.macs_per_cycle);
  v(FieldInfo{"macs_per_dram_byte", "MACs/byte", "macs / DRAM bytes of the network", 0}, r.macs_per_dram_byte);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, ColdReport>
void visit_fields(Self& c, V&& v) {
  v(FieldInfo{"cycles_total", "cycles", "machine cycles of the first inference", 0}, c.cycles_total);
  v(FieldInfo{"latency_ms", "ms", "latency of the first inference, host included", 0}, c.latency_ms);
  v(FieldInfo{"energy_uj", "uJ", "energy of the first inference", 0}, c.energy_uj);
  v(FieldInfo{"dram_read_bytes", "bytes", "DRAM bytes read", 0}, c.dram_read_bytes);
  v(FieldInfo{"dram_write_bytes", "bytes", "DRAM bytes written", 0}, c.dram_write_bytes);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, BaselineReport>
void visit_fields(Self& b, V&& v) {
  v(FieldInfo{"name", "", "iso_pe: same array; iso_area: same silicon; scalar_fpu: one multiply-add per cycle"},
    b.name);
  v(FieldInfo{"arch", "", "the baseline machine, every key"}, b.arch);
  v(FieldInfo{"cycles_total", "cycles", "machine cycles", 0}, b.cycles_total);
  v(FieldInfo{"latency_ms", "ms", "latency, host included", 0}, b.latency_ms);
  v(FieldInfo{"inferences_per_second", "1/s", "images a second, back to back", 0}, b.inferences_per_second);
  v(FieldInfo{"utilization", "", "array MACs / (PEs * cycles)", 0, 1}, b.utilization);
  v(FieldInfo{"dram_read_bytes", "bytes", "DRAM bytes read", 0}, b.dram_read_bytes);
  v(FieldInfo{"dram_write_bytes", "bytes", "DRAM bytes written", 0}, b.dram_write_bytes);
  v(FieldInfo{"model_bytes", "bytes", "weights and parameters as this machine stores them", 0}, b.model_bytes);
  v(FieldInfo{"energy_uj", "uJ", "energy of an inference", 0}, b.energy_uj);
  v(FieldInfo{"power_mw", "mW", "mean power, back to back", 0}, b.power_mw);
  v(FieldInfo{"fps_per_watt", "1/s/W", "inferences_per_second / mean power", 0}, b.fps_per_watt);
  v(FieldInfo{"area_mm2", "mm2", "area", 0}, b.area_mm2);
  v(FieldInfo{"chip_price_dollars", "$", "estimate of what a chip costs to make", 0}, b.chip_price_dollars);
  v(FieldInfo{"fps_per_dollar", "1/s/$", "inferences_per_second / chip_price_dollars", 0}, b.fps_per_dollar);
  v(FieldInfo{"latency_ratio", "", "baseline / this machine", 0}, b.latency_ratio);
  v(FieldInfo{"energy_ratio", "", "baseline / this machine", 0}, b.energy_ratio);
  v(FieldInfo{"area_ratio", "", "baseline / this machine", 0}, b.area_ratio);
  v(FieldInfo{"model_bytes_ratio", "", "baseline / this machine", 0}, b.model_bytes_ratio);
  v(FieldInfo{"price_ratio", "", "baseline / this machine", 0}, b.price_ratio);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, Answer>
void visit_fields(Self& a, V&& v) {
  v(FieldInfo{"index", "", "class number", 0}, a.index);
  v(FieldInfo{"label", "", "its label; empty without labels"}, a.label);
  v(FieldInfo{"value", "", "dequantized output"}, a.value);
}

// What identifies the run, and what it did; the rest of Report's list is below.
template <class Self, class V>
void visit_identity(Self& r, V&& v) {
  v(FieldInfo{"schema", "", "octet-result/1"}, r.schema);
  v(FieldInfo{"version", "", "version of octet"}, r.version);
  v(FieldInfo{"revision", "", "source revision of octet"}, r.revision);
  v(FieldInfo{"command_line", "", "as it was typed; may hold paths, not for comparison"}, r.command_line);
  v(FieldInfo{"backend", "", "reference, fast, systemc or rtl"}, r.backend);
  v(FieldInfo{"model", "", "file name without folder and extension"}, r.model);
  v(FieldInfo{"model_hash", "", "xxh64 of the model file, 16 hexadecimal digits"}, r.model_hash);
  v(FieldInfo{"seed", "", "of random inputs", 0}, r.seed);
  v(FieldInfo{"input", "", "given, random (by seed) or none (timing only)"}, r.input);
  v(FieldInfo{"batch", "images", "images in one inference; cycles, bytes and energy are of all of them", 1}, r.batch);
  v(FieldInfo{"arch", "", "the resolved machine, every key"}, r.arch);
  v(FieldInfo{"number_sources", "", "what kind of number each group is"}, r.number_sources);
  v(FieldInfo{"condition", "", "how the machine ended: ok, or what halted it"}, r.condition);
  v(FieldInfo{"condition_text", "", "details if it did not end ok"}, r.condition_text);
}

template <class Self, class V>
void visit_work(Self& r, V&& v) {
  v(FieldInfo{"macs", "MACs", "multiply-accumulates the model asks for", 0}, r.macs);
  v(FieldInfo{"array_macs", "MACs", "done by the array", 0}, r.array_macs);
  v(FieldInfo{"vector_macs", "MACs", "done by the vector unit (depthwise)", 0}, r.vector_macs);
  v(FieldInfo{"commands", "commands", "commands executed", 0}, r.commands);
  v(FieldInfo{"cycles_total", "cycles", "machine cycles of the warm inference, host excluded", 0}, r.cycles_total);
  v(FieldInfo{"bound_cycles", "cycles", "layer-serial yardstick: sum of max(array, vector, DRAM) + R + C", 0},
    r.bound_cycles);
  v(FieldInfo{"latency_ms", "ms", "latency of the warm inference, host included", 0}, r.latency_ms);
  v(FieldInfo{"host_ms", "ms", "of this, on the host", 0}, r.host_ms);
  v(FieldInfo{"inferences_per_second", "1/s", "images a second, at `rate`", 0}, r.inferences_per_second);
  v(FieldInfo{"utilization", "", "array_macs / (PEs * cycles_total)", 0, 1}, r.utilization);
  v(FieldInfo{"dram_read_bytes", "bytes", "DRAM bytes read", 0}, r.dram_read_bytes);
  v(FieldInfo{"dram_write_bytes", "bytes", "DRAM bytes written", 0}, r.dram_write_bytes);
  v(FieldInfo{"dram_instruction_bytes", "bytes", "of the traffic, commands", 0}, r.dram_instruction_bytes);
  v(FieldInfo{"dram_parameter_bytes", "bytes", "of the traffic, requantization parameters", 0}, r.dram_parameter_bytes);
  v(FieldInfo{"dram_weight_bytes", "bytes", "of the traffic, weights", 0}, r.dram_weight_bytes);
  v(FieldInfo{"dram_activation_bytes", "bytes", "of the traffic, activations", 0}, r.dram_activation_bytes);
  v(FieldInfo{"dram_row_misses", "misses", "DRAM page misses", 0}, r.dram_row_misses);
  v(FieldInfo{"scratchpad_peak_bytes", "bytes", "most scratchpad bytes in use at once", 0}, r.scratchpad_peak_bytes);
  v(FieldInfo{"model_bytes", "bytes", "weights and parameters as this machine stores them", 0}, r.model_bytes);
  v(FieldInfo{"code_bytes", "bytes", "the program's commands", 0}, r.code_bytes);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, Report>
void visit_fields(Self& r, V&& v) {
  visit_identity(r, v);
  visit_work(r, v);
  v(FieldInfo{"rate", "", "the rate power and frames per watt are stated at"}, r.rate);
  v(FieldInfo{"energy_uj", "uJ", "energy of an inference: sum of energy_ledger", 0}, r.energy_uj);
  v(FieldInfo{"energy_low_uj", "uJ", "with every cost at the low end of its band", 0}, r.energy_low_uj);
  v(FieldInfo{"energy_high_uj", "uJ", "with every cost at the high end of its band", 0}, r.energy_high_uj);
  v(FieldInfo{"power_mw", "mW", "energy_uj / latency_ms", 0}, r.power_mw);
  v(FieldInfo{"fps_per_watt", "1/s/W", "inferences_per_second / mean power at `rate`", 0}, r.fps_per_watt);
  v(FieldInfo{"inferences_per_joule", "1/J", "batch * 1e6 / energy_uj", 0}, r.inferences_per_joule);
  v(FieldInfo{"area_mm2", "mm2", "sum of area_ledger; DRAM and host are not in it", 0}, r.area_mm2);
  v(FieldInfo{"area_low_mm2", "mm2", "with every cost at the low end of its band", 0}, r.area_low_mm2);
  v(FieldInfo{"area_high_mm2", "mm2", "with every cost at the high end of its band", 0}, r.area_high_mm2);
  visit_price(r.price, v);
  v(FieldInfo{"fps_per_dollar", "1/s/$", "inferences_per_second / chip_price_dollars", 0}, r.fps_per_dollar);
  v(FieldInfo{"activation_density", "", "share of array MACs that energy takes as of activations other than zero", 0,
              1},
    r.activity.density);
  v(FieldInfo{"activation_changes", "",
              "share of array MACs taken as of a zero after another activation or the reverse", 0, 1},
    r.activity.changes);
  v(FieldInfo{"energy_ledger", "", "energy by action; empty if the backend keeps no time"}, r.energy_ledger);
  v(FieldInfo{"area_ledger", "", "area by part"}, r.area_ledger);
  v(FieldInfo{"layers", "", "one per layer, in program order"}, r.layers);
  v(FieldInfo{"host_operators", "", "what runs on the modelled host"}, r.host_operators);
  v(FieldInfo{"engines", "", "owners of each engine's cycles; empty if the backend keeps no time"}, r.engines);
  v(FieldInfo{"sequencer", "", "owners of the sequencer's cycles; null if the backend keeps no time"}, r.sequencer);
  v(FieldInfo{"baselines", "", "FPU machines that ran the same model"}, r.baselines);
  v(FieldInfo{"cold", "", "the first inference"}, r.cold);
  v(FieldInfo{"classification", "", "largest outputs, largest first; empty unless asked for"}, r.classification);
  v(FieldInfo{"classification_is_probability", "", "true if softmax made the values"}, r.classification_is_probability);
  v(FieldInfo{"agreement", "",
              "of the last inference's outputs with the dequantized network in float32; null unless "
              "values and baselines were asked for"},
    r.agreement);
  v(FieldInfo{"advise", "", "one parameter of the machine doubled or halved at a time; null unless asked for"},
    r.advise);
  v(FieldInfo{"roofline", "", "the machine's limits and where the network lies; null if the backend keeps no time"},
    r.roofline);
  v(FieldInfo{"excess", "", "cycles_total - bound_cycles by cause; null if the backend keeps no time"}, r.excess);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, AreaReport>
void visit_fields(Self& r, V&& v) {
  v(FieldInfo{"schema", "", "octet-area/1"}, r.schema);
  v(FieldInfo{"version", "", "version of octet"}, r.version);
  v(FieldInfo{"arch", "", "the resolved machine, every key"}, r.arch);
  v(FieldInfo{"technology", "", "what the cost table is"}, r.technology);
  v(FieldInfo{"area_mm2", "mm2", "sum of area_ledger; DRAM and host are not in it", 0}, r.area_mm2);
  v(FieldInfo{"area_low_mm2", "mm2", "with every cost at the low end of its band", 0}, r.area_low_mm2);
  v(FieldInfo{"area_high_mm2", "mm2", "with every cost at the high end of its band", 0}, r.area_high_mm2);
  v(FieldInfo{"logic_mm2", "mm2", "of this, logic", 0}, r.logic_mm2);
  v(FieldInfo{"memory_mm2", "mm2", "of this, memories", 0}, r.memory_mm2);
  v(FieldInfo{"area_ledger", "", "area by part"}, r.area_ledger);
  visit_price(r.price, v);
}

}  // namespace octet
