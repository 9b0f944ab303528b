// What several kinds of page share: horizontal bars with names, and a machine key by key.
"use strict";
(() => {
  const { el } = octet;

  // A left axis of names, cut so that they fit.
  octet.nameAxis = (scale, most = 22) => ({ orient: "left", scale, ticks: false, domain: false, labelLimit: 160,
    encode: { labels: { update: { text: {
      signal: `length(datum.value) > ${most} ? slice(datum.value, 0, ${most - 1}) + '…' : datum.value` } } } } });

  // Rects of the rows, with tooltips; `places`: x, y, ..., fill of their encoding.
  octet.rects = (places, [opacity, hovered] = [1, 0.75]) => ({ type: "rect", name: "bars", from: { data: "rows" }, encode: {
    update: { fillOpacity: { value: opacity }, tooltip: { signal: "datum" }, ...places },
    hover: { fillOpacity: { value: hovered } } } });
  // Those of a band scale "y" between two fields of the scale "x"; "" is its zero.
  octet.bars = ({ x = "", x2, y, fill }) => octet.rects({ x: x ? { scale: "x", field: x } : { scale: "x", value: 0 },
    x2: { scale: "x", field: x2 }, y: { scale: "y", field: y }, height: { scale: "y", band: 1 }, fill });

  // A plot of stacked horizontal bars. options, beside those of octet.plot: bar, part, value: keys of a row, which is one part
  // of a bar, or of what `unfold` makes of the rows; parts: [name, colour, label], as they are stacked; axis: of the values.
  octet.stackedBars = ({ bar, part, value, parts, axis, unfold = (rows) => rows, ...options }) => octet.plot({
    legend: parts.map(([name, colour, label = name]) => [colour, label]),
    spec: ({ rows, colour }) => ({
      data: [{ name: "rows", values: unfold(rows), transform: [{ type: "stack", groupby: [bar], field: value }] }],
      scales: [{ name: "x", type: "linear", domain: { data: "rows", field: "y1" }, range: "width", nice: true },
        { name: "y", type: "band", domain: { data: "rows", field: bar }, range: "height", padding: 0.28 },
        { name: "fill", type: "ordinal", domain: parts.map(([name]) => name), range: parts.map(([, c]) => colour(c)) }],
      axes: [{ orient: "bottom", scale: "x", grid: true, tickCount: 6, ...axis }, octet.nameAxis("y")],
      marks: [octet.bars({ x: "y0", x2: "y1", y: bar, fill: { scale: "fill", field: part } })],
    }), ...options });

  // options, beside those of octet.plot: name, value: keys of a row; axis: its title; format; most: end of the axis;
  // colour(row): a name for octet.colour.
  octet.barPlot = (options) => octet.plot(octet.barOptions(options));
  octet.barOptions = (options) => {
    const { name, value, axis, format, most, colour: colourOf } = options;
    const unit = options.columns.find((column) => column.key === value)?.unit;
    return { height: 44 + 24 * options.rows.length,
      tip: (d) => [octet.short(d[name], 80), [value.replaceAll("_", " "), `${octet.format(d[value])} ${octet.unit(unit)}`]],
      spec: ({ rows, colour }) => ({
        data: [{ name: "rows", values: rows.map((row) => ({ ...row, bar: `${row.index}`, shade: colour(colourOf
          ? colourOf(row) : "accent") })) }],
        scales: [{ name: "x", type: "linear", domain: most ? [0, most] : { data: "rows", field: value }, range: "width",
          nice: true, zero: true },
          { name: "y", type: "band", domain: { data: "rows", field: "bar" }, range: "height", padding: 0.28 },
          { name: "name", type: "ordinal", domain: rows.map((row) => `${row.index}`),
            range: rows.map((row) => octet.short(row[name], 24)) }],
        axes: [{ orient: "bottom", scale: "x", title: axis, grid: true, tickCount: 5, ...(format ? { format } : {}) },
          { orient: "left", scale: "y", ticks: false, domain: false, labelLimit: 170,
            encode: { labels: { update: { text: { signal: "scale('name', datum.value)" } } } } }],
        marks: [octet.bars({ x2: value, y: "bar", fill: { field: "shade" } })],
      }), ...options };
  };

  // Every key of a machine; they mean the same in all schemas.
  octet.machine = (arch) => octet.within(octet.kResult, () => el("details", {},
    el("summary", {}, `Machine ${octet.short(arch.name, 60)}, key by key`),
    octet.facts(Object.entries(arch).map(([key, value]) => [`arch.${key}`, key,
      typeof value === "number" ? octet.number(value, octet.entry(`arch.${key}`)?.unit) : octet.format(value)]))));
})();
