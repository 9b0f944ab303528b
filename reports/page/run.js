// A run: what it comes to, what bounds it, where its time, energy and area go, every layer, the machine.
"use strict";
(() => {
  const { el } = octet;

  octet.kinds.run = (data, article) => {
    headline(data, article.section("Headline", intro(data)));
    if (data.baselines.length)
      baselines(
        data,
        article.section(
          "FPU machines",
          "The same network on machines with floating point; ratios are theirs over this machine's.",
        ),
      );
    octet.runLayers(data, article);
    if (data.engines.length) engines(data, article.section("Engines", "Every cycle of an engine has one owner."));
    if (data.energy_ledger.length) energy(data, article.section("Energy", `One inference, ${data.rate}, by action.`));
    area(data, article.section("Area and price", "What the chip is made of; DRAM and host are not in it."));
    octet.runMemory(data, article);
    machine(data, article.section("Machine and identity"));
  };
  octet.kinds.run.title = (data) => `${data.model} on ${data.arch.name}`;

  const intro = ({ arch, backend, batch, rate, condition, number_sources: sources }) => {
    const array = `${arch["array.rows"]}×${arch["array.cols"]} ${arch["array.pe"]} at ${octet.format(arch.clock_mhz)} MHz`;
    const end = condition === "ok" ? "" : ` The machine halted: ${condition}.`;
    return (
      `${array}, ${arch.technology}; ${batch === 1 ? "one image" : `${batch} images`} an inference, ${rate}. ` +
      `Time: ${sources.timing} (${backend}); energy and area: ${sources.energy}; price: ${sources.price}.${end}`
    );
  };

  // ---- headline ----
  const band = (low, high) => (low === null || high === null ? null : ["band ", octet.number(low), " to ", octet.number(high)]);

  function headline(data, section) {
    const peer = data.baselines.find(({ name }) => name === "iso_pe") ?? data.baselines[0];
    const against = (key) =>
      peer && peer[key] !== null ? [octet.number(peer[key], "", { ratio: true }), ` on ${peer.name}`] : null;
    const cards = [
      ["inferences_per_second", "Inferences per second", data.inferences_per_second, "1/s"],
      ["fps_per_watt", "Inferences per second and watt", data.fps_per_watt, "1/s/W"],
      ["energy_uj", "Energy", data.energy_uj, "uJ", band(data.energy_low_uj, data.energy_high_uj), against("energy_ratio")],
      ["latency_ms", "Latency", data.latency_ms, "ms", against("latency_ratio")],
      ["area_mm2", "Area", data.area_mm2, "mm2", band(data.area_low_mm2, data.area_high_mm2), against("area_ratio")],
      [
        "chip_price_dollars",
        "Chip price",
        data.chip_price_dollars,
        "$",
        band(data.chip_price_low_dollars, data.chip_price_high_dollars),
        against("price_ratio"),
      ],
      ["power_mw", "Mean power", data.power_mw, "mW"],
      ["cycles_total", "Cycles", data.cycles_total, "", ["bound ", octet.number(data.bound_cycles)]],
    ];
    section.append(octet.cards(cards));
    if (data.classification.length) section.append(classes(data));
  }

  const classes = (data) =>
    octet.table({
      caption: "Largest outputs",
      rows: data.classification,
      columns: [
        { key: "label", title: "Class", value: (row) => row.label || `class ${row.index}` },
        { key: "index", title: "Number", term: "classification[].index" },
        { key: "value", title: data.classification_is_probability ? "Probability" : "Value", term: "classification[].value" },
      ],
    }).element;

  const arrayOf = (arch) => `${arch["array.rows"]}×${arch["array.cols"]} ${arch["array.pe"]}`;

  function baselines(data, section) {
    const own = { ...data, name: "this machine" };
    const ratio = (key) => ({ key, title: "ratio", term: key, ratio: true, numeric: true });
    const columns = [
      {
        key: "name",
        title: "Machine",
        term: "baselines[].name",
        cell: (row) => el("span", { class: "short" }, row.name, el("span", { class: "aside" }, arrayOf(row.arch))),
      },
      { key: "fps_per_watt", title: "Rate", unit: "1/s/W" },
      { key: "latency_ms", title: "Latency", unit: "ms" },
      ratio("latency_ratio"),
      { key: "energy_uj", title: "Energy", unit: "uJ" },
      ratio("energy_ratio"),
      { key: "area_mm2", title: "Area", unit: "mm2" },
      ratio("area_ratio"),
      { key: "model_bytes", title: "Model", unit: "bytes" },
      ratio("model_bytes_ratio"),
      { key: "chip_price_dollars", title: "Price", unit: "$" },
      ratio("price_ratio"),
    ];
    section.append(
      octet.table({ caption: "This machine and machines with floating point", columns, rows: [own, ...data.baselines] }).element,
    );
  }

  // ---- engines ----
  const kOwners = [
    ["busy_cycles", "accent", "busy"],
    ["token_cycles", "token", "waits for a token"],
    ["bank_cycles", "bank", "waits for a bank or the engine"],
    ["idle_cycles", "idle", "idle"],
  ];

  function engines(data, section) {
    const columns = [
      { key: "name", title: "Engine", term: "engines[].name" },
      ...kOwners.map(([key, , title]) => ({
        key,
        title: title[0].toUpperCase() + title.slice(1),
        unit: "cycles",
        term: `engines[].${key}`,
      })),
    ];
    section.append(
      octet.plot({
        title: "Cycles of each engine by owner",
        rows: data.engines,
        columns,
        height: 190,
        description: "A bar is the whole inference. What is not busy waits for other engines, for memory, or has nothing to do.",
        legend: kOwners.map(([, colour, label]) => [colour, label]),
        tip: (d) => [d.name, [d.label, `${octet.format(d.cycles)} cycles`]],
        spec: ({ rows, colour }) => ({
          data: [
            {
              name: "rows",
              values: rows.flatMap((row) => kOwners.map(([key, , label]) => ({ name: row.name, label, cycles: row[key] }))),
              transform: [{ type: "stack", groupby: ["name"], field: "cycles" }],
            },
          ],
          scales: [
            { name: "x", type: "linear", domain: { data: "rows", field: "y1" }, range: "width" },
            { name: "y", type: "band", domain: rows.map(({ name }) => name), range: "height", padding: 0.3 },
            {
              name: "fill",
              type: "ordinal",
              domain: kOwners.map(([, , label]) => label),
              range: kOwners.map(([, c]) => colour(c)),
            },
          ],
          axes: [{ orient: "bottom", scale: "x", title: "cycles", grid: true, tickCount: 6, format: "~s" }, octet.nameAxis("y")],
          marks: [octet.bars({ x: "y0", x2: "y1", y: "name", fill: { scale: "fill", field: "label" } })],
        }),
      }).element,
    );
    const { sequencer } = data;
    if (sequencer)
      section.append(
        octet.facts(
          [
            ["dispatch_cycles", "dispatches"],
            ["fetch_cycles", "waits for commands"],
            ["queue_cycles", "waits for a full queue"],
            ["idle_cycles", "all dispatched"],
          ].map(([key, label]) => [`sequencer.${key}`, `Sequencer ${label}`, octet.number(sequencer[key], "cycles")]),
        ),
      );
  }

  // ---- ledgers ----
  const kParts = [
    [/^array|^pe |sum column|weight load/i, "array"],
    [/^vector|requant/i, "vector"],
    [/scratchpad/i, "scratchpad"],
    [/accumulator/i, "accumulator"],
    [/dram/i, "dram"],
    [/host/i, "host"],
    [/command|sequenc|queue|fetch/i, "fetch"],
  ];
  const partColour = (text) => (kParts.find(([pattern]) => pattern.test(text)) ?? [0, "token"])[1];

  // All rows of a ledger as bars, with bands and sources in the table below.
  const ledger = ({ title, description, rows, name, value, unit, each, axis }) =>
    octet.barPlot({
      title,
      description,
      name,
      value,
      axis,
      rows: [...rows].sort((a, b) => b[value] - a[value]),
      colour: (row) => partColour(row[name]),
      columns: [
        { key: name, title: "What" },
        { key: value, title: "Sum", unit, term: value },
        { key: "count", title: "Count" },
        { key: "unit", title: "of" },
        { key: each, title: "Each", unit: octet.entry(each)?.unit, term: each },
        { key: each.replace("each", "low"), title: "low" },
        { key: each.replace("each", "high"), title: "high" },
        { key: "confidence", title: "Confidence" },
        { key: "source", title: "Source" },
      ],
    }).element;

  const energy = (data, section) =>
    section.append(
      ledger({
        title: "Energy by action",
        rows: data.energy_ledger,
        name: "action",
        description:
          "Counted actions times the cost table of the technology; the table has the band and the source of each cost.",
        value: "energy_uj",
        unit: "uJ",
        each: "pj_each",
        axis: "energy of an inference (µJ)",
      }),
    );

  function area(data, section) {
    section.append(
      ledger({
        title: "Area by part",
        rows: data.area_ledger,
        name: "part",
        value: "area_mm2",
        unit: "mm2",
        description: "Parts times the cost table of the technology; the table has the band and the source of each cost.",
        each: "um2_each",
        axis: "area (mm²)",
      }),
    );
    if (data.price_ledger.length)
      section.append(
        octet.table({
          caption: "Price of a chip, an estimate",
          rows: data.price_ledger,
          columns: [
            { key: "part", title: "What", term: "price_ledger[].part" },
            { key: "dollars", title: "Price", unit: "$" },
            { key: "dollars_low", title: "low", unit: "$" },
            { key: "dollars_high", title: "high", unit: "$" },
            { key: "confidence", title: "Confidence" },
            { key: "source", title: "Source", term: "price_ledger[].source" },
          ],
        }).element,
      );
  }

  // ---- machine and identity ----
  const text = (value) => (value === "" || value === null ? octet.number(null) : el("span", {}, octet.format(value)));

  function machine(data, section) {
    section.append(el("div", { class: "panel" }, octet.machine(data.arch)));
    const list = [
      "version",
      "revision",
      "command_line",
      "backend",
      "model",
      "model_hash",
      "seed",
      "input",
      "batch",
      "condition",
      "condition_text",
    ];
    const facts = octet.facts(
      list.filter((key) => data[key] !== "").map((key) => [key, key.replaceAll("_", " "), text(data[key])]),
    );
    facts.classList.add("wide");
    section.append(el("div", { class: "panel" }, facts));
  }
})();
