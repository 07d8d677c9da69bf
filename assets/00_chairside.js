/* The one global. Builds elements, draws glyphs, sends taps on [data-action] to their verb. */
(function () {
  "use strict";

  const Chairside = { actions: {} };
  window.Chairside = Chairside;

  function put(node, child) {
    if (child === null || child === undefined || child === false) return;
    if (Array.isArray(child)) child.forEach((one) => put(node, one));
    else node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }

  /** el("p", {class: "hint", onclick: f, "aria-label": "…"}, "text", node, null, […]) */
  Chairside.el = function (tag, attrs, ...children) {
    const node = document.createElement(tag);
    Object.entries(attrs || {}).forEach(([name, value]) => {
      if (value === null || value === undefined || value === false) return;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "value") node.value = value;
      else node.setAttribute(name, value === true ? "" : value);
    });
    put(node, children);
    return node;
  };

  /** A 20 px glyph in the colour of the text; without a label it is hidden from screen readers. */
  Chairside.glyph = function (name, label) {
    const naming = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
    return Chairside.el("span", { class: "glyph glyph-" + name, ...naming });
  };

  document.addEventListener("click", function (event) {
    const element = event.target.closest && event.target.closest("[data-action]");
    if (!element) return;
    const verb = Chairside.actions[element.dataset.action];
    if (!verb) return;
    event.preventDefault();
    if (element.getAttribute("aria-disabled") !== "true") verb(element.dataset, element);
  });

  // A page from the browser's history shows no patient value before it has asked the server.
  window.addEventListener("pagehide", function (event) {
    if (event.persisted) document.documentElement.classList.add("returning");
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });
})();
