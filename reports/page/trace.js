// A trace: whether every stream holds its rate, how long frames take, where power and time go.
"use strict";
(() => {
  const { el } = octet;
  const text = (value) => el("span", {}, octet.format(value));

  octet.kinds.trace = (data, article) => {
    headline(data, article.section("Headline", data.description));
    streams(data, article.section("Streams", "A row for each stream of the scenario, in its order."));
    latencies(data, article.section("Latency", "From a frame's arrival to its end, in intervals of equal width in the logarithm."));
    power(data, article.section("Power", "Mean power, slot by slot."));
    resources(data, article.section("Utilization", "The share of the trace's time in which each resource works."));
    energy(data, article.section("Energy", "The whole trace, by stream and power state, and by action."));
    if (data.baselines.length) baselines(data, article.section("FPU machines",
      "The same scenario on machines with floating point."));
    identity(data, article.section("Scenario and machine"));
  };

  function headline(data, section) {
    const late = data.streams.filter((stream) => !stream.holds).length;
    section.append(octet.cards([
      ["holds", "Every stream holds", data.holds, "", late ? `${late} of ${data.streams.length} streams do not`
        : "no frame late or dropped"],
      ["frames_per_second", "Throughput", data.frames_per_second, "1/s"],
      ["frames_per_second_per_watt", "Efficiency", data.frames_per_second_per_watt, "1/s/W"],
      ["mean_power_mw", "Mean power", data.mean_power_mw, "mW"],
      ["peak_power_mw", "Peak power", data.peak_power_mw, "mW", ["in ", octet.number(data.peak_window_ms, "ms")]],
      ["energy_per_frame_uj", "Energy per frame", data.energy_per_frame_uj, "uJ"],
      ["battery_hours", "Battery", data.battery_hours, "h"],
      ["limit", "Busy most", octet.short(data.limit, 16), ""],
    ]));
    if (data.highest_rate) {
      const { stream, rate_hz, traces } = data.highest_rate;
      section.append(el("p", { class: "note" }, "The highest rate of ", octet.short(stream, 60), " at which every stream holds: ",
        octet.number(rate_hz, "1/s"), ", found in ", octet.number(traces), " traces."));
    }
  }

  // Columns of a table from names of the JSON, with their units from the glossary.
  const columnsOf = (prefix, names) => names.map(([key, title]) => {
    const term = prefix + key;
    return { key, title, term, unit: octet.entry(term)?.unit };
  });

  function streams(data, section) {
    const columns = columnsOf("streams[].", [["name", "Stream"], ["model", "Model"], ["holds", "Holds"],
      ["frames_per_second", "Frames"], ["arrived", "Arrived"], ["finished", "Finished"], ["missed", "Late"],
      ["dropped", "Dropped"], ["deadline_ms", "Deadline"], ["p50_ms", "Median"], ["p99_ms", "p99"], ["worst_ms", "Worst"],
      ["wait_mean_ms", "Mean wait"], ["queue_most", "Queue, most"], ["queue_at_end", "Queue at end"],
      ["preemptions", "Preemptions"], ["machine_share", "Machine share"], ["energy_per_frame_uj", "Energy per frame"],
      ["energy_uj", "Energy"], ["overhead_uj", "Overhead"], ["chain_p50_ms", "Chain median"], ["chain_p99_ms", "Chain p99"],
      ["real_time_factor", "Real-time factor"]]);
    section.append(octet.table({ caption: "Streams", columns, rows: data.streams, filter: true }).element);
    section.append(fates(data).element);
  }

  const kFates = [["in time", "better"], ["late", "store"], ["dropped", "worse"], ["not finished", "token"]];

  function fates(data) {
    const rows = data.streams.flatMap((s) => {
      const counts = [s.finished - s.missed, s.missed, s.dropped, s.arrived - s.finished - s.dropped];
      return kFates.map(([fate], i) => ({ stream: s.name, fate, frames: counts[i] }));
    });
    return octet.stackedBars({ title: "What became of the frames", rows, height: 34 + 30 * data.streams.length,
      description: "Frames of each stream: finished in time, finished late, dropped, not finished.",
      bar: "stream", part: "fate", value: "frames", parts: kFates, axis: { title: "frames" },
      columns: [{ key: "stream", title: "Stream" }, { key: "fate", title: "Fate" }, { key: "frames", title: "Frames" }],
      tip: (d) => [octet.short(d.stream, 80), [d.fate, `${octet.format(d.frames)} frames`]] });
  }

  const kPercentiles = [["p50_ms", "median"], ["p90_ms", "p90"], ["p99_ms", "p99"]];

  function latencies(data, section) {
    const grid = el("div", { class: "figures two" });
    for (const stream of data.streams)
      if (stream.latency_bins.length) grid.append(latency(stream).element);
    section.append(grid.childElementCount ? grid : el("p", { class: "note" }, "No frame was finished."));
  }

  function latency(stream) {
    const lines = kPercentiles.map(([key, label]) => ({ label, at: stream[key], line: "text" }));
    if (stream.deadline_ms !== null) lines.push({ label: "deadline", at: stream.deadline_ms, line: "worse" });
    lines.sort((a, b) => a.at - b.at);
    lines.forEach((line, i) => { line.level = i; });
    const rows = stream.latency_bins;
    // Room beside the bars where all latencies are one.
    const least = Math.min(rows[0].from_ms, lines[0].at) / 1.05;
    const most = Math.max(rows[rows.length - 1].to_ms, lines[lines.length - 1].at) * 1.05;
    return octet.plot({ title: `Latency of ${octet.short(stream.name, 40)}`, rows, height: 230,
      description: [...lines.map((l) => `${l.label} ${octet.format(l.at)} ms`),
        `worst ${octet.format(stream.worst_ms)} ms.`].join(", "),
      columns: columnsOf("streams[].latency_bins[].", [["from_ms", "From"], ["to_ms", "To"], ["frames", "Frames"]]),
      tip: (d) => [`${octet.format(d.from_ms)} to ${octet.format(d.to_ms)} ms`, ["frames", octet.format(d.frames)]],
      spec: ({ rows: values, colour }) => ({
        data: [{ name: "rows", values }, { name: "lines", values: lines.map((l) => ({ ...l, stroke: colour(l.line) })) }],
        scales: [{ name: "x", type: "log", domain: [least, most], range: "width", zero: false, nice: false },
          { name: "y", type: "linear", domain: { data: "rows", field: "frames" }, range: [{ signal: "height" }, 56], nice: true }],
        axes: [{ orient: "left", scale: "y", title: "frames", grid: true, tickCount: 4, tickMinStep: 1 },
          { orient: "bottom", scale: "x", title: "latency (ms)", tickCount: 6, labelOverlap: true, format: "~g" }],
        marks: [octet.rects({ x: { scale: "x", field: "from_ms", offset: 0.5 },
          x2: { signal: "max(scale('x', datum.to_ms), scale('x', datum.from_ms) + 3)" },
          y: { scale: "y", field: "frames" }, y2: { scale: "y", value: 0 }, fill: { value: colour("accent") } }),
        { type: "rule", from: { data: "lines" }, encode: { update: { x: { scale: "x", field: "at" },
          y: { signal: "6 + 13 * datum.level" }, y2: { signal: "height" }, stroke: { field: "stroke" },
          strokeDash: { value: [3, 3] } } } },
        { type: "text", from: { data: "lines" },
          encode: { update: { x: { signal: "scale('x', datum.at) + (scale('x', datum.at) > width - 60 ? -4 : 4)" },
          y: { signal: "6 + 13 * datum.level" }, baseline: { value: "middle" },
          align: { signal: "scale('x', datum.at) > width - 60 ? 'right' : 'left'" },
          text: { field: "label" }, fill: { field: "stroke" }, fontSize: { value: 11 } } } }],
      }) });
  }

  function power(data, section) {
    const rows = data.power_mw.map((mw, i) => ({ from_s: i * data.power_slot_ms / 1e3,
      to_s: Math.min((i + 1) * data.power_slot_ms / 1e3, data.length_s), power_mw: mw }));
    section.append(octet.plot({ title: "Power over time", rows, height: 220,
      description: `Mean power in slots of ${octet.format(data.power_slot_ms)} ms. The lines: the whole trace's mean, and the `
        + `peak in windows of ${octet.format(data.peak_window_ms)} ms.`,
      columns: [{ key: "from_s", title: "From", unit: "s" }, { key: "to_s", title: "To", unit: "s" },
        { key: "power_mw", title: "Power", unit: "mW", term: "power_mw" }],
      tip: (d) => [`${octet.format(d.from_s)} to ${octet.format(d.to_s)} s`, ["power", `${octet.format(d.power_mw)} mW`]],
      spec: ({ rows: values, colour }) => {
        const lines = [{ label: "mean", at: data.mean_power_mw }, { label: "peak", at: data.peak_power_mw }];
        return { data: [{ name: "rows", values }, { name: "lines", values: lines }],
          scales: [{ name: "x", type: "linear", domain: [0, data.length_s], range: [0, { signal: "width - 40" }], nice: false },
            { name: "y", type: "linear", domain: { fields: [{ data: "rows", field: "power_mw" }, { data: "lines", field: "at" }] },
              range: [{ signal: "height" }, 12], nice: true }],
          axes: [{ orient: "left", scale: "y", title: "power (mW)", grid: true, tickCount: 5 },
            { orient: "bottom", scale: "x", title: "time (s)", tickCount: 8 }],
          marks: [octet.rects({ x: { scale: "x", field: "from_s" },
            x2: { signal: "max(scale('x', datum.to_s), scale('x', datum.from_s) + 0.5)" },
            y: { scale: "y", field: "power_mw" }, y2: { scale: "y", value: 0 }, fill: { value: colour("accent") } }),
          { type: "rule", from: { data: "lines" }, encode: { update: { x: { value: 0 }, x2: { signal: "width - 40" },
            y: { scale: "y", field: "at" }, stroke: { value: colour("text") }, strokeDash: { value: [3, 3] } } } },
          { type: "text", from: { data: "lines" }, encode: { update: { x: { signal: "width - 34" }, y: { scale: "y", field: "at" },
            baseline: { value: "middle" }, text: { field: "label" }, fill: { value: colour("text") } } } }] };
      } }).element);
  }

  const kShares = [["machine_share", "Machine", "token"], ["array_share", "Array", "array"], ["vector_share", "Vector unit",
    "vector"],
    ["dram_share", "DRAM", "dram"], ["host_share", "Host", "host"], ["utilization", "MACs of the array", "accent"]];

  function resources(data, section) {
    const rows = kShares.map(([key, resource, owner]) => ({ key, resource, owner, share: data[key] }));
    section.append(octet.barPlot({ title: "Utilization by resource", rows, name: "resource", value: "share",
      description: "Machine: a segment runs. MACs of the array: useful MACs over PEs times cycles.", axis: "share of the time",
      format: ".0%", most: Math.max(1, ...rows.map((row) => row.share)), colour: (row) => row.owner,
      columns: [{ key: "resource", title: "Resource" }, { key: "share", title: "Share" }] }).element);
  }

  function energy(data, section) {
    section.append(octet.barPlot({ title: "Energy by stream and state", rows: data.energy_parts, name: "name", value: "energy_uj",
      description: "What each stream costs, and what the machine costs while nothing runs.", axis: "energy (µJ)",
      columns: columnsOf("energy_parts[].", [["name", "Part"], ["seconds", "Time"], ["energy_uj", "Energy"]]) }).element);
    section.append(octet.barPlot({ title: "Energy by action", rows: data.energy_ledger, name: "action", value: "energy_uj",
      description: "The same energy by what it is spent on.", axis: "energy (µJ)",
      columns: Object.keys(data.energy_ledger[0] ?? { action: "", energy_uj: 0 }).map((key) => {
        const entry = octet.entry(`energy_ledger[].${key}`);
        return { key, title: key.replaceAll("_", " ").replace(/ uj$/, ""), term: `energy_ledger[].${key}`, unit: entry?.unit };
      }) }).element);
  }

  function baselines(data, section) {
    const columns = [...columnsOf("baselines[].", [["name", "Machine"]]),
      ...columnsOf("", [["holds", "Holds"], ["frames_per_second", "Frames"], ["mean_power_mw", "Mean power"],
        ["energy_per_frame_uj", "Energy per frame"], ["area_mm2", "Area"]]),
      { key: "energy_per_frame_ratio", title: "Energy per frame, over octet's", term: "baselines[].energy_per_frame_ratio",
        ratio: true }];
    const own = { name: "octet", holds: data.holds, frames_per_second: data.frames_per_second, mean_power_mw: data.mean_power_mw,
      energy_per_frame_uj: data.energy_per_frame_uj, area_mm2: data.area_mm2, energy_per_frame_ratio: null };
    section.append(octet.table({ caption: "FPU machines", columns, rows: [own, ...data.baselines] }).element);
  }

  function identity(data, section) {
    section.append(octet.facts([["scenario", "Scenario", data.scenario], ["policy", "Policy", data.policy],
      ["preempt", "Preemption", data.preempt], ["weights", "Weights", data.weights], ["seed", "Seed", octet.number(data.seed)],
      ["backend", "Backend", data.backend], ["duration_s", "Duration", octet.number(data.duration_s, "s")],
      ["length_s", "Length", octet.number(data.length_s, "s")], ["area_mm2", "Area", octet.number(data.area_mm2, "mm2")],
      ["segments_simulated", "Segments simulated", octet.number(data.segments_simulated)],
      ["segments_remembered", "Segments remembered", octet.number(data.segments_remembered)],
      ["version", "Version", `${data.version} ${data.revision}`], ["command_line", "Command", text(data.command_line)]]));
    section.append(octet.machine(data.arch));
  }
})();
