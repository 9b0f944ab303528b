// Draws the page: the frame, each document by its kind, then the plots, one a frame.
"use strict";
(() => {
  octet.frame();
  for (const { kind, name, data } of octet.data.documents) octet.kinds[kind](data, octet.article(name), name);
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
