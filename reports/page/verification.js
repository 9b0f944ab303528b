// A verification: which cases agree, what was covered and what not, every mismatch with its explanation.
"use strict";
(() => {
  const { el } = octet;

  octet.kinds.verification = (data, article) => {
    headline(data, article.section("Headline",
      `${octet.short(data.subject, 80)} on ${octet.short(data.arch.name, 60)}: ${data.against} against ${sources(data)}.`));
    mismatches(data, article.section("Mismatches"));
    cases(data, article.section("Cases", "Choose a row to see its layers."));
    coverage(data, article.section("Coverage", "How often each situation of the machine was met, in all cases together."));
    identity(data, article.section("Verification and machine"));
  };

  const sources = (data) => (data.values_from ? `${data.values_from} (values) and ${data.time_from} (time)`
    : `${data.time_from} (time)`);

  function headline(data, section) {
    const { covered, points, percent } = data.coverage;
    section.append(octet.cards([
      ["", "Cases", data.cases, ""], ["", "Failed", data.failed, ""], ["", "Mismatches", data.mismatches.length, ""],
      ["", "Cycle error, at most", data.cycle_error_percent, "%", ["allowed ", octet.number(data.cycle_tolerance_percent, "%")]],
      ["", "Coverage", percent, "%", [octet.number(covered), " of ", octet.number(points), " points"]],
    ]));
  }

  const kFacts = [["case", "Case"], ["command", "Command"], ["disassembly", "Disassembly"], ["layer", "Layer"],
    ["tensor", "Tensor"],
    ["coordinate", "Coordinate (n,h,w,c)"], ["place", "Place"], ["expected", "Expected"], ["found", "Found"],
      ["owner", "It waited for"],
    ["cycle", "Cycle"], ["wrong", "Wrong elements"], ["of", "of"], ["inference", "Inference"], ["note", "Note"]];
  const isKnown = (value) => value !== "" && value !== -1 && value !== null && value !== undefined;

  function mismatches(data, section) {
    if (!data.mismatches.length) {
      section.append(el("p", { class: "note" }, "None: every case agrees."));
      return;
    }
    const detail = el("div", { class: "panel detail", role: "region", "aria-label": "The chosen mismatch" });
    const show = (m) => detail.replaceChildren(el("h4", {}, octet.short(`${m.kind}: ${m.what}`, 200)),
      octet.facts(kFacts.filter(([key]) => isKnown(m[key])).map(([key, label]) => ["", label,
        typeof m[key] === "number" ? octet.number(m[key]) : el("span", { class: "long" }, m[key])])));
    const columns = [{ key: "what", title: "What" }, { key: "kind", title: "Kind" }, { key: "case", title: "Case" },
      { key: "layer", title: "Layer" },
      { key: "command", title: "Command", value: (m) => (m.command < 0 ? null : m.command) }, { key: "expected",
        title: "Expected" },
      { key: "found", title: "Found" }, { key: "cycle", title: "Cycle", value: (m) => (m.cycle < 0 ? null : m.cycle) }];
    const table = octet.table({ caption: "Mismatches", columns, rows: data.mismatches, filter: true, page: 25, onSelect: show });
    section.append(table.element, detail);
    table.select(data.mismatches[0]);
    show(data.mismatches[0]);
    const files = [["Shrunk", data.shrunk], ["Program", data.program_file], ["Waveform", data.waveform_file]].filter(([,
      text]) => text);
    if (files.length) section.append(octet.facts(files.map(([label, text]) => ["", label, text])));
  }

  function cases(data, section) {
    const columns = [{ key: "name", title: "Case" }, { key: "equal", title: "Equal" }, { key: "commands", title: "Commands" },
      { key: "cycles", title: "Cycles" }, { key: "expected_cycles", title: "Expected cycles" }, { key: "second_cycles",
        title: "Second inference" },
      { key: "expected_second_cycles", title: "Expected second" }, { key: "cycle_error_percent", title: "Cycle error", unit: "%" },
      { key: "values_compared", title: "Values compared" }, { key: "bytes_compared", title: "Bytes compared" },
      { key: "differing_durations", title: "Other durations" }, { key: "differing_events", title: "Other events" },
      { key: "values_excuse", title: "Why not compared" }];
    const layers = el("div", { class: "detail" });
    const show = (c) => layers.replaceChildren(octet.table({ caption: `Layers of ${octet.short(c.name, 60)}`, rows: c.layers,
      page: 25,
      columns: [{ key: "name", title: "Layer" }, { key: "cycles", title: "Cycles" }, { key: "expected_cycles",
        title: "Expected cycles" }] }).element);
    section.append(octet.table({ caption: "Cases", columns, rows: data.results, filter: true, page: 25,
      onSelect: show }).element, layers);
  }

  function coverage(data, section) {
    const { counts, uncovered, unseen } = data.coverage;
    const points = Object.entries(counts).map(([name, count]) => ({ name, group: name.split(".")[0], count }));
    const groups = [...new Set(points.map((p) => p.group))].map((group) => {
      const own = points.filter((p) => p.group === group);
      return { group, covered: own.filter((p) => p.count > 0).length, uncovered: own.filter((p) => p.count === 0).length,
        unseen: own.filter((p) => p.count === null).length };
    });
    section.append(el("div", { class: "figures two" }, groupPlot(groups).element, el("div", { class: "panel" },
      list("Not covered", uncovered, "Every point that was looked at is covered."),
      list("Not looked at", unseen, "Every point was looked at."))));
    section.append(octet.table({ caption: "Points of coverage", rows: points, filter: true, page: 25,
      columns: [{ key: "name", title: "Point" }, { key: "group", title: "Group" }, { key: "count", title: "Count",
        numeric: true }] }).element);
  }

  const list = (title, names, none) => [el("h4", {}, title, names.length ? ` (${names.length})` : ""),
    names.length ? el("ul", { class: "names" }, names.map((name) => el("li", {}, name))) : el("p", { class: "note" }, none)];

  const kStates = [["covered", "better"], ["uncovered", "worse", "not covered"], ["unseen", "token", "not looked at"]];

  function groupPlot(groups) {
    const rows = groups.flatMap((g) => kStates.map(([state]) => ({ group: g.group, state, points: g[state] })));
    return octet.stackedBars({ title: "Coverage by group", rows, height: 40 + 24 * groups.length,
      description: "Points of each group: covered, not covered, not looked at.",
      bar: "group", part: "state", value: "points", parts: kStates, axis: { title: "points of coverage", tickMinStep: 1 },
      columns: [{ key: "group", title: "Group" }, { key: "state", title: "State" }, { key: "points", title: "Points" }],
      tip: (d) => [octet.short(d.group, 60), [d.state, `${octet.format(d.points)} points`]] });
  }

  function identity(data, section) {
    section.append(octet.facts([["", "Subject", data.subject], ["", "Under test", data.against], ["", "Values from",
      data.values_from || "–"],
      ["", "Time from", data.time_from], ["", "Seed", octet.number(data.seed)],
      ...(data.rtl_directory ? [["", "RTL from", data.rtl_directory]] : []),
      ["", "Version", `${data.versions.octet} ${data.versions.revision}`], ["", "Command", data.command_line]]));
    section.append(octet.machine(data.arch));
  }
})();
