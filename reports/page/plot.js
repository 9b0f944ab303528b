// A plot: a figure with its title, what it says, the drawing by Vega, and the same rows as a table and as CSV.
"use strict";
(() => {
  const { el } = octet;
  const extend = Object.assign;
  const V = vegaParts;
  extend(V["vega-dataflow"].transforms, V["vega-transforms"], V["vega-view-transforms"], V["vega-encode"]);
  const { parse } = V["vega-parser"];
  const { View } = V["vega-view"];
  const { expressionInterpreter } = V["vega-interpreter"];

  const kFont = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const kPaperWidth = 660;  // what fits on A4
  const kManyRows = 2000;   // a plot of more is drawn when it is near the window

  const config = () => {
    const text = octet.colour("text"), muted = octet.colour("muted"), grid = octet.colour("grid"), axis = octet.colour("axis");
    return {
      background: null, font: kFont,
      axis: { labelColor: muted, titleColor: muted, gridColor: grid, domainColor: axis, tickColor: axis, labelFontSize: 11,
        titleFontSize: 12, titleFontWeight: "normal", titlePadding: 10, labelFont: kFont, titleFont: kFont, tickSize: 4,
        labelPadding: 4, grid: false, gridOpacity: 1 },
      legend: { labelColor: text, titleColor: muted, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal",
        labelFont: kFont, titleFont: kFont, symbolSize: 110, rowPadding: 4, columnPadding: 16, padding: 0 },
      text: { fill: text, font: kFont, fontSize: 11 },
      title: { color: text, font: kFont },
    };
  };

  // Labels as 0, 0.5, 50k, 100k: of themselves, the ticks of an axis share a prefix, 0 would be 0k and 0.5 500m, which reads
  // as a unit.
  const shortNumbers = (guide) => {
    if (guide.format !== "~s") return;
    delete guide.format;
    const text = { signal: "format(datum.value, abs(datum.value) < 1 ? '~g' : '~s')" };
    guide.encode = { ...guide.encode, labels: { update: { text } } };
  };

  // Nothing is ever loaded.
  const loader = { load: () => Promise.reject(new Error("a report loads nothing")),
    sanitize: () => Promise.reject(new Error("a report links nowhere")) };

  const plots = [];
  octet.plots = plots;

  // options:
  //   title, description: in words, for those who read them and those who hear them
  //   rows: what is drawn; columns: of the rows, as in octet.table
  //   spec({rows, width, height, colour}): a Vega specification; its marks may have tooltip: {signal: "datum"}
  //   height; tip(datum): lines for octet.tip.show; onSelect(row): of a clicked mark or row; legend: [[owner, label, mark], ...]
  // Marks find their row by `index`, which is added to the rows in `spec`. Returns {element, redraw(), select(row)}.
  octet.plot = (options) => {
    const plot = new Plot(options);
    plots.push(plot);
    return plot;
  };

  class Plot {
    constructor(options) {
      Object.assign(this, { height: 280, legend: null, tip: null, onSelect: null, selected: null }, options);
      for (const name of ["spec", "tip", "onSelect"]) if (this[name]) this[name] = octet.bound(this[name]);
      const id = octet.id(this.title);
      this.host = el("div", { class: "plot" });
      this.element = el("figure", { "aria-labelledby": id }, el("figcaption", {}, el("h4", { id }, this.title),
        this.description ? el("p", {}, this.description) : null), this.legendList(), this.host, this.disclosure());
      this.width = 0;
      this.observe();
    }

    legendList() {
      if (!this.legend) return null;
      this.swatches = this.legend.map(([owner, label, mark]) => [owner,
        el("span", { class: mark ? "mark" : "swatch", "aria-hidden": "true" }, mark), label]);
      return el("ul", { class: "legend" }, this.swatches.map(([, swatch, label]) => el("li", {}, swatch, label)));
    }

    disclosure() {
      const details = el("details", { on: { toggle: () => details.open && fill() } },
        el("summary", {}, `Table: ${this.title.toLowerCase()}`));
      const fill = () => {
        if (details.childElementCount > 1) return;
        details.append(octet.table({ caption: this.title, columns: this.columns, rows: this.rows, hideCaption: true,
          onSelect: this.onSelect && ((row) => this.choose(row)) }).element);
      };
      this.fillTable = octet.bound(fill);
      return el("div", { class: "below" }, details, octet.csvButton(this.title, this.columns, this.rows));
    }

    observe() {
      let frame = 0;
      new ResizeObserver(() => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => {
          const width = this.host.clientWidth;
          if (this.drawn && width > 0 && Math.abs(width - this.width) > 1 && !octet.onPaper()) this.redraw();
        });
      }).observe(this.host);
    }

    // Draws now, or when it comes near the window if it is large.
    start() {
      if (this.rows.length <= kManyRows) return this.redraw();
      const seen = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        seen.disconnect();
        this.redraw();
      }, { rootMargin: "300px" });
      seen.observe(this.element);
      return null;
    }

    redraw() {
      this.drawn = true;
      this.view?.finalize();
      this.width = octet.onPaper() ? kPaperWidth : this.host.clientWidth || kPaperWidth;
      const rows = this.rows.map((row, index) => ({ ...row, index, selected: row === this.selected }));
      const spec = this.spec({ rows, width: this.width, height: this.height, colour: octet.colour });
      const whole = { $schema: "https://vega.github.io/schema/vega/v5.json", width: this.width, height: this.height,
        padding: { left: 2, right: 8, top: 6, bottom: 5 }, autosize: { type: "fit", contains: "padding" },
        description: `${this.title}. ${this.description ?? ""}`, ...spec };
      for (const guide of [...(whole.axes ?? []), ...(whole.legends ?? [])]) shortNumbers(guide);
      this.host.replaceChildren();
      for (const [owner, swatch] of this.swatches ?? []) {
        swatch.style.setProperty(swatch.className === "mark" ? "color" : "background", octet.colour(owner));
      }
      this.view = new View(parse(whole, config(), { ast: true }), { renderer: "svg", container: this.host, hover: true,
        expr: expressionInterpreter, loader, logLevel: 1, tooltip: (handler, event, item, value) => this.hover(event, value) });
      if (this.onSelect) this.view.addEventListener("click", (event, item) => this.click(item));
      this.view.run();
    }

    hover(event, value) {
      if (!value || !this.tip) return octet.tip.hide();
      return octet.tip.show(this.tip(value), event.clientX, event.clientY);
    }

    click(item) {
      const index = item?.datum?.index;
      if (index !== undefined) this.choose(this.rows[index]);
    }

    // As a click on its mark, or on its row in the table below.
    choose(row) {
      this.select(row);
      this.onSelect(row);
    }

    // Marks the row's marks; they have `selected` in their datum.
    select(row) {
      this.selected = row;
      if (this.drawn) this.redraw();
    }
  }

  octet.onTheme(() => {
    for (const plot of plots) {
      if (octet.onPaper()) plot.fillTable();
      if (plot.drawn || octet.onPaper()) plot.redraw();
    }
  });

  // A name that fits on an axis: its first alternative, without its middle. The whole is in the table.
  octet.short = (name, most = 24) => {
    const whole = String(name).slice(0, 20000).replace(/\s+/g, " ");
    const text = whole.length > most && whole.indexOf(";") > 0 ? whole.slice(0, whole.indexOf(";")) : whole;
    if (text.length <= most) return text;
    const head = Math.ceil((most - 1) / 3);
    return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
  };
})();
