// Draws the page: the frame, each document by its kind, then the plots, one a frame.
"use strict";
(() => {
  octet.frame();
  const { documents, comparison } = octet.data;
  const runs = documents.filter(({ kind }) => kind === "run").map(({ data }) => data);
  if (runs.length > 1)
    octet.within(octet.kResult, () => octet.sideBySide(runs, comparison, octet.article("Side by side")));
  for (const { kind, name, data } of documents) {
    const draw = octet.kinds[kind];  // a sweep's columns are keys of a run's result
    octet.within(data.schema ?? octet.kResult, () => draw(data, octet.article(draw.title ? draw.title(data) : name), name));
  }
  const draw = (at) => {
    if (at === octet.plots.length) {
      document.documentElement.setAttribute("data-ready", "true");
      return;
    }
    if (!octet.plots[at].drawn) octet.plots[at].start();
    setTimeout(() => draw(at + 1), 0);
  };
  draw(0);
})();
