// A run: what it comes to, where its time, energy and area go, every layer, the machine.
"use strict";
(() => {
  const { el } = octet;
  const band = (low, high, unit) => (low === null || high === null ? null
    : ["band ", octet.number(low), " to ", octet.number(high, unit)]);

  octet.kinds.run = (data, article) => {
    headline(data, article.section("Headline", `${data.model} on ${data.arch.name}, back to back.`));
    layers(data, article.section("Layers", "Choose a row to see how the layer is mapped."));
    ledgers(data, article);
  };

  function headline(data, section) {
    section.append(octet.cards([
      ["inferences_per_second", "Throughput", data.inferences_per_second, "1/s"],
      ["fps_per_watt", "Efficiency", data.fps_per_watt, "1/s/W"],
      ["energy_uj", "Energy", data.energy_uj, "uJ", band(data.energy_low_uj, data.energy_high_uj, "uJ")],
      ["latency_ms", "Latency", data.latency_ms, "ms"],
      ["area_mm2", "Area", data.area_mm2, "mm2", band(data.area_low_mm2, data.area_high_mm2, "mm2")],
    ]));
  }

  function layers(data, section) {
    const columns = [
      { key: "name", title: "Layer", term: "layers[].name" }, { key: "operator", title: "Operator" },
      { key: "cycles", title: "Cycles", term: "layers[].cycles" }, { key: "utilization", title: "Utilization" },
      { key: "macs", title: "MACs", term: "layers[].macs" }, { key: "limit", title: "Limit" },
      { key: "energy_uj", title: "Energy", unit: "uJ", term: "layers[].energy_uj" },
    ];
    section.append(octet.table({ caption: "Layers", columns, rows: data.layers, filter: true, onSelect: () => {} }).element);
  }

  function ledgers(data, article) {
    const section = article.section("Energy", "One inference, by action.");
    const plot = octet.plot({ title: "Energy by action", description: "Energy of one inference in µJ.",
      rows: data.energy_ledger, columns: [{ key: "action", title: "Action" }, { key: "energy_uj", title: "Energy", unit: "uJ" }],
      height: 40 + 22 * data.energy_ledger.length, spec: ({ rows, colour }) => ({
        data: [{ name: "rows", values: rows }],
        scales: [{ name: "x", type: "linear", domain: { data: "rows", field: "energy_uj" }, range: "width", nice: true },
          { name: "y", type: "band", domain: { data: "rows", field: "action" }, range: "height", padding: 0.25 }],
        axes: [{ orient: "bottom", scale: "x", title: "energy (µJ)", grid: true }, { orient: "left", scale: "y" }],
        marks: [{ type: "rect", from: { data: "rows" }, encode: { update: { x: { scale: "x", value: 0 },
          x2: { scale: "x", field: "energy_uj" }, y: { scale: "y", field: "action" }, height: { scale: "y", band: 1 },
          fill: { value: colour("accent") }, tooltip: { signal: "datum" } } } }],
      }), tip: (d) => [d.action, ["energy", `${octet.format(d.energy_uj)} µJ`]] });
    section.append(plot.element);
  }
})();
