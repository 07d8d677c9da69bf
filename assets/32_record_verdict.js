/* The verdict line: what saving will do, with its question or its one next step. Always 52 px high. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const BADGES = { urgent: "URGENT", advisory: "ADVISORY", info: "INFO" };
  const SETTLE_MS = 500;

  function create(drawer) {
    const { el, glyph } = Chairside;
    const words = el("p", { class: "record-verdict-words", id: "record-verdict-words" });
    const mark = el("span", { class: "record-verdict-mark" });
    const buttons = el("span", { class: "record-verdict-buttons" });
    const node = el("div", { class: "record-verdict", role: "status" }, mark, words, buttons);
    let shown = "";
    let focusedAt = -Infinity;

    const button = (label, act, kind) => el("button", { type: "button", class: `button ${kind || ""}`, "aria-describedby": "record-verdict-words", onclick: act }, label);

    /** A second Enter of a double press must not answer a question that has just appeared. */
    function keep(asks, event) {
      const byKey = event.detail === 0;
      if (!byKey || performance.now() - focusedAt > SETTLE_MS) drawer.keep(asks);
    }

    function offered(line) {
      if (line.asks) return [button("Change", () => drawer.change(line.asks.measure)), button("Keep", (event) => keep(line.asks, event))];
      return (line.steps || []).map((step) => button(step.label, step.act, step.kind));
    }

    function badge(line) {
      const level = BADGES[line.tone] ? line.tone : line.also;
      if (level) return [el("span", { class: `badge ${level}` }, BADGES[level])];
      return line.tone === "failed" ? [glyph("octagon")] : [];
    }

    /** Shows {tone, strong, rest, asks?, steps?} or nothing; an unchanged line is left alone. */
    function show(line) {
      const key = line ? JSON.stringify([line.tone, line.strong, line.rest, line.also]) : "";
      if (key === shown) return;
      shown = key;
      node.dataset.tone = line ? line.tone : "none";
      words.replaceChildren(...(line ? [el("b", {}, line.strong), ` ${line.rest || ""}`] : []));
      mark.replaceChildren(...(line ? badge(line) : []));
      buttons.replaceChildren(...(line ? offered(line) : []));
    }

    function focusStep() {
      const last = buttons.lastElementChild;
      focusedAt = performance.now();
      if (last) last.focus();
    }

    return { node, show, focusStep };
  }

  Chairside.recordVerdict = { create };
})();
