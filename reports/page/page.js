// The frame that every kind of page stands in: elements, numbers, names with their glossary, headings, navigation, theme.
// Text from the data goes in as text nodes and checked attributes only, never as markup.
"use strict";
const octet = { kinds: {}, kResult: "octet-result/1" };

(() => {
  octet.data = JSON.parse(document.getElementById("octet-data").textContent);

  // ---- elements ----
  const kRefused = /^(on|src|srcdoc|style|action|formaction)/i;

  // el("p", {class: "note"}, "text", node, ...): strings become text, null is left out, `on` holds listeners.
  octet.el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "on") {
        for (const [event, listener] of Object.entries(value)) node.addEventListener(event, octet.bound(listener));
      } else if (kRefused.test(name) || (name === "href" && !String(value).startsWith("#"))) {
        throw new Error(`attribute ${name} is not set from here`);
      } else {
        node.setAttribute(name, value === true ? "" : String(value));
      }
    }
    node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return node;
  };
  const { el } = octet;

  octet.capital = (text) => text[0].toUpperCase() + text.slice(1);
  octet.slug = (text) => String(text).slice(0, 200).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "")
    .slice(0, 40) || "part";
  const used = new Set(["main", "tip", "octet-data"]);
  // An id that nothing else has, made of letters of `text`.
  octet.id = (text) => {
    const stem = octet.slug(text);
    let id = stem;
    for (let i = 2; used.has(id); ++i) id = `${stem}-${i}`;
    used.add(id);
    return id;
  };

  // ---- numbers ----
  const kUnits = { uJ: "µJ", mm2: "mm²", um2: "µm²" };
  octet.unit = (unit) => (unit in kUnits ? kUnits[unit] : unit || "");
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const kDash = "–";

  // A value as one reads it: whole numbers in full, others with `digits` significant digits; "–" for none.
  octet.format = (value, digits = 4) => {
    if (value === null || value === undefined) return kDash;
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (typeof value !== "number") return String(value);
    if (Number.isInteger(value) && Math.abs(value) < 1e15) return whole.format(value).replace("-", "−");
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e9 || size < 1e-4)) return value.toExponential(digits - 1).replace("-", "−");
    if (size >= 10 ** digits) return whole.format(value).replace("-", "−");
    return String(Number(value.toPrecision(digits))).replace("-", "−");
  };
  // What one reads of a number. options: digits; ratio: as 4.5×; percent: a share as 45 %.
  octet.reads = (value, options = {}) => {
    if (options.ratio) return `${octet.format(value, 3)}×`;
    if (options.percent) return `${octet.format(value * 100, 3)} %`;
    return octet.format(value, options.digits ?? 4);
  };
  // A number on the page: what one reads, and the exact value beside it; options as above.
  octet.number = (value, unit = "", options = {}) => {
    if (value === null || value === undefined) return el("span", { class: "none", "aria-label": "none" }, kDash);
    return el("data", { value: String(value), class: "number" }, octet.reads(value, options),
      unit ? el("span", { class: "unit" }, ` ${octet.unit(unit)}`) : null);
  };

  // ---- glossary ----
  const lastPart = (name) => name.slice(name.lastIndexOf(".") + 1);
  const exact = new Map(), ofPart = new Map();  // by schema and name; by schema and last part, null if it has several
  octet.data.glossary.forEach((entry) => {
    for (const schema of entry.schemas) {
      const part = `${schema} ${lastPart(entry.name)}`;
      exact.set(`${schema} ${entry.name}`, entry);
      ofPart.set(part, ofPart.has(part) ? null : entry);
    }
  });
  let schema = "";
  // What `draw` gives, names looked up in that schema; also what its listeners draw later.
  octet.within = (inner, draw) => {
    const outer = schema;
    schema = inner;
    try {
      return draw();
    } finally {
      schema = outer;
    }
  };
  octet.bound = (listener) => {
    const own = schema;
    return (...words) => octet.within(own, () => listener(...words));
  };
  // The glossary's entry of a name as in the JSON ("layers[].cycles"); else the only one of the schema with its last part, as
  // entries of one meaning are one; undefined if there is none.
  octet.entry = (name) => exact.get(`${schema} ${name}`) ?? ofPart.get(`${schema} ${lastPart(name)}`) ?? undefined;
  // The attribute of what explains itself by an entry.
  octet.termOf = (entry) => (entry ? { "data-term": octet.data.glossary.indexOf(entry) } : {});
  // `text` with the glossary's words on hover and focus; just the text for a name without an entry.
  octet.term = (name, text) => {
    const entry = octet.entry(name);
    return el("span", entry ? { class: "term", tabindex: "0", ...octet.termOf(entry) } : {}, text);
  };

  // ---- one tooltip for terms and plots ----
  const tip = el("div", { id: "tip", role: "tooltip", hidden: true });
  octet.tip = {
    // `lines`: texts, or [name, value] pairs. x, y: in the window.
    show(lines, x, y) {
      tip.replaceChildren(...lines.map((line) => Array.isArray(line)
        ? el("div", { class: "pair" }, el("span", {}, line[0]), el("strong", {}, line[1]))
        : el("div", {}, line)));
      tip.hidden = false;
      const { width, height } = tip.getBoundingClientRect();
      const left = Math.max(8, Math.min(x + 14, document.documentElement.clientWidth - width - 8));
      const below = y + 18 + height < window.innerHeight;
      tip.style.setProperty("left", `${left}px`);
      tip.style.setProperty("top", `${below ? y + 18 : Math.max(8, y - height - 12)}px`);
    },
    hide() {
      tip.hidden = true;
    },
  };
  const explain = (event) => {
    const term = event.target instanceof Element ? event.target.closest("[data-term]") : null;
    const entry = term && octet.data.glossary[Number(term.getAttribute("data-term"))];
    if (!entry) return;
    term.setAttribute("aria-describedby", "tip");
    const box = term.getBoundingClientRect();
    octet.tip.show([entry.help + (entry.unit ? ` [${octet.unit(entry.unit)}]` : ""), entry.name], box.left, box.bottom - 10);
  };
  const unexplain = (event) => {
    const term = event.target instanceof Element ? event.target.closest("[data-term]") : null;
    if (!term) return;
    term.removeAttribute("aria-describedby");
    octet.tip.hide();
  };
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, explain);
  for (const name of ["mouseout", "focusout"]) document.addEventListener(name, unexplain);
  document.addEventListener("keydown", (event) => event.key === "Escape" && octet.tip.hide());

  // ---- theme ----
  // Colours by owner, alike in every plot; distinct for the colour-blind (after P. Tol's schemes), each with a shade for
  // dark pages.
  const kColours = {
    array: ["#3b6ea8", "#6ea3dc"], vector: ["#2a8a5a", "#5cbf8d"], load: ["#d08a1d", "#e5ad55"],
    store: ["#96407f", "#cf86bb"], host: ["#b5443c", "#e78178"], fetch: ["#3d9fb3", "#76cbdc"],
    token: ["#8b93a1", "#868f9e"], bank: ["#b7bdc8", "#626a78"], idle: ["#dde1e7", "#3c434f"],
    scratchpad: ["#3b6ea8", "#6ea3dc"], accumulator: ["#2a8a5a", "#5cbf8d"], dram: ["#d08a1d", "#e5ad55"],
    accent: ["#3b6ea8", "#6ea3dc"], front: ["#b5443c", "#e78178"], better: ["#2a8a5a", "#5cbf8d"], worse: ["#b5443c", "#e78178"],
    text: ["#1d232c", "#e8ebf0"], muted: ["#5a6472", "#a3adbb"], grid: ["#e3e6eb", "#333a45"],
    axis: ["#9aa3af", "#697382"], background: ["#ffffff", "#191d24"],
  };
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const printing = window.matchMedia("print");
  let forced = null;
  let onPaper = false;
  octet.dark = () => !onPaper && !printing.matches && (forced ?? (system.matches ? "dark" : "light")) === "dark";
  octet.onPaper = () => onPaper || printing.matches;
  // The colour of an owner or part of the page in the theme of now.
  octet.colour = (name) => (kColours[name] ?? kColours.accent)[octet.dark() ? 1 : 0];
  const watchers = [];
  // Calls `watcher` whenever what is drawn with colours has to be drawn anew.
  octet.onTheme = (watcher) => watchers.push(watcher);
  const repaint = () => watchers.forEach((watcher) => watcher());
  const themeButton = el("button", { type: "button", class: "theme no-print", on: { click: () => {
    forced = octet.dark() ? "light" : "dark";
    applyTheme();
  } } });
  const applyTheme = () => {
    const theme = octet.dark() ? "dark" : "light";
    document.documentElement.setAttribute("data-theme", theme);
    themeButton.textContent = theme === "dark" ? "Light" : "Dark";
    themeButton.setAttribute("aria-label", `Switch to the ${theme === "dark" ? "light" : "dark"} theme`);
    repaint();
  };
  const onPrint = (paper) => {
    onPaper = paper;
    if (paper) {
      for (const details of document.querySelectorAll("details:not([open])")) {
        details.open = true;
        details.dataset.closed = "";
      }
    } else {
      for (const details of document.querySelectorAll("details[data-closed]")) {
        details.open = false;
        delete details.dataset.closed;
      }
    }
    applyTheme();
  };
  window.addEventListener("beforeprint", () => onPrint(true));
  window.addEventListener("afterprint", () => onPrint(false));
  printing.addEventListener("change", () => onPrint(printing.matches));
  system.addEventListener("change", applyTheme);

  // ---- the page ----
  const nav = el("ul", {});
  const main = el("main", { id: "main", tabindex: "-1" });
  const entryOf = (id, text) => el("li", {}, el("a", { href: `#${id}`, title: text }, text));

  // Where one document is drawn; `level` of its own heading, sections one deeper.
  class Article {
    constructor(title, note) {
      const id = octet.id(title);
      this.list = el("ul", {});
      this.root = el("article", { "aria-labelledby": id }, el("h2", { id, title }, title),
        note ? el("p", { class: "note" }, note) : null);
      main.append(this.root);
      const entry = entryOf(id, title);
      entry.append(this.list);
      nav.append(entry);
    }
    // A section with its heading and an entry in the navigation; `intro` says in a sentence what it shows.
    section(title, intro = null) {
      const id = octet.id(title);
      const section = el("section", { "aria-labelledby": id }, el("h3", { id }, title),
        intro ? el("p", { class: "intro" }, intro) : null);
      this.root.append(section);
      this.list.append(entryOf(id, title));
      return section;
    }
  }
  octet.article = (title, note = null) => new Article(title, note);

  // A card of a headline: [term's name, label, value, unit, note under it].
  octet.cards = (list) => el("dl", { class: "cards" }, list.map(([name, label, value, unit, ...notes]) =>
    el("div", { class: "card" }, el("dt", {}, octet.term(name, label)),
      el("dd", {}, octet.number(value, unit)), notes.filter(Boolean).map((note) => el("dd", { class: "sub" }, note)))));

  // Names and values in two columns: [term's name, label, node or text].
  octet.facts = (list) => el("dl", { class: "facts" }, list.map(([name, label, value]) =>
    el("div", {}, el("dt", {}, octet.term(name, label)), el("dd", {}, value))));

  octet.frame = () => {
    const { title, version } = octet.data;
    document.body.append(
      el("a", { class: "skip no-print", href: "#main" }, "Skip to the report"),
      el("header", { class: "top" }, el("h1", { title }, title),
        el("span", { class: "made" }, `octet ${version}`), themeButton),
      el("div", { class: "columns" }, el("nav", { class: "no-print", "aria-label": "Contents" }, nav), main), tip);
    applyTheme();
  };
})();
