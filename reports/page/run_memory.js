// How full the memories on chip are, layer after layer.
"use strict";
(() => {
  const { el } = octet;

  octet.runMemory = (data, article) => {
    let at = 0;
    const rows = data.layers
      .map((layer, i) => {
        const begin = at;
        at += layer.cycles ?? 1;
        return { ...layer, number: i + 1, begin, end: at };
      })
      .filter((row) => row.scratchpad_live_bytes !== null);
    if (!rows.length) return;
    const timed = rows.some((row) => row.cycles !== null);
    const section = article.section(
      "Memory over time",
      "The most at once in each layer: what is read later, what is kept, and what " +
        "its commands touch, one command after the other.",
    );
    const grid = el("div", { class: "figures" });
    grid.append(
      steps({
        title: "Scratchpad",
        rows,
        timed,
        value: "scratchpad_live_bytes",
        unit: "bytes",
        colour: "scratchpad",
        format: "~s",
        limits: [
          [data.arch["scratchpad.bytes"], "capacity"],
          [data.scratchpad_peak_bytes, "allocated at most"],
        ],
      }).element,
    );
    grid.append(
      steps({
        title: "Accumulator",
        rows,
        timed,
        value: "accumulator_live_rows",
        unit: "rows",
        colour: "accumulator",
        format: "~s",
        limits: [[data.arch["accumulator.rows"], "capacity"]],
      }).element,
    );
    section.append(grid);
  };

  function steps({ title, rows, timed, value, unit, colour: owner, format, limits }) {
    const unique = limits.filter(([limit], i) => limits.findIndex(([other]) => other === limit) === i);
    const labels = unique.map(([limit, label]) => [
      limit,
      limits
        .filter(([other]) => other === limit)
        .map(([, l]) => l)
        .join(", ") || label,
    ]);
    const lines = labels.map(([limit, label]) => `${label} ${octet.format(limit)}`).join("; ");
    return octet.plot({
      title: `${title} in use`,
      rows,
      height: 200,
      description: `${octet.capital(unit)} live, a step a layer; lines: ${lines}.`,
      columns: [
        { key: "name", title: "Layer", term: "layers[].name" },
        { key: "number", title: "#" },
        { key: "begin", title: timed ? "From cycle" : "From layer" },
        { key: "end", title: timed ? "To cycle" : "To layer" },
        { key: value, title: "Live", unit, term: `layers[].${value}` },
      ],
      tip: (d) => [octet.short(d.name, 90), [`#${d.number}`, d.operator], ["live", `${octet.format(d[value])} ${unit}`]],
      spec: ({ rows: values, colour }) => ({
        data: [
          { name: "rows", values },
          { name: "limits", values: labels.map(([limit, label]) => ({ limit, label })) },
        ],
        scales: [
          { name: "x", type: "linear", domain: [0, values.at(-1).end], range: "width" },
          {
            name: "y",
            type: "linear",
            domain: [0, Math.max(...labels.map(([limit]) => limit)) * 1.12],
            range: "height",
            zero: true,
          },
        ],
        axes: [
          { orient: "left", scale: "y", title: unit, grid: true, tickCount: 4, format },
          {
            orient: "bottom",
            scale: "x",
            title: timed ? "cycle of the inference, where layers end" : "layer",
            tickCount: 6,
            format: "~s",
          },
        ],
        marks: [
          octet.rects(
            {
              x: { scale: "x", field: "begin" },
              x2: { scale: "x", field: "end" },
              y: { scale: "y", value: 0 },
              y2: { scale: "y", field: value },
              fill: { value: colour(owner) },
            },
            [0.75, 1],
          ),
          {
            type: "rule",
            interactive: false,
            from: { data: "limits" },
            encode: {
              update: {
                x: { value: 0 },
                x2: { signal: "width" },
                y: { scale: "y", field: "limit" },
                stroke: { value: colour("muted") },
                strokeDash: { value: [4, 3] },
              },
            },
          },
          {
            type: "text",
            interactive: false,
            from: { data: "limits" },
            encode: {
              update: {
                x: { signal: "width - 4" },
                align: { value: "right" },
                y: { scale: "y", field: "limit" },
                dy: { value: -5 },
                fill: { value: colour("muted") },
                text: { field: "label" },
              },
            },
          },
        ],
      }),
    });
  }
})();
