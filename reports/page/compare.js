// Several runs side by side, and what two of them differ in, total by total and layer by layer.
"use strict";
(() => {
  const { el } = octet;
  const kTotals = [
    ["inferences_per_second", "Inferences per second"],
    ["fps_per_watt", "Inferences per second and watt"],
    ["latency_ms", "Latency"],
    ["cycles_total", "Cycles"],
    ["bound_cycles", "Bound"],
    ["utilization", "Array use"],
    ["energy_uj", "Energy"],
    ["power_mw", "Mean power"],
    ["area_mm2", "Area"],
    ["chip_price_dollars", "Chip price"],
    ["fps_per_dollar", "Rate per dollar"],
    ["dram_read_bytes", "DRAM read"],
    ["dram_write_bytes", "DRAM written"],
    ["model_bytes", "Model"],
    ["scratchpad_peak_bytes", "Scratchpad, peak"],
  ];

  octet.sideBySide = (runs, comparison, article) => {
    const sameModel = runs.every((run) => run.model === runs[0].model);
    const names = runs.map((run, i) => `${i + 1}: ${octet.short(sameModel ? run.arch.name : octet.kinds.run.title(run), 36)}`);
    const section = article.section(
      "Totals",
      comparison ? "Ratios are the second over the first." : `${runs.length} runs; the same numbers of each.`,
    );
    section.append(totals(runs, names, comparison));
    const differing = differences(runs, names);
    if (differing) article.section("Machines", "Keys in which the machines differ.").append(differing);
    if (comparison)
      layers(
        comparison,
        article.section(
          "Layer by layer",
          "Layers matched by name, the largest difference first; below zero the second is faster.",
        ),
      );
  };

  function totals(runs, names, comparison) {
    const better = { first: "1", second: "2", equal: "equal", "": "" };
    const rows = kTotals.map(([key, label]) => {
      const compared = comparison?.totals.find(({ name }) => name === key);
      const row = {
        key,
        label,
        unit: octet.unit(octet.entry(key)?.unit),
        ratio: compared?.ratio,
        better: better[compared?.better ?? ""],
      };
      runs.forEach((run, i) => {
        row[`run${i}`] = run[key];
      });
      return row;
    });
    const columns = [
      { key: "label", title: "What", cell: (row) => octet.term(row.key, row.label) },
      { key: "unit", title: "Unit" },
      ...names.map((title, i) => ({ key: `run${i}`, name: title, title, numeric: true })),
      ...(comparison
        ? [
            { key: "ratio", title: "2 / 1", ratio: true, numeric: true },
            { key: "better", title: "Better" },
          ]
        : []),
    ];
    return octet.table({ caption: "Side by side", columns, rows }).element;
  }

  function differences(runs, names) {
    const keys = [...new Set(runs.flatMap((run) => Object.keys(run.arch)))];
    const rows = keys
      .filter((key) => runs.some((run) => run.arch[key] !== runs[0].arch[key]))
      .map((key) => {
        const row = { key };
        runs.forEach((run, i) => {
          row[`run${i}`] = run.arch[key];
        });
        return row;
      });
    if (!rows.length) return null;
    const columns = [
      { key: "key", title: "Key", cell: (row) => octet.term(`arch.${row.key}`, row.key) },
      ...names.map((title, i) => ({ key: `run${i}`, name: title, title })),
    ];
    return octet.table({ caption: "Machines: what differs", columns, rows }).element;
  }

  const kMostBars = 24;

  function layers({ layers: rows }, section) {
    const differing = rows.filter((row) => row.difference_cycles);
    const drawn = differing.slice(0, kMostBars);
    if (drawn.length)
      section.append(
        octet.barPlot({
          title: "Cycles won and lost",
          name: "name",
          value: "difference_cycles",
          axis: "cycles, second less first",
          format: "~s",
          rows: drawn,
          colour: (row) => (row.difference_cycles < 0 ? "better" : "worse"),
          legend: [
            ["better", "second is faster (to the left)"],
            ["worse", "second is slower (to the right)"],
          ],
          description: drawn.length < differing.length
            ? `The ${drawn.length} layers that differ most, of ${differing.length}.`
            : "Every layer that differs.",
          columns: [
            { key: "name", title: "Layer", term: "layers[].name" },
            { key: "difference_cycles", title: "Difference", unit: "cycles" },
          ],
        }).element,
      );
    const columns = [
      { key: "name", title: "Layer", term: "layers[].name" },
      { key: "operator", title: "Operator", term: "layers[].operator" },
      { key: "in", title: "In" },
      { key: "first_cycles", title: "Cycles 1", term: "layers[].cycles" },
      { key: "second_cycles", title: "Cycles 2", term: "layers[].cycles" },
      { key: "difference_cycles", title: "2 − 1" },
      { key: "cycles_ratio", title: "2 / 1", ratio: true },
      { key: "first_energy_uj", title: "Energy 1", unit: "uJ", term: "layers[].energy_uj" },
      { key: "second_energy_uj", title: "Energy 2", unit: "uJ", term: "layers[].energy_uj" },
      { key: "difference_energy_uj", title: "2 − 1", unit: "uJ" },
      { key: "energy_ratio", title: "2 / 1", ratio: true },
    ].map((column, i) => (i < 3 ? column : { ...column, numeric: true }));
    section.append(
      el("div", { class: "layers" }, octet.table({ caption: "Layers of both", columns, rows, filter: true }).element),
    );
  }
})();
