// The layers of a run: cycles by owner, DRAM bytes by kind, the table, and one layer in detail.
"use strict";
(() => {
  const { el } = octet;

  octet.runLayers = (data, article) => {
    const rows = data.layers.map((layer, i) => ({ ...layer, number: i + 1 }));
    const views = [];
    const choose = (row, from) => {
      detail.replaceChildren(...about(row));
      for (const view of views) if (view !== from) view.select(row);
    };
    const add = (section, view) => {
      views.push(view);
      section.append(view.element);
    };
    const plot = (section, options) => {
      const view = octet.plot({ ...options, onSelect: (row) => choose(row, view) });
      add(section, view);
    };
    const detail = el(
      "div",
      { class: "panel detail", "aria-live": "polite" },
      el("p", { class: "note" }, "Choose a layer, here or in a plot, to see how it is mapped and what bounds it."),
    );

    if (data.roofline) {
      const section = article.section("Roofline", "What the machine can do at most, and where the layers lie below it.");
      const roofline = octet.roofline(data, rows);
      if (roofline.rows.length) plot(section, roofline);
      else section.append(el("p", { class: "note" }, roofline.none));
    }
    const time = article.section("Time by layer", "In program order; choose a bar to see its layer.");
    if (rows.some((row) => row.owned_by_array_cycles !== null)) plot(time, owners(rows));
    if (rows.some((row) => row.dram_bytes !== null)) plot(time, traffic(rows));
    if (data.excess) time.append(excess(data).element);
    const section = article.section("Layers", "Sort by a column's heading; choose a row to see how the layer is mapped.");
    section.classList.add("layers");
    const table = octet.table({
      caption: "Layers",
      columns: kColumns,
      rows,
      filter: true,
      onSelect: (row) => choose(row, table),
    });
    add(section, table);
    section.append(detail);
  };

  // ---- stacked columns, one a layer ----
  const kOwners = [
    ["owned_by_array_cycles", "array", "array"],
    ["owned_by_vector_cycles", "vector", "vector unit, array idle"],
    ["owned_by_load_cycles", "load", "load, both idle"],
    ["owned_by_store_cycles", "store", "store alone"],
    ["waiting_cycles", "idle", "no engine works"],
  ];
  const kTraffic = [
    ["dram_weight_bytes", "array", "weights"],
    ["dram_activation_bytes", "load", "activations"],
    ["dram_parameter_bytes", "vector", "parameters"],
    ["dram_instruction_bytes", "fetch", "commands"],
  ];

  function columnsPlot({ title, description, rows, kinds, unit, total }) {
    return {
      title,
      description,
      rows,
      height: 260,
      legend: kinds.map(([, colour, label]) => [colour, label]),
      columns: [
        { key: "name", title: "Layer", term: "layers[].name" },
        { key: "number", title: "#" },
        { key: total, title: "All", unit, term: `layers[].${total}` },
        ...kinds.map(([key, , label]) => ({
          key,
          title: octet.capital(label),
          unit,
          term: `layers[].${key}`,
        })),
      ],
      tip: (d) => [
        octet.short(d.name, 90),
        [`#${d.number}`, d.operator],
        ...kinds.map(([key, , label]) => [label, octet.format(d[key])]),
        [`all ${unit}`, octet.format(d[total])],
      ],
      spec: ({ rows: values, colour, width }) => ({
        data: [
          {
            name: "rows",
            values: values.flatMap((row) => kinds.map(([key, , label]) => ({ ...row, label, part: row[key] ?? 0 }))),
            transform: [{ type: "stack", groupby: ["number"], field: "part" }],
          },
        ],
        scales: [
          {
            name: "x",
            type: "band",
            domain: values.map(({ number }) => number),
            range: "width",
            padding: width / values.length > 6 ? 0.2 : 0.05,
          },
          { name: "y", type: "linear", domain: { data: "rows", field: "y1" }, range: "height", nice: true },
          { name: "fill", type: "ordinal", domain: kinds.map(([, , label]) => label), range: kinds.map(([, c]) => colour(c)) },
        ],
        axes: [
          { orient: "left", scale: "y", title: unit, grid: true, tickCount: 5, format: "~s" },
          {
            orient: "bottom",
            scale: "x",
            title: "layer, in program order",
            labelOverlap: true,
            ticks: false,
            values: values.map(({ number }) => number).filter((n) => n === 1 || n % (values.length > 20 ? 5 : 1) === 0),
          },
        ],
        marks: [
          octet.rects({
            x: { scale: "x", field: "number" },
            width: { scale: "x", band: 1 },
            y: { scale: "y", field: "y0" },
            y2: { scale: "y", field: "y1" },
            fill: { scale: "fill", field: "label" },
            stroke: { signal: `datum.selected ? '${colour("text")}' : null` },
            cursor: { value: "pointer" },
          }),
        ],
      }),
    };
  }

  const owners = (rows) =>
    columnsPlot({
      title: "Cycles of each layer by owner",
      rows,
      kinds: kOwners,
      unit: "cycles",
      total: "cycles",
      description:
        "From the previous layer's end to its own; each cycle counted once, for the first of array, vector unit, load and " +
        "store that works.",
    });
  const traffic = (rows) =>
    columnsPlot({
      title: "DRAM traffic of each layer",
      rows,
      kinds: kTraffic,
      unit: "bytes",
      total: "dram_bytes",
      description: "Bytes read and written, by what they are.",
    });

  // ---- cycles over the bound ----
  const excess = (data) =>
    octet.barPlot({
      title: "Cycles beyond the bound, by cause",
      name: "cause",
      value: "cycles",
      axis: "cycles",
      format: "~s",
      rows: Object.entries(data.excess).map(([key, cycles]) => ({
        cause: key.replace("_cycles", "").replaceAll("_", " "),
        cycles,
      })),
      description:
        "They sum to the cycles of the run less its bound, layer by layer; overlap of layers wins cycles back, so it is " +
        "below zero.",
      columns: [
        { key: "cause", title: "Cause" },
        { key: "cycles", title: "Cycles", unit: "cycles", term: "excess" },
      ],
    });

  // ---- table ----
  const kColumns = [
    { key: "name", title: "Layer", term: "layers[].name" },
    { key: "number", title: "#", digits: 4 },
    { key: "operator", title: "Operator", term: "layers[].operator" },
    { key: "cycles", title: "Cycles", term: "layers[].cycles" },
    { key: "cycles_share", title: "Share", percent: true, term: "layers[].cycles_share" },
    { key: "utilization", title: "Array use", percent: true, term: "layers[].utilization" },
    { key: "limit", title: "Limit", term: "layers[].limit" },
    { key: "energy_uj", title: "Energy", unit: "uJ", term: "layers[].energy_uj" },
    { key: "macs", title: "MACs", term: "layers[].macs" },
    { key: "dram_bytes", title: "DRAM", unit: "bytes", term: "layers[].dram_bytes" },
    { key: "cycles_over_bound", title: "Over bound", ratio: true, term: "layers[].cycles_over_bound" },
  ];

  const text = (value) => (value === "" || value === null ? octet.number(null) : el("span", {}, String(value)));

  function about(row) {
    const n = (key, title, unit, options) => [`layers[].${key}`, title, octet.number(row[key], unit, options)];
    const t = (key, title) => [`layers[].${key}`, title, text(row[key])];
    const mapping = octet.facts([
      t("name", "Name"),
      t("choice", "Mapping"),
      t("runner_up", "Runner-up"),
      n("runner_up_ratio", "Its estimate / the choice's", "", { ratio: true }),
      t("bound", "Most of its time"),
      t("limit", "Limit"),
    ]);
    mapping.classList.add("wide");
    return [
      el("h4", {}, `#${row.number} ${octet.short(row.name, 60)}`),
      mapping,
      octet.facts([
        t("operator", "Operator"),
        t("output_shape", "Output"),
        n("node", "Node of the file"),
        n("cycles", "Cycles"),
        n("bound_cycles", "Bound", "cycles"),
        n("cycles_over_bound", "Cycles over bound", "", { ratio: true }),
        ...kOwners.map(([key, , label]) => n(key, `Cycles: ${label}`)),
        n("macs", "MACs"),
        n("macs_per_cycle", "Attained", "MACs/cycle"),
        n("macs_per_dram_byte", "Intensity", "MACs/byte"),
        n("weight_bytes", "Weights", "bytes"),
        n("parameter_bytes", "Parameters", "bytes"),
        n("dram_bytes", "DRAM", "bytes"),
        ...kTraffic.map(([key, , label]) => n(key, `DRAM: ${label}`, "bytes")),
        n("energy_uj", "Energy", "uJ"),
        n("scratchpad_live_bytes", "Scratchpad live", "bytes"),
        n("accumulator_live_rows", "Accumulator live", "rows"),
      ]),
    ];
  }
})();
