// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The first screen of a run.
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "arch/machine_value.h"
#include "reports/columns.h"

namespace octet {
namespace {

constexpr std::size_t kAnswers = 5, kFewAnswers = 3, kCostliest = 3, kBaselines = 3;
constexpr std::size_t kLabelWidth = 14, kFigureWidth = 12;

std::string line(std::string_view text) { return clipped(text, kScreenColumns) + "\n"; }

std::string title(const Report& report) {
  const Machine& m = report.arch;
  return line(fmt::format("octet {}: {} on {} ({}x{} {}, {:g} MHz, {}), {}", report.version, report.model, m.name,
                          m.array_rows, m.array_cols, name_of(m.array_pe), m.clock_mhz, m.technology, report.backend));
}

std::string condition(const Report& report) {
  if (report.condition == "ok") return "";
  return line(fmt::format("the machine stopped: {} {}", report.condition, report.condition_text));
}

std::string answer(const Report& report) {
  const std::string_view heading = report.batch > 1           ? "first image"
                                   : report.input == "random" ? "random input"
                                                              : "answer";
  std::string text;
  const std::size_t most = report.batch > 1 || report.condition != "ok" ? kFewAnswers : kAnswers;  // lines are scarce
  for (std::size_t i = 0; i < std::min(most, report.classification.size()); ++i) {
    const Answer& a = report.classification[i];
    const std::string label = a.label.empty() ? fmt::format("class {}", a.index) : a.label;
    const std::string value =
        report.classification_is_probability ? fmt::format("{:.2f} %", 100 * a.value) : fmt::format("{:.5g}", a.value);
    text += fmt::format("{}{}{}\n", left(i == 0 ? heading : "", kLabelWidth), left(label, 50), right(value, 12));
  }
  return text;
}

// One line of the comparison: our figure, then per baseline its figure and ratio.
class Comparison {
 public:
  explicit Comparison(const Report& report) : report_(report) {
    text_ = left("", kLabelWidth) + right(name_of(report.arch.array_pe), kFigureWidth);
    for (const BaselineReport& b : baselines()) text_ += right(b.name, 18);
    text_ += "\n";
    std::string sizes = left("array", kLabelWidth) + right(size_of(report.arch), kFigureWidth);
    for (const BaselineReport& b : baselines()) sizes += right(size_of(b.arch) + " fp32", 18);
    text_ += sizes + "\n";
  }
  template <class Own, class Other, class Ratio>
  void add(std::string_view name, Own own, Other other, Ratio ratio_of) {
    text_ += left(name, kLabelWidth) + right(figure(own), kFigureWidth);
    for (const BaselineReport& b : baselines()) {
      const std::optional<double> times = ratio_of(b);
      text_ += right(times ? fmt::format("{} ({}x)", figure(other(b)), figure_short(*times)) : figure(other(b)), 18);
    }
    text_ += "\n";
  }
  std::string finish() { return std::move(text_); }

 private:
  std::vector<BaselineReport> baselines() const {
    const auto& all = report_.baselines;
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(kBaselines, all.size()))};
  }
  static std::string size_of(const Machine& m) { return fmt::format("{}x{}", m.array_rows, m.array_cols); }
  static std::string figure_short(double value) { return fmt::format("{:.3g}", value); }
  const Report& report_;
  std::string text_;
};

std::string comparison(const Report& r) {
  using B = const BaselineReport&;
  const auto real = [](std::int64_t value) { return std::optional<double>(static_cast<double>(value)); };
  Comparison c(r);
  c.add(
      "latency ms", r.latency_ms, [](B b) { return b.latency_ms; }, [](B b) { return b.latency_ratio; });
  c.add(
      "inferences/s", r.inferences_per_second, [](B b) { return b.inferences_per_second; },
      [&](B b) { return ratio(b.inferences_per_second, r.inferences_per_second); });
  c.add(
      "inf/s/W", r.fps_per_watt, [](B b) { return b.fps_per_watt; },
      [&](B b) { return ratio(b.fps_per_watt, r.fps_per_watt); });
  c.add(
      "inf/s/$", r.fps_per_dollar, [](B b) { return b.fps_per_dollar; },
      [&](B b) { return ratio(b.fps_per_dollar, r.fps_per_dollar); });
  c.add(
      "energy uJ", r.energy_uj, [](B b) { return b.energy_uj; }, [](B b) { return b.energy_ratio; });
  c.add(
      "area mm2", std::optional(r.area_mm2), [](B b) { return std::optional(b.area_mm2); },
      [](B b) { return b.area_ratio; });
  c.add(
      "model bytes", real(r.model_bytes), [&](B b) { return real(b.model_bytes); },
      [](B b) { return b.model_bytes_ratio; });
  return c.finish();
}

// How far the values are from the network in float32.
std::string agreement(const Report& r) {
  if (!r.agreement) return "";
  const Agreement& a = *r.agreement;
  std::string text = "with fp32 values: ";
  if (a.top1_equal) text += *a.top1_equal ? "top-1 equal, " : "top-1 differs, ";
  text += a.cosine ? fmt::format("cosine {:.4f}", *a.cosine) : "cosine -";
  if (a.outputs.size() > 1) text += fmt::format(", the least of {} outputs", a.outputs.size());
  return line(left("agreement", kLabelWidth) + text);
}

std::string facts(const Report& r) {
  if (!r.cycles_total) return line("no times: the reference backend keeps none; try --backend systemc");
  std::string text = line(left("cycles", kLabelWidth) + fmt::format("{} ({}), bound {}, array use {:.1f} %",
                                                                    *r.cycles_total, r.number_sources.timing,
                                                                    r.bound_cycles, 100 * r.utilization.value_or(0)));
  text += line(left("first run", kLabelWidth) + fmt::format("{} ms, {} uJ; warm runs take {} mW, {}",
                                                            figure(r.cold.latency_ms), figure(r.cold.energy_uj),
                                                            figure(r.power_mw), r.rate));
  text += line(left("bands", kLabelWidth) +
               fmt::format("{} to {} uJ, {} to {} mm2 (analytical)", figure(r.energy_low_uj), figure(r.energy_high_uj),
                           figure(std::optional(r.area_low_mm2)), figure(std::optional(r.area_high_mm2))));
  return text;
}

// Nothing where no such chip can be bought.
std::string price(const Report& r) {
  const PriceReport& p = r.price;
  if (!p.chip_price_dollars) return "";
  return line(left("chip price", kLabelWidth) +
              fmt::format("{} $, {} to {} (estimate); die {} mm2, {:.1f} % good", figure(p.chip_price_dollars),
                          figure(p.chip_price_low_dollars), figure(p.chip_price_high_dollars), figure(p.die_mm2),
                          100 * p.die_yield.value_or(0)));
}

// What a batch takes, and of that an image.
std::string batch(const Report& report) {
  if (report.batch == 1) return "";
  const auto images = static_cast<double>(report.batch);
  std::string text = left("batch", kLabelWidth) + fmt::format("{} images", report.batch);
  if (report.latency_ms && report.energy_uj)
    text += fmt::format(": {} ms, {} uJ; an image {} ms, {} uJ", figure(report.latency_ms), figure(report.energy_uj),
                        figure(std::optional(*report.latency_ms / images)),
                        figure(std::optional(*report.energy_uj / images)));
  return line(text);
}

// What the host does of the network; nothing when it does nothing.
std::string host_share(const Report& report) {
  std::int64_t layers = 0, macs = 0;
  for (const LayerReport& layer : report.layers) {
    if (layer.bound_cycles) continue;  // the machine's
    ++layers;
    macs += layer.macs;
  }
  if (layers == 0) return "";
  std::string text = fmt::format("{} of {} layers, ", layers, report.layers.size());
  if (macs > 0)
    text += fmt::format("{:.3g} % of the MACs", 100.0 * static_cast<double>(macs) / static_cast<double>(report.macs));
  else
    text += "no MACs";
  if (report.latency_ms && report.host_ms)
    text += fmt::format(", {:.4g} ms ({:.3g} %) of the latency", *report.host_ms,
                        *report.latency_ms > 0 ? 100 * *report.host_ms / *report.latency_ms : 0);
  return line(left("on the host", kLabelWidth) + text);
}

std::string costliest(const Report& report) {
  if (!report.cycles_total || *report.cycles_total == 0) return "";
  std::vector<const LayerReport*> layers;
  for (const LayerReport& layer : report.layers)
    if (layer.cycles > 0) layers.push_back(&layer);
  std::stable_sort(layers.begin(), layers.end(),
                   [](const LayerReport* a, const LayerReport* b) { return *a->cycles > *b->cycles; });
  layers.resize(std::min(kCostliest, layers.size()));
  std::string text;
  for (const LayerReport* layer : layers) {
    const double share = 100.0 * static_cast<double>(*layer->cycles) / static_cast<double>(*report.cycles_total);
    text += left(text.empty() ? "costliest" : "", kLabelWidth) + left(layer->name, 26) + " " + left(layer->op, 18) +
            right(fmt::format("{:.1f} %", share), 8) + "  by " + clipped(layer->bound.value_or("-"), 8) + "\n";
  }
  return text;
}

std::string next_command(const Report& report) {
  const std::string command = report.command_line + " --layers";
  const bool fits = !report.command_line.empty() && width_of(command) + kLabelWidth <= kScreenColumns;
  return line(left("next", kLabelWidth) + (fits ? command : "the same command with --layers: every layer in a line"));
}

}  // namespace

std::string to_text(const Report& report) {
  return title(report) + condition(report) + answer(report) + batch(report) + comparison(report) + agreement(report) +
         facts(report) + price(report) + host_share(report) + costliest(report) + next_command(report);
}

}  // namespace octet
