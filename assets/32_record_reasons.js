/* Not taken: the coded reasons for the field in use, over the keypad. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const PAIR = ["systolic", "diastolic"];

  function create(drawer) {
    const { el, glyph } = Chairside;
    const named = el("span", { class: "spoken", id: "record-not-taken-field" });
    const words = el("span", { "aria-hidden": "true" });
    const button = el("button", {
      type: "button", class: "button record-not-taken", "aria-label": "Not taken",
      "aria-describedby": "record-not-taken-field", "aria-expanded": "false",
    }, glyph("ring"), words);
    const heading = el("p", { class: "record-reasons-head", id: "record-reasons-head" });
    const choices = el("div", { class: "record-reasons-list" });
    const menu = el("div", { class: "record-reasons", role: "group", "aria-labelledby": "record-reasons-head", hidden: true }, heading, choices);
    let opener = null;

    const isPair = (field) => PAIR.includes(field.code);
    const nameOf = (field) => (isPair(field) ? "Blood pressure" : field.measure.label);
    const shownName = (field) => (isPair(field) ? "Blood pressure" : drawer.words.shown(field.measure));

    function name(field) {
      named.textContent = nameOf(field);
      words.textContent = `${shownName(field)} not taken`;
    }

    function close() {
      menu.hidden = true;
      button.setAttribute("aria-expanded", "false");
    }

    function dismiss() {
      close();
      if (opener) opener.focus();
    }

    function choose(field, reason) {
      close();
      const codes = isPair(field) ? PAIR : [field.code];
      drawer.answer(field, () => drawer.skip(codes, reason));
      const last = drawer.path().find((f) => f.code === codes[codes.length - 1]);
      drawer.keys.next(last || field);
    }

    function open(field) {
      opener = field;
      heading.textContent = `Why was ${Chairside.judge.inSentence(nameOf(field))} not taken?`;
      const offered = field.measure.not_taken.map((code) => el("button", { type: "button", class: "button", onclick: () => choose(field, code) }, drawer.words.reasonLabel(drawer.spec, code)));
      choices.replaceChildren(...offered, el("button", { type: "button", class: "button quiet", onclick: dismiss }, "Back"));
      menu.hidden = false;
      button.setAttribute("aria-expanded", "true");
      offered[0].focus();
    }

    function move(event) {
      const by = { ArrowDown: 2, ArrowUp: -2, ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const buttons = [...choices.children];
      const to = buttons[buttons.indexOf(document.activeElement) + by];
      if (to) to.focus();
    }

    button.addEventListener("pointerdown", drawer.stay);
    button.addEventListener("click", () => (menu.hidden ? open(drawer.current) : dismiss()));
    menu.addEventListener("keydown", move);
    return { button, named, menu, name, open, dismiss, isOpen: () => !menu.hidden, close };
  }

  Chairside.recordReasons = { create };
})();
