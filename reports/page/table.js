// A table that sorts, filters, turns pages when it is long, selects rows, and saves itself as CSV.
"use strict";
(() => {
  const { el } = octet;
  const kRowsOfPage = 100;
  // Letters that stand in one line, and from where on a text has room of its own and is cut.
  const kShort = 18, kLong = 40;
  const classOf = (text) => (text.length <= kShort ? "short" : text.length > kLong ? "text" : null);

  // Empty values last in either order.
  const compare = (a, b, descending) => {
    const none = (v) => v === null || v === undefined || v === "";
    if (none(a) || none(b)) return none(a) - none(b);
    const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");
    return descending ? -order : order;
  };

  const csvField = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  // The rows as CSV: names with units, then exact values.
  octet.csv = (columns, rows) => [columns.map((c) => csvField(c.name ?? c.key)), ...rows.map((row) =>
    columns.map((c) => csvField(valueOf(c, row))))].map((line) => line.join(",")).join("\r\n") + "\r\n";
  octet.download = (name, text) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  octet.csvButton = (title, columns, rows) => el("button", { type: "button", class: "small no-print",
    "aria-label": `Download ${title} as CSV`,
    on: { click: () => octet.download(`${octet.slug(title)}.csv`, octet.csv(columns, rows)) } }, "CSV");

  const valueOf = (column, row) => (column.value ? column.value(row) : row[column.key]);
  const isNumeric = (column, rows) => column.numeric ?? rows.some((row) => typeof valueOf(column, row) === "number");

  // options: caption; columns: [{key, title, unit, term, name: in the file, the key by itself, value(row), cell(row), ratio,
  // digits}]; rows: objects; filter: true for a box; sort: {key, descending}; onSelect(row); page: rows of a page;
  // hideCaption: for the screen only. The first column names the row. Returns {element, select(row)}.
  octet.table = (options) => new Table(options);

  class Table {
    constructor({ caption, columns, rows, filter = false, sort = null, onSelect = null, page = kRowsOfPage, hideCaption }) {
      Object.assign(this, { caption, rows, sort, onSelect, page, from: 0, text: "", selected: null, texts: new Map() });
      this.columns = columns.map((c) => ({ ...c, right: isNumeric(c, rows) }));
      this.body = el("tbody", {});
      this.heads = this.columns.map((column) => this.head(column));
      const table = el("table", {}, el("caption", { class: hideCaption ? "hidden" : null }, caption),
        el("thead", {}, el("tr", {}, this.heads)), this.body);
      this.status = el("span", { class: "status", role: "status" });
      this.element = el("div", { class: "table" }, this.tools(filter),
        el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table), this.pager());
      this.draw();
    }

    // Marks `row` and turns to its page; nothing if the filter hides it. Who is in the rows by keyboard stays there.
    select(row) {
      const focus = this.body.contains(document.activeElement);
      this.selected = row;
      const at = this.order.indexOf(row);
      if (at >= 0) this.from = at - (at % this.page);
      this.draw();
      const line = this.body.querySelector("[aria-current]");
      if (line) line.scrollIntoView({ block: "nearest" });
      if (line && focus) line.querySelector("button")?.focus({ preventScroll: true });
    }

    head(column) {
      const button = el("button", { type: "button", class: "sort", ...octet.termOf(column.term && octet.entry(column.term)),
        on: { click: () => this.sortBy(column) } }, column.title,
        column.unit ? el("span", { class: "unit" }, ` ${octet.unit(column.unit)}`) : null,
        el("span", { class: "arrow", "aria-hidden": "true" }));
      return el("th", { scope: "col", class: column.right ? "right" : null, "aria-sort": "none" }, button);
    }

    sortBy(column) {
      const same = this.sort?.key === column.key;
      this.sort = { key: column.key, descending: same ? !this.sort.descending : column.right };
      this.from = 0;
      this.draw();
    }

    tools(filter) {
      const input = el("input", { type: "search", placeholder: "any text", "aria-label": `Filter ${this.caption}`,
        on: { input: () => {
          this.text = input.value.toLowerCase();
          this.from = 0;
          this.draw();
        } } });
      return el("div", { class: "tools no-print" }, filter ? el("label", { class: "filter" }, "Filter", input) : null,
        this.status, octet.csvButton(this.caption, this.columns, this.rows));
    }

    pager() {
      const step = (by) => ({ click: () => {
        this.from += by * this.page;
        this.draw();
      } });
      this.back = el("button", { type: "button", class: "small no-print", on: step(-1) }, "Previous");
      this.next = el("button", { type: "button", class: "small no-print", on: step(1) }, "Next");
      this.where = el("span", { role: "status" });
      this.pages = el("div", { class: "pager" }, this.back, this.where, this.next);
      return this.pages;
    }

    // What the filter looks through: each cell as it reads and as it is in the file.
    textOf(row) {
      if (!this.texts.has(row)) {
        const cells = this.columns.map((column) => {
          const value = valueOf(column, row) ?? "";
          return `${value}\n${typeof value === "number" ? octet.reads(value, column) : octet.format(value)}`;
        });
        this.texts.set(row, cells.join("\n").toLowerCase());
      }
      return this.texts.get(row);
    }

    draw() {
      const column = this.columns.find((c) => c.key === this.sort?.key);
      this.order = this.text ? this.rows.filter((row) => this.textOf(row).includes(this.text)) : [...this.rows];
      if (column) this.order.sort((a, b) => compare(valueOf(column, a), valueOf(column, b), this.sort.descending));
      this.heads.forEach((head, i) => head.setAttribute("aria-sort",
        this.columns[i] !== column ? "none" : this.sort.descending ? "descending" : "ascending"));
      const end = Math.min(this.from + this.page, this.order.length);
      this.body.replaceChildren(...this.order.slice(this.from, end).map((row) => this.line(row)));
      this.status.textContent = this.text ? `${this.order.length} of ${this.rows.length} rows` : "";
      this.pages.hidden = this.order.length <= this.page;
      this.where.textContent = `${this.from + 1} to ${end} of ${this.order.length} rows`;
      this.back.disabled = this.from === 0;
      this.next.disabled = end >= this.order.length;
    }

    line(row) {
      const cells = this.columns.map((column, i) => this.cell(column, row, i === 0));
      const choose = (event) => {
        if (window.getSelection()?.toString() && event.target.tagName !== "BUTTON") return;
        this.selected = row;
        for (const other of this.body.children) other.removeAttribute("aria-current");
        line.setAttribute("aria-current", "true");
        this.onSelect(row);
      };
      const line = el("tr", { "aria-current": row === this.selected ? "true" : null, class: this.onSelect ? "choice" : null,
        on: this.onSelect ? { click: choose } : {} }, cells);
      return line;
    }

    cell(column, row, first) {
      const value = valueOf(column, row);
      let content = column.cell ? column.cell(row) : null;
      if (content === null && typeof value === "number") content = octet.number(value, "", column);
      if (content === null && (value === null || value === undefined || value === "")) content = octet.number(null);
      if (content === null) content = el("span", { class: classOf(String(value)), title: String(value) },
        octet.format(value));
      if (first && this.onSelect) content = el("button", { type: "button", class: "link", title: String(value) }, content);
      return el(first ? "th" : "td", { scope: first ? "row" : null, class: column.right ? "right" : null }, content);
    }
  }
})();
