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
    const column = (key, title, unit) => ({ key, title, unit, term: `baselines[].${key}` });
    const ratio = (key) => ({ ...column(key, "ratio"), ratio: true, numeric: true });
    const columns = [
      {
        key: "name",
        title: "Machine",
        term: "baselines[].name",
        cell: (row) => el("span", { class: "short" }, row.name, el("span", { class: "aside" }, arrayOf(row.arch))),
      },
      column("fps_per_watt", "Rate", "1/s/W"),
      column("latency_ms", "Latency", "ms"),
      ratio("latency_ratio"),
      column("energy_uj", "Energy", "uJ"),
      ratio("energy_ratio"),
      column("area_mm2", "Area", "mm2"),
      ratio("area_ratio"),
      column("model_bytes", "Model", "bytes"),
      ratio("model_bytes_ratio"),
      column("chip_price_dollars", "Price", "$"),
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
    section.append(
      octet.stackedBars({
        title: "Cycles of each engine by owner",
        rows: data.engines,
        columns: [
          { key: "name", title: "Engine", term: "engines[].name" },
          ...kOwners.map(([key, , title]) => ({ key, title: octet.capital(title), unit: "cycles", term: `engines[].${key}` })),
        ],
        unfold: (rows) => rows.flatMap((row) => kOwners.map(([key, , owner]) => ({ name: row.name, owner, cycles: row[key] }))),
        height: 190,
        description: "A bar is the whole inference. What is not busy waits for other engines, for memory, or has nothing to do.",
        bar: "name",
        part: "owner",
        value: "cycles",
        parts: kOwners.map(([, colour, label]) => [label, colour]),
        axis: { title: "cycles", format: "~s" },
        tip: (d) => [d.name, [d.owner, `${octet.format(d.cycles)} cycles`]],
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

  // All rows of a ledger as bars, with bands and sources in the table below; `from`: its key in the JSON.
  const ledger = ({ title, description, from, rows, name, value, unit, each, axis }) =>
    octet.barPlot({
      title,
      description,
      name,
      value,
      axis,
      rows: [...rows].sort((a, b) => b[value] - a[value]),
      colour: (row) => partColour(row[name]),
      columns: [
        { key: name, title: "What", term: `${from}[].${name}` },
        { key: value, title: "Sum", unit, term: `${from}[].${value}` },
        { key: "count", title: "Count", term: `${from}[].count` },
        { key: "unit", title: "of", term: `${from}[].unit` },
        ...["each", "low", "high"].map((which) => {
          const key = each.replace("each", which);
          return { key, title: which === "each" ? "Each" : which, unit: octet.entry(key)?.unit, term: `${from}[].${key}` };
        }),
        { key: "confidence", title: "Confidence", term: `${from}[].confidence` },
        { key: "source", title: "Source", term: `${from}[].source` },
      ],
    }).element;

  const energy = (data, section) =>
    section.append(
      ledger({
        title: "Energy by action",
        from: "energy_ledger",
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
        from: "area_ledger",
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
            { key: "dollars", title: "Price", unit: "$", term: "price_ledger[].dollars" },
            { key: "dollars_low", title: "low", unit: "$", term: "price_ledger[].dollars_low" },
            { key: "dollars_high", title: "high", unit: "$", term: "price_ledger[].dollars_high" },
            { key: "confidence", title: "Confidence", term: "price_ledger[].confidence" },
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
