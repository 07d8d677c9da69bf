/* Page keys: dead while a dialog is open, a field has the focus, or a modifier is held. */
(function () {
  "use strict";

  const { actions, sheet, el } = Chairside;
  const GO_MS = 1000;
  const PRESSES = { r: "record", e: "event", d: "dose", f: "finish" };
  const HELP = [
    [["R"], "Record"], [["E"], "Event"], [["D"], "Dose"], [["F"], "Finish"],
    [["g", "b"], "Board"], [["/"], "Find patient"], [["?"], "This help"], [["Esc"], "Close"],
  ];
  let wentAt = null;

  function deaf(event) {
    const target = event.target;
    return event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat
      || document.querySelector("dialog[open]")
      || (target.closest && target.closest("input, select, textarea, [contenteditable], [role=tab]"));
  }

  actions.keys = () => sheet.open({
    id: "keys", title: "Keys", small: true, cancel: "Close",
    fields: [{ kind: "static", node: el("dl", { class: "keys" }, HELP.map(([keys, words]) => [
      el("dt", {}, keys.map((key) => el("kbd", { class: "key-hint" }, key))), el("dd", {}, words)])) }],
  });

  function press(key) {
    const main = document.getElementById("page");
    const button = main && main.dataset.session && PRESSES[key] && main.querySelector('[data-action="'
      + PRESSES[key] + '"]');
    if (button) button.click();
    return Boolean(button);
  }

  function find() {
    const box = document.getElementById("patient-search");
    if (box) box.focus();
    return Boolean(box);
  }

  function act(key) {
    const going = wentAt !== null && performance.now() - wentAt < GO_MS;
    wentAt = null;
    if (going && key === "b") { location.assign("/"); return true; }
    if (key === "g") { wentAt = performance.now(); return true; }
    if (key === "?") { actions.keys(); return true; }
    return key === "/" ? find() : press(key);
  }

  document.addEventListener("keydown", function (event) {
    if (deaf(event)) { wentAt = null; return; }
    if (event.key.length === 1 && act(event.key.toLowerCase())) event.preventDefault();
  });
})();
