/* The gates of leaving as one list: what was seen and how long ago, what a person ticks, a shut one's override.
   Chairside.gateList({overrideOf, askOf, changed}) -> {node, rows, update(gates), shut(errors), stale(), redraw(),
   said(), overrides()}; overrideOf(row) is a tap on "Override", askOf(row) on "Ask a clinician" (null: nobody to ask),
   changed() comes after each change of the list. A renewal changes words and marks only: ticks and texts stay. */
(function () {
  "use strict";

  const { el, glyph, clock } = Chairside;
  const MARKS = {
    open: ["tick", "Open"], said: ["tick", "Said"], overridden: ["arrow", "Overridden"],
    unsaid: ["ring", "Not yet said"], shut: ["cross", "Shut"],
  };

  function rowOf(gate, list) {
    const box = gate.attest ? el("input", { type: "checkbox", autocomplete: "off" }) : null;
    const row = {
      gate, box, tick: box ? el("label", { class: "option" }, box, el("span", {}, gate.attest)) : null,
      mark: el("span", { class: "gate-mark" }), text: el("span", { class: "gate-text" }),
      more: el("div", { class: "fields gate-more" }), given: () => Boolean(box && box.checked),
      override: el("button", { type: "button", class: "button quiet", "aria-expanded": "false",
        "aria-label": "Override " + gate.label, onclick: () => list.overrideOf(row) }, "Override"),
      ask: list.askOf ? el("button", { type: "button", class: "button quiet ask", "aria-label": "Ask a clinician about "
        + gate.label, onclick: () => list.askOf(row) }, "Ask a clinician") : null,
      reason: () => "", word: () => "confirmed",
    };
    row.node = el("li", { class: "gate" }, row.mark, el("div", { class: "gate-words" }, el("b", {}, gate.label),
      row.text), el("div", { class: "gate-do" }, row.tick, row.ask, row.override), row.more);
    row.node.addEventListener("input", () => { draw(row); list.changed(); });
    return row;
  }

  function stateOf(row) {
    if (row.gate.open) return "open";
    if (row.reason()) return "overridden";
    if (!row.gate.unsaid) return "shut";
    return row.given() ? "said" : "unsaid";
  }

  /** The server's words; what was missing only a person's word says that it is given. */
  function textOf(row) {
    const { text, asked_at: asked } = row.gate;
    if (row.state === "overridden") return text + ", overridden";
    if (asked && row.state !== "said") return text + ", clinician asked " + clock.hhmm(Date.parse(asked));
    return row.state === "said" ? (text.slice(0, text.lastIndexOf("; ") + 1) + " " + row.word()).trim() : text;
  }

  function draw(row) {
    const state = stateOf(row), [shape, word] = MARKS[state];
    row.state = state;
    row.node.className = "gate " + state;
    if (row.mark.dataset.state !== state) row.mark.replaceChildren(glyph(shape, word));
    row.mark.dataset.state = state;
    row.text.textContent = textOf(row);
    if (row.tick) row.tick.hidden = state === "open";
    row.override.hidden = state === "open";
    if (row.ask) row.ask.hidden = state === "open" || Boolean(row.gate.asked_at);
  }

  const passed = (row) => !["shut", "unsaid"].includes(row.state);

  Chairside.gateList = function ({ overrideOf, askOf, changed }) {
    const rows = new Map();
    const items = el("ul", { class: "gates", "aria-label": "Ready to leave" });
    const count = el("b", { "aria-live": "polite" }), age = el("span", { class: "gates-age" });
    const list = { rows, overrideOf, askOf, node: el("div", {}, el("p", { class: "gates-head" }, count, age), items) };
    let renewed = clock.now();

    list.changed = function () {
      const shut = [...rows.values()].filter((row) => !passed(row)).length;
      const words = "Ready to leave: " + (shut ? shut + " of " + rows.size + " still shut" : "all open");
      if (count.textContent !== words) count.textContent = words;
      changed();
    };
    list.update = function (gates) {
      renewed = clock.now();
      age.textContent = "as of " + clock.hhmmss(renewed);
      [...rows.keys()].filter((code) => !gates.some((gate) => gate.gate === code)).forEach(function (code) {
        rows.get(code).node.remove();
        rows.delete(code);
      });
      gates.forEach(function (gate) {
        if (!rows.has(gate.gate)) rows.set(gate.gate, rowOf(gate, list));
        const row = rows.get(gate.gate);
        row.gate = gate;
        if (!row.node.isConnected) items.append(row.node);
        draw(row);
      });
      list.changed();
    };
    list.shut = function (errors) {
      errors.forEach(function (error) {
        const row = rows.get((error.field || "").replace("gates.", ""));
        if (row && !row.given()) row.gate = { ...row.gate, open: false, text: error.message };
        if (row) draw(row);
      });
      list.changed();
    };
    list.redraw = () => { rows.forEach(draw); list.changed(); };
    list.stale = () => { age.textContent = "Not renewed since " + clock.hhmmss(renewed) + "."; };
    list.said = () => [...rows.values()].filter((row) => row.box && row.box.checked).map((row) => row.gate.gate);
    list.overrides = () => [...rows.values()].filter((row) => row.state === "overridden")
      .map((row) => ({ gate: row.gate.gate, reason: row.reason() }));
    return list;
  };
})();
