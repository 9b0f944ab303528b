// A sweep: what its points cost against each other, one point in full, what two keys do, which key matters most.
"use strict";
(() => {
  const { el } = octet;
  let sweeps = 0;

  octet.kinds.sweep = (data, article) => {
    const sweep = new Sweep(data, ++sweeps);
    sweep.headline(article.section("Headline"));
    sweep.scatterSection(article.section("Trade-off",
      "Every point by two objectives. Choose one, here or in the table, to see it in full."));
    sweep.tableSection(article.section("Points", "Each row is a machine with the model chosen above."));
    if (sweep.keys.length > 1) sweep.heatSection(article.section("Heat map", "One objective over two keys of the machine."));
    sweep.effectSection(article.section("Sensitivity", "What each key does to one objective, the others as they come."));
    sweep.spec(article.section("Sweep"));
    sweep.start();
  };

  // A select box with its label; `choices`: [value, text].
  function choice(label, choices, chosen, onChange) {
    const options = choices.map(([value, text]) => el("option", { value, selected: value === chosen }, octet.short(text, 80)));
    const select = el("select", { on: { change: () => onChange(select.value) } }, options);
    return el("label", {}, label, select);
  }

  class Sweep {
    constructor(data, number) {
      Object.assign(this, { data, number, selected: null, onlyFront: false });
      this.columns = new Map(data.columns.map((c) => [c.name, c.texts ? c.codes.map((code) => (code < 0 ? null
        : c.texts[code])) : c.values]));
      this.keys = data.keys;
      this.model = data.models[0];
      [this.x, this.y] = [0, 1].map((i) => data.objectives[Math.min(i, data.objectives.length - 1)].column);
      this.aim = this.x;
      this.heat = { x: this.keys[0], y: this.keys[1], of: this.x, how: "best" };
      this.plots = new Map();
    }

    // The value of a column in a row; of all rows alike if it is none of what differs.
    at(name, row) {
      const values = this.columns.get(name);
      return values ? values[row] : this.data.constants[name] ?? null;
    }
    term(name) {
      return octet.entry(`arch.${name}`) ? `arch.${name}` : name;
    }
    unit(name) {
      return octet.entry(this.term(name))?.unit ?? "";
    }
    // "latency (ms)"
    title(name) {
      const unit = octet.unit(this.unit(name));
      return unit ? `${this.plain(name)} (${unit})` : this.plain(name);
    }
    plain(name) {
      return this.keys.includes(name) ? name
        : name.replace(/_(ms|uj|mm2|mw)$/, "").replace("fps_per_watt", "frames per joule").replaceAll("_", " ");
    }
    capital(name) {
      return octet.capital(this.plain(name));
    }
    maximised(name) {
      return this.data.objectives.find((o) => o.column === name)?.maximised ?? false;
    }
    objectiveChoices() {
      return this.data.objectives.map((o) => [o.column, this.title(o.column) + (o.maximised ? ", most" : "")]);
    }
    // Rows that no other beats in both objectives; none if they are one and the same.
    front() {
      if (this.x === this.y) return new Set();
      const found = this.model.fronts.find((f) => f.objectives.includes(this.x) && f.objectives.includes(this.y));
      return new Set(found ? found.rows : []);
    }

    // A plot in `host` instead of the one that was there.
    replace(host, options) {
      const old = this.plots.get(host);
      if (old) octet.plots.splice(octet.plots.indexOf(old), 1);
      old?.view?.finalize();
      const plot = octet.plot(options);
      this.plots.set(host, plot);
      host.replaceChildren(plot.element);
      return plot;
    }

    headline(section) {
      const { counts } = this.data;
      const { models } = this.data;
      section.append(octet.cards([
        ["", "Points", counts.done, "", counts.failed ? [octet.number(counts.failed), " failed"] : null,
          counts.listed > counts.done + counts.failed ? [octet.number(counts.listed), " are listed"] : null],
        ["", "Models", models.length, ""], ["", "Keys that vary", this.keys.length, ""]]));
      if (models.length > 1) {
        this.modelChoice = choice("Model", models.map((m, i) => [String(i), m.model]), "0", (i) => this.turnTo(models[Number(i)]));
        section.append(el("div", { class: "controls" }, this.modelChoice));
      }
      this.bestHost = el("div", {});
      section.append(this.bestHost);
      this.bests();
    }

    turnTo(model) {
      this.model = model;
      this.selected = null;
      this.bests();
      this.scatter();
      this.points();
      this.heatMap();
      this.effects();
      this.detail();
    }

    bests() {
      const columns = [{ key: "objective", title: "Best of", cell: (b) => el("span", { class: "whole" }, b.objective) },
        { key: "value", title: "Value", cell: (b) => octet.number(b.value, this.unit(b.column)) },
        { key: "point", title: "Point" }, ...this.keys.map((key) => ({ key, title: key, term: this.term(key), unit: this.unit(key),
          value: (b) => this.at(key, b.row) }))];
      const rows = this.model.best.map(({ objective, row }) => ({ column: objective, row, point: this.at("point", row),
        objective: this.plain(objective) + (this.maximised(objective) ? ", most" : ", least"), value: this.at(objective, row) }));
      this.bestHost.replaceChildren(octet.table({ caption: `Best points of ${octet.short(this.model.model, 60)}`, columns, rows,
        onSelect: (b) => this.choose(b.row) }).element);
    }

    scatterSection(section) {
      const axis = (which) => choice(which === "x" ? "Across" : "Up", this.objectiveChoices(), this[which], (column) => {
        this[which] = column;
        this.scatter();
        this.points();
      });
      this.scatterHost = el("div", {});
      this.detailHost = el("div", { class: "panel detail", role: "region", "aria-label": "The chosen point" });
      section.append(el("div", { class: "controls" }, axis("x"), axis("y")), this.scatterHost, this.detailHost);
      this.scatter();
      this.detail();
    }

    tip(d) {
      const { row } = d;
      return [`point ${this.at("point", row)}`, ...[...new Set([this.x, this.y])].map((name) => [this.title(name),
        octet.format(this.at(name, row))]),
        ...this.keys.slice(0, 8).map((key) => [octet.short(key, 40), octet.short(octet.format(this.at(key, row)), 40)])];
    }

    scatter() {
      const front = this.front();
      // The front is drawn last, above the others.
      const rows = this.model.rows.map((row) => ({ row, x: this.at(this.x, row), y: this.at(this.y, row), front: front.has(row) }))
        .filter((r) => typeof r.x === "number" && typeof r.y === "number").sort((a, b) => a.front - b.front || a.x - b.x
          || a.y - b.y);
      const scale = (axis) => {
        const values = rows.map((r) => r[axis]);
        const low = values.reduce((a, b) => Math.min(a, b), Infinity), high = values.reduce((a, b) => Math.max(a, b), -Infinity);
        return low > 0 && high / low >= 10 ? { type: "log", domain: [low / 1.1, high * 1.1] }
          : { type: "linear", domain: [low, high], zero: false, nice: true };
      };
      const [across, up] = [scale("x"), scale("y")];
      const drawn = { chosen: "text", front: "front", other: "accent" };
      const mark = (source, name, encode) => ({ type: "symbol", name, from: { data: source }, encode: {
        update: { x: { scale: "x", field: "x" }, y: { scale: "y", field: "y" }, tooltip: { signal: "datum" },
          cursor: { value: "pointer" }, ...encode } } });
      const plot = this.replace(this.scatterHost, { title: `${this.capital(this.y)} against ${this.plain(this.x)}`, rows,
        height: 400,
        description: `${octet.format(rows.length)} points of ${octet.short(this.model.model, 60)}; `
          + (this.x === this.y ? "no front, as it needs two objectives."
            : `${octet.format(front.size)} of them on the front: no other point is better in both.`),
        legend: [["front", "on the front (diamonds)"], ["accent", "others (circles)"]],
        columns: [{ key: "point", title: "Point", value: (r) => this.at("point", r.row) },
          ...[...new Map([[this.x, "x"], [this.y, "y"]])].map(([name, key]) => ({ key, name, title: this.plain(name),
            unit: this.unit(name), term: name })),
          { key: "front", title: "On the front" }],
        tip: (d) => this.tip(d), onSelect: (r) => this.choose(r.row),
        spec: ({ rows: values, colour }) => ({
          data: [{ name: "rows", values },
            { name: "others", source: "rows", transform: [{ type: "filter", expr: "!datum.front" }] },
            { name: "front", source: "rows", transform: [{ type: "filter", expr: "datum.front" }] },
            { name: "chosen", values: values.filter((r) => r.row === this.selected) }],
          scales: [{ name: "x", ...across, range: "width" },
            { name: "y", ...up, range: "height" }],
          axes: [{ orient: "bottom", scale: "x", title: this.title(this.x) + (across.type === "log" ? ", logarithmic" : ""),
            grid: true,
            tickCount: 7, labelOverlap: true, format: "~s" },
          { orient: "left", scale: "y", title: this.title(this.y) + (up.type === "log" ? ", logarithmic" : ""), grid: true,
            tickCount: 6,
            labelOverlap: true, format: "~s" }],
          marks: [mark("others", "circles", { size: { value: 22 }, fill: { value: colour(drawn.other) },
            fillOpacity: { value: 0.45 } }),
            { type: "line", from: { data: "front" }, interactive: false, encode: { update: { x: { scale: "x", field: "x" },
              y: { scale: "y", field: "y" }, stroke: { value: colour(drawn.front) }, strokeOpacity: { value: 0.5 },
                strokeWidth: { value: 1 } } } },
            mark("front", "diamonds", { size: { value: 60 }, shape: { value: "diamond" }, fill: { value: colour(drawn.front) } }),
            mark("chosen", "ring", { size: { value: 190 }, fill: { value: null }, stroke: { value: colour(drawn.chosen) },
              strokeWidth: { value: 2 } })],
        }) });
      plot.select = (r) => {  // one mark more, not all of them anew
        if (plot.drawn) plot.view.data("chosen", rows.flatMap((each, index) => (each.row === r?.row ? [{ ...each, index }]
          : []))).run();
      };
      if (this.started) plot.start();
    }

    // The point in this row: marked, shown in full, in the address.
    choose(row, address = true) {
      this.selected = row;
      this.plots.get(this.scatterHost)?.select({ row });
      const top = window.scrollY;
      this.table?.select(this.tableRows.find((r) => r.row === row) ?? null);
      window.scrollTo({ top, behavior: "instant" });  // the table turns to the point, the window stays
      this.detail();
      if (address) location.hash = this.address(row);
    }
    address(row) {
      return `#point-${this.at("point", row)}${this.number > 1 ? `-of-${this.number}` : ""}`;
    }
    fromAddress() {
      const found = /^#point-(\d+)(?:-of-(\d+))?$/.exec(location.hash);
      if (!found || Number(found[2] ?? 1) !== this.number) return;
      const row = this.columns.get("point").indexOf(Number(found[1]));
      const model = this.data.models.findIndex(({ rows }) => rows.includes(row));
      if (row < 0 || row === this.selected || model < 0) return;
      if (this.model !== this.data.models[model]) {
        this.modelChoice.querySelector("select").value = String(model);
        this.turnTo(this.data.models[model]);
      }
      this.choose(row, false);
    }

    detail() {
      const row = this.selected;
      if (row === null) {
        this.detailHost.replaceChildren(el("p", { class: "note" }, "No point is chosen."));
        return;
      }
      const fact = (name) => [this.term(name), name, this.cell(name, row)];
      const varied = new Set(this.keys);
      const first = this.data.objectives.map((o) => o.column);  // then the table's order
      const rest = [...first, ...this.data.order.filter((name) => !varied.has(name) && !first.includes(name))];
      const isKey = (name) => this.data.machine_keys.includes(name);
      this.detailHost.replaceChildren(el("h4", {}, `Point ${this.at("point", row)} of ${octet.short(this.model.model, 80)}`),
        octet.facts(this.keys.map(fact)),
        el("h5", {}, "Results"), octet.facts(rest.filter((name) => !isKey(name) && this.at(name, row) !== null).map(fact)),
        el("h5", {}, "The other keys"), octet.facts(rest.filter(isKey).map(fact)),
        el("h5", {}, "The words that run it"), el("pre", { class: "words" }, this.words(row)));
    }
    // Every key of the machine is said: its preset or file, and what was the same in the whole sweep, are not known here.
    words(row) {
      const quoted = (text) => (/^[\w.+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
      const set = this.data.machine_keys.filter((key) => (this.at(key, row) ?? "") !== "");
      return ["octet run MODEL", `--backend ${this.at("backend", row)}`,
        ...set.map((key) => `--set ${quoted(`${key}=${this.at(key, row)}`)}`)].join(" ");
    }
    cell(name, row) {
      const value = this.at(name, row);
      return typeof value === "number" ? octet.number(value, this.unit(name)) : el("span", {}, octet.format(value));
    }

    tableSection(section) {
      const box = el("input", { type: "checkbox", on: { change: () => {
        this.onlyFront = box.checked;
        this.points();
      } } });
      this.tableHost = el("div", {});
      section.append(el("div", { class: "controls no-print" }, el("label", {}, box,
        "Only the front of the two objectives above")), this.tableHost);
      this.points();
    }

    points() {
      const front = this.front();
      this.tableRows = (this.onlyFront ? this.model.rows.filter((row) => front.has(row)) : this.model.rows).map((row) => ({ row }));
      const column = (name) => ({ key: name, title: this.keys.includes(name) ? name : this.plain(name), unit: this.unit(name),
        term: this.term(name), value: (r) => this.at(name, r.row) });
      const columns = ["point", ...this.keys, ...this.data.objectives.map((o) => o.column)].map(column);
      this.table = octet.table({ caption: "Points", columns, rows: this.tableRows, filter: true, page: 50, onSelect: (r) =>
        this.choose(r.row) });
      this.tableHost.replaceChildren(this.table.element);
    }

    heatSection(section) {
      const keys = this.keys.map((key) => [key, key]);
      const part = (label, name, choices) => choice(label, choices, this.heat[name], (value) => {
        this.heat[name] = value;
        this.heatMap();
      });
      this.heatHost = el("div", {});
      section.append(el("div", { class: "controls" }, part("Across", "x", keys), part("Up", "y", keys),
        part("Objective", "of", this.objectiveChoices()), part("Of the points in a cell", "how", [["best", "the best"],
          ["mean", "the mean"]])),
      this.heatHost);
      this.heatMap();
    }

    heatMap() {
      if (this.heatHost) octet.heatMap(this, this.heatHost);
    }

    effectSection(section) {
      this.effectHost = el("div", {});
      section.append(el("div", { class: "controls" }, choice("Objective", this.objectiveChoices(), this.aim, (column) => {
        this.aim = column;
        this.effects();
      })), this.effectHost);
      this.effects();
    }

    effects() {
      const rows = this.model.effects.filter((effect) => effect.objective === this.aim).sort((a, b) => b.share - a.share);
      if (!rows.length) {
        this.effectHost.replaceChildren(el("p", { class: "note" },
          "Nothing to compare: no key varies, or the objective is not above 0 everywhere."));
        return;
      }
      const plot = this.replace(this.effectHost, octet.barOptions({ title: `What ${this.plain(this.aim)} depends on`, rows,
        name: "key", value: "share",
        description: "The share of its variance (of the logarithm) that each key's values explain. The ratio: its mean where it is "
          + "highest over that where it is lowest.",
        axis: "share of the variance", format: ".0%", most: 1,
        tip: (d) => [octet.short(d.key, 60), ["share", octet.format(d.share)], ["ratio", `${octet.format(d.ratio, 3)}×`],
          ["lowest at", octet.short(d.lowest, 40)], ["highest at", octet.short(d.highest, 40)]],
        columns: [{ key: "key", title: "Key" }, { key: "share", title: "Share" }, { key: "ratio",
          title: "Highest over lowest", ratio: true },
          { key: "lowest", title: "Lowest at" }, { key: "highest", title: "Highest at" }] }));
      if (this.started) plot.start();
    }

    spec(section) {
      section.append(el("details", {}, el("summary", {}, "As it was asked for"), el("pre", {}, this.data.spec)));
    }

    start() {
      this.started = true;
      window.addEventListener("hashchange", octet.bound(() => this.fromAddress()));
      this.fromAddress();
    }
  }
})();
