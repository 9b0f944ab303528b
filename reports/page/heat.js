// A heat map of a sweep: one objective over two keys, of the points in a cell the best or the mean.
"use strict";
(() => {
  // [value, place] of a key's values, ascending: numbers as numbers.
  const ascending = (values) => [...new Set(values)].sort((a, b) =>
    (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true })));

  // One row per cell that has points.
  function cells(sweep) {
    const { x, y, of, how } = sweep.heat;
    const most = sweep.maximised(of), found = new Map();
    for (const row of sweep.model.rows) {
      const value = sweep.at(of, row);
      if (typeof value !== "number") continue;
      const a = sweep.at(x, row), b = sweep.at(y, row), name = JSON.stringify([a, b]);
      const cell = found.get(name) ?? { x: a, y: b, points: 0, sum: 0, best: null, row };
      cell.points += 1;
      cell.sum += value;
      if (cell.best === null || (most ? value > cell.best : value < cell.best)) Object.assign(cell, { best: value, row });
      found.set(name, cell);
    }
    return [...found.values()].map(({ sum, best, ...cell }) => ({ ...cell, value: how === "best" ? best : sum / cell.points }));
  }

  octet.heatMap = (sweep, host) => {
    const { x, y, of, how } = sweep.heat;
    if (x === y) {
      host.replaceChildren(octet.el("p", { class: "note" }, "Choose two keys that differ."));
      return;
    }
    const rows = cells(sweep), values = rows.map((r) => r.value);
    const across = ascending(rows.map((r) => r.x)), up = ascending(rows.map((r) => r.y));
    const low = Math.min(...values), high = Math.max(...values), log = low > 0 && high / low >= 10;
    const kind = how === "best" ? "best" : "mean";
    const plot = sweep.replace(host, { title: `${sweep.capital(of)} over ${x} and ${y}`, rows, height: 70
      + Math.min(26 * up.length, 420),
      description: `Of all points in a cell the ${kind}`
        + (how === "best" ? (sweep.maximised(of) ? ", the most" : ", the least") : "")
        + ` of ${sweep.title(of)}${log ? "; shades are logarithmic" : ""}.`,
      columns: [...(how === "best" ? [{ key: "point", title: "Point", value: (r) => sweep.at("point", r.row) }] : []),
        ...[["x", x], ["y", y]].map(([key, name]) => ({ key, name, title: name, unit: sweep.unit(name), term: sweep.term(name) })),
        { key: "value", name: `${kind}_${of}`, title: `${kind} ${sweep.plain(of)}`, unit: sweep.unit(of) },
        { key: "points", title: "Points" }],
      tip: (d) => [[x, octet.format(d.x)], [y, octet.format(d.y)], [`${kind} ${sweep.title(of)}`, octet.format(d.value)],
        ["points", octet.format(d.points)]],
      onSelect: how === "best" ? (r) => sweep.choose(r.row) : null,
      spec: ({ rows: drawn, colour, width }) => {
        const [dark, light] = [colour("text"), colour("background")], shade = "scale('fill', datum.value)";
        const wide = (width - 110) / across.length >= 46;
        return { data: [{ name: "rows", values: drawn.map((r) => ({ ...r, label: octet.format(r.value, 3) })) }],
          scales: [{ name: "x", type: "band", domain: across, range: "width", padding: 0.03 },
            { name: "y", type: "band", domain: [...up].reverse(), range: "height", padding: 0.05 },
            { name: "fill", type: log ? "log" : "linear", domain: [low, high], range: [colour("grid"), colour("accent")],
              interpolate: "lab",
              zero: false, clamp: true }],
          axes: [{ orient: "bottom", scale: "x", title: sweep.title(x), labelOverlap: true, ticks: false, domain: false },
            { orient: "left", scale: "y", title: sweep.title(y), labelOverlap: true, ticks: false, domain: false,
              labelLimit: 120 }],
          legends: [{ fill: "fill", type: "gradient", direction: "horizontal", orient: "top", title: sweep.title(of),
            gradientLength: Math.min(200, width / 2), gradientThickness: 8, tickCount: 3, format: "~s", titleOrient: "left" }],
          marks: [{ type: "rect", name: "cells", from: { data: "rows" }, encode: { update: { x: { scale: "x", field: "x" },
            width: { scale: "x", band: 1 }, y: { scale: "y", field: "y" }, height: { scale: "y", band: 1 },
            fill: { scale: "fill", field: "value" }, tooltip: { signal: "datum" }, stroke: { value: null } },
          hover: { stroke: { value: colour("text") } } } },
          ...(wide ? [{ type: "text", from: { data: "rows" }, interactive: false, encode: { update: {
            x: { scale: "x", field: "x", band: 0.5 }, y: { scale: "y", field: "y", band: 0.5 }, align: { value: "center" },
            baseline: { value: "middle" }, text: { field: "label" },
            fill: { signal: `contrast(${shade}, '${dark}') > contrast(${shade}, '${light}') ? '${dark}' : '${light}'` },
          } } }] : [])] };
      } });
    if (sweep.started) plot.start();
  };
})();
