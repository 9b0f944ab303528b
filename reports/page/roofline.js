// The roofline of a run: what the machine can do at most, and its layers below.
"use strict";
(() => {
  // What a layer's work takes most of: name, colour, shape of its mark.
  const kBounds = [
    ["compute", "array", "circle"],
    ["vector", "vector", "square"],
    ["dram", "dram", "triangle-up"],
    ["none", "token", "diamond"],
  ];
  const kMarks = { circle: "●", square: "■", "triangle-up": "▲", diamond: "◆" };

  const kRoofColumns = [
    { key: "name", title: "Layer", term: "layers[].name" },
    { key: "operator", title: "Operator", term: "layers[].operator" },
    { key: "macs_per_dram_byte", title: "Intensity", unit: "MACs/byte", term: "layers[].macs_per_dram_byte" },
    { key: "macs_per_cycle", title: "Attained", unit: "MACs/cycle", term: "layers[].macs_per_cycle" },
    { key: "cycles_share", title: "Share of cycles", percent: true, term: "layers[].cycles_share" },
    { key: "bound", title: "Bound", term: "layers[].bound" },
  ];

  // The options of the plot; `rows`: the layers. `none`: what is said where the plot has no rows.
  octet.roofline = (data, rows) => {
    const roof = data.roofline;
    const points = rows.filter((row) => row.macs_per_cycle > 0 && row.macs_per_dram_byte > 0);
    const left = rows.length - points.length;
    return {
      title: "Roofline",
      rows: points,
      none: "No layer has a place in it: each has no multiplications, no DRAM traffic, or its work hides in other layers' cycles.",
      height: 400,
      columns: kRoofColumns,
      description:
        "Points are layers, larger with their share of the cycles; shape and colour say what their work takes most of. " +
        "Below the roof is what the machine loses to waiting." +
        (left
          ? ` ${left} layers have no multiplications, no DRAM traffic or hide in ` +
            "other layers' cycles: they are in the table of layers only."
          : ""),
      legend: kBounds
        .filter(([bound]) => points.some((row) => row.bound === bound))
        .map(([bound, colour, shape]) => [colour, bound === "compute" ? "array" : bound, kMarks[shape]]),
      tip: (d) => [
        octet.short(d.name, 90),
        ["operator", d.operator],
        ["intensity", `${octet.format(d.macs_per_dram_byte)} MACs/byte`],
        ["attained", `${octet.format(d.macs_per_cycle)} MACs/cycle`],
        ["share of cycles", `${octet.format(d.cycles_share * 100, 3)} %`],
        ["most of", d.bound],
      ],
      spec: ({ rows: values, colour, width }) => roofSpec(roof, values, colour, width),
    };
  };

  function roofSpec(roof, values, colour, width) {
    const { array_macs_per_cycle: peak, vector_macs_per_cycle: vector, dram_bytes_per_cycle: dram } = roof;
    const xs = values.map((row) => row.macs_per_dram_byte).concat(roof.ridge_macs_per_dram_byte ?? []);
    const ys = values.map((row) => row.macs_per_cycle).concat(vector);
    const low = Math.min(...xs) / 2,
      high = Math.max(...xs) * 2.5,
      bottom = Math.min(...ys) / 2;
    const line = (top) =>
      [low, dram ? top / dram : low, high]
        .sort((a, b) => a - b)
        .filter((x) => x >= low && x <= high)
        .map((x) => ({ x, y: dram ? Math.min(top, dram * x) : top }));
    const shape = (at) => kBounds.map((bound) => bound[at]);
    const roofLine = (name, dash) => ({
      type: "line",
      interactive: false,
      from: { data: name },
      encode: {
        update: {
          x: { scale: "x", field: "x" },
          y: { scale: "y", field: "y" },
          stroke: { value: colour("muted") },
          strokeWidth: { value: dash ? 1 : 1.5 },
          strokeDash: { value: dash ?? [1, 0] },
        },
      },
    });
    // Twice: below its letters a rim that sets it off from the points.
    const label = (text, top) =>
      [3, 0].map((rim) => ({
        type: "text",
        interactive: false,
        encode: {
          update: {
            x: { signal: "width - 4" },
            y: { scale: "y", value: top },
            dy: { value: -6 },
            align: { value: "right" },
            fill: { value: colour("muted") },
            text: { value: text },
            stroke: { value: rim ? colour("background") : null },
            strokeWidth: { value: rim },
          },
        },
      }));
    const unit = width < 500 ? "" : " MACs/cycle";
    return {
      data: [
        { name: "rows", values },
        { name: "roof", values: line(peak) },
        { name: "lower", values: line(vector) },
      ],
      scales: [
        { name: "x", type: "log", domain: [low, high], range: "width" },
        { name: "y", type: "log", domain: [bottom, peak * 1.8], range: "height" },
        {
          name: "size",
          type: "linear",
          domain: [0, Math.max(...values.map((row) => row.cycles_share ?? 0), 1e-9)],
          range: [30, 700],
        },
        { name: "fill", type: "ordinal", domain: shape(0), range: shape(1).map(colour) },
        { name: "shape", type: "ordinal", domain: shape(0), range: shape(2) },
      ],
      axes: [
        {
          orient: "bottom",
          scale: "x",
          title: "intensity (MACs per byte of DRAM traffic)",
          grid: true,
          format: "~g",
          tickCount: 6,
          labelOverlap: true,
        },
        {
          orient: "left",
          scale: "y",
          title: "attained (MACs per cycle)",
          grid: true,
          format: "~g",
          tickCount: 5,
          labelOverlap: true,
        },
      ],
      marks: [
        roofLine("roof"),
        ...(vector < peak ? [roofLine("lower", [4, 3])] : []),
        {
          type: "symbol",
          name: "points",
          from: { data: "rows" },
          encode: {
            update: {
              x: { scale: "x", field: "macs_per_dram_byte" },
              y: { scale: "y", field: "macs_per_cycle" },
              size: { scale: "size", field: "cycles_share" },
              shape: { scale: "shape", field: "bound" },
              fill: { scale: "fill", field: "bound" },
              fillOpacity: { value: 0.65 },
              cursor: { value: "pointer" },
              stroke: { signal: `datum.selected ? '${colour("text")}' : '${colour("background")}'` },
              strokeWidth: { signal: "datum.selected ? 2.5 : 1" },
              tooltip: { signal: "datum" },
            },
            hover: { fillOpacity: { value: 1 } },
          },
        },
        ...(vector < peak ? label(`vector unit: ${octet.format(vector)}${unit}`, vector) : []),
        ...label(`array: ${octet.format(peak)}${unit}`, peak),
      ],
    };
  }
})();
