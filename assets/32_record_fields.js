/* The places an answer goes: number boxes and scale rows, each with the same few verbs. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const isTouch = () => window.matchMedia("(pointer: coarse)").matches;
  const idOf = (measure, part) => `record-${measure.code}-${part}`;

  /** A text box for digits. What is typed stays as typed. */
  function box(drawer, measure) {
    const { el } = Chairside;
    const previous = el("span", { id: idOf(measure, "previous"), class: "spoken" });
    const error = el("span", { id: idOf(measure, "error"), class: "spoken" });
    const unit = el("span", { id: idOf(measure, "unit"), class: "spoken" }, measure.unit || "");
    const skipped = el("span", { class: "record-skipped", "aria-hidden": "true" });
    const kept = el("span", { class: "record-kept", "aria-hidden": "true" }, "kept");
    const input = el("input", {
      type: "text", id: idOf(measure, "box"), class: "record-input", "aria-label": measure.label, placeholder: "—",
      autocomplete: "off", autocorrect: "off", autocapitalize: "off", spellcheck: "false",
      inputmode: isTouch() ? "none" : "decimal",
      "aria-describedby": ["unit", "previous", "error"].map((part) => idOf(measure, part)).join(" "),
    });
    const node = el("div", { class: "record-box" }, input, skipped, kept, unit, previous, error);
    const field = { kind: "box", code: measure.code, measure, node, input, error };
    field.focus = () => { input.focus(); input.setSelectionRange(input.value.length, input.value.length); };
    field.select = () => { input.focus(); input.select(); };
    field.isEmpty = () => input.value === "" && !drawer.entry.notTaken[measure.code];
    field.insert = (text) => {
      input.focus();
      input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
      drawer.keys.typed(field);
    };
    field.clear = () => { input.value = ""; drawer.answer(field, () => drawer.setText(measure.code, "")); };
    field.show = (state, message) => {
      const reason = drawer.entry.notTaken[measure.code];
      const text = drawer.entry.texts[measure.code] || "";
      if (input.value !== text) input.value = text;
      node.dataset.state = reason ? "not-taken" : state || "";
      skipped.replaceChildren(...(reason ? [Chairside.glyph("ring"), drawer.words.reasonLabel(drawer.spec, reason).toLowerCase()] : []));
      input.setAttribute("aria-invalid", String(state === "refused"));
      input.placeholder = reason ? "" : "—";
      error.textContent = reason ? `Not taken: ${drawer.words.reasonLabel(drawer.spec, reason)}` : message || "";
    };
    field.tell = (words) => { previous.textContent = words ? `Previous ${words}` : ""; };
    input.addEventListener("input", () => drawer.keys.typed(field));
    input.addEventListener("focus", () => drawer.entered(field));
    input.addEventListener("blur", () => drawer.judge());
    return field;
  }

  function answersOf(measure) {
    if (measure.choices && measure.choices.length) return measure.choices;
    const [low, high] = measure.possible;
    return Array.from({ length: high - low + 1 }, (_, step) => ({ value: low + step, word: "" }));
  }

  function radio(field, answer, worded) {
    const { el } = Chairside;
    const name = `record-${field.code}`;
    const input = el("input", { type: "radio", name, value: String(answer.value), autocomplete: "off" });
    if (answer.word && !worded) input.title = answer.word;
    const word = worded ? [el("span", { class: "record-word" }, answer.word)] : [];
    const node = el("label", { class: "record-answer" }, input, el("span", { class: "record-digit" }, String(answer.value)), ...word);
    input.addEventListener("click", () => field.pick(answer.value));
    input.addEventListener("focus", () => field.entered());
    return { node, input, value: answer.value };
  }

  /** A row of joined radios. A tap on the chosen answer takes it back. */
  function scale(drawer, measure) {
    const { el } = Chairside;
    const label = el("span", { id: idOf(measure, "label"), class: "record-label" }, measure.label);
    const previous = el("span", { id: idOf(measure, "previous"), class: "record-previous" });
    const group = el("div", { role: "radiogroup", class: "record-answers", "aria-labelledby": idOf(measure, "label"), "aria-describedby": idOf(measure, "previous") });
    const node = el("div", { class: "record-scale" }, el("div", { class: "record-scale-name" }, label, previous), group);
    const field = { kind: "scale", code: measure.code, measure, node, group };
    const answers = answersOf(measure);
    const worded = answers.length < 8;
    field.entered = () => drawer.entered(field);
    field.isEmpty = () => !Chairside.recordEntry.isAnswered(drawer.entry, measure.code);
    field.set = (value) => drawer.answer(field, () => drawer.choose(measure.code, value));
    field.pick = (value) => field.set(drawer.entry.choices[measure.code] === value ? null : value);
    field.clear = () => field.set(null);
    const radios = answers.map((answer) => radio(field, answer, worded));
    group.append(...radios.map((r) => r.node));
    field.values = answers.map((answer) => answer.value);
    field.focus = () => (radios.find((r) => r.input.checked) || radios[0]).input.focus();
    field.select = field.focus;
    field.show = (state) => {
      const reason = drawer.entry.notTaken[measure.code];
      const chosen = drawer.entry.choices[measure.code];
      radios.forEach((r) => { r.input.checked = r.value === chosen; });
      node.dataset.state = reason ? "not-taken" : state || "";
      if (reason) previous.replaceChildren(Chairside.glyph("ring"), drawer.words.reasonLabel(drawer.spec, reason).toLowerCase());
      else previous.textContent = field.lastWords || "";
    };
    field.tell = (words) => {
      field.lastWords = words;
      const last = drawer.spec.last[measure.code];
      radios.forEach((r) => r.node.classList.toggle("record-last", Boolean(last) && last.value === r.value));
      field.show(node.dataset.state);
    };
    return field;
  }

  /** A list for a scale that is not on the drawer's face. */
  function list(drawer, measure) {
    const { el } = Chairside;
    const worded = (c) => `${c.value}${c.word ? ` ${c.word}` : ""}`;
    const choices = answersOf(measure).map((c) => el("option", { value: String(c.value) }, worded(c)));
    const input = el("select", { class: "select record-list", "aria-label": measure.label, autocomplete: "off" }, el("option", { value: "" }, "—"), ...choices);
    const skipped = el("span", { class: "record-skipped", "aria-hidden": "true" });
    const node = el("div", { class: "record-box" }, input, skipped);
    const field = { kind: "list", code: measure.code, measure, node, values: [], tell: () => undefined };
    field.focus = () => input.focus();
    field.select = field.focus;
    field.isEmpty = () => !Chairside.recordEntry.isAnswered(drawer.entry, measure.code);
    field.set = (value) => drawer.answer(field, () => drawer.choose(measure.code, value));
    field.clear = () => field.set(null);
    field.show = (state) => {
      const chosen = drawer.entry.choices[measure.code];
      const reason = drawer.entry.notTaken[measure.code];
      input.value = chosen === undefined ? "" : String(chosen);
      node.dataset.state = reason ? "not-taken" : state || "";
      skipped.replaceChildren(...(reason ? [drawer.words.reasonLabel(drawer.spec, reason).toLowerCase()] : []));
    };
    input.addEventListener("change", () => field.set(input.value === "" ? null : Number(input.value)));
    input.addEventListener("focus", () => drawer.entered(field));
    return field;
  }

  function fieldFor(drawer, measure) {
    if (Chairside.recordEntry.isBox(measure)) return box(drawer, measure);
    return measure.place === "main" ? scale(drawer, measure) : list(drawer, measure);
  }

  Chairside.recordFields = { fieldFor };
})();
