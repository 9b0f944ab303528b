// Vega's parts, as Debian ships them: modules that ask for each other by name. They follow, in the order of their needs.
"use strict";
const vegaParts = {};
function vegaPart(name, body) {
  const module = { exports: {} };
  body(module, module.exports, (wanted) => vegaParts[wanted === "vega-selections" ? "vega-selection" : wanted]);
  vegaParts[name] = module.exports;
}
