/* The fields of a sheet. Each: {node, name, path, read() -> value, problem() -> words, fail(words), ask(words), show(yes)}. */
(function () {
  "use strict";

  const { el } = Chairside;
  let count = 0;

  const choice = (option) => (typeof option === "string" ? { value: option, label: option } : option);

  /** A typed number as it stands: {value} or {problem}. Nothing is rounded, clamped or guessed. */
  function number(text, decimals) {
    const typed = text.trim();
    if (typed === "") return { value: null };
    if (/^-?\d+,\d+$/.test(typed)) return { problem: "Write " + typed + " with a decimal point." };
    if (!/^-?\d+(\.\d+)?$/.test(typed)) return { problem: typed + " is not a number." };
    const places = (typed.split(".")[1] || "").length;
    if (places > decimals) {
      return { problem: decimals === 0 ? "Whole numbers only." : "At most " + decimals + " decimals." };
    }
    return { value: Number(typed) };
  }

  function label(spec, id) {
    const optional = spec.optional ? el("span", { class: "optional" }, " (optional)") : null;
    return el("label", { for: id }, spec.label, optional);
  }

  function input(spec, id) {
    const shared = {
      id, name: spec.name, autocomplete: spec.autocomplete || "off", maxlength: spec.maxLength,
      placeholder: spec.placeholder, "aria-required": spec.required ? "true" : null, value: spec.value,
      autocapitalize: "off", spellcheck: spec.kind === "textarea" ? "true" : "false",
    };
    if (spec.kind === "textarea") return el("textarea", { ...shared, rows: spec.rows || 3 });
    if (spec.kind === "number") return el("input", { ...shared, type: "text", inputmode: spec.decimals === 0
      ? "numeric" : "decimal" });
    if (spec.list) shared.list = id + "-list";
    return el("input", { ...shared, type: { date: "date", time: "time", password: "password" }[spec.kind] || "text" });
  }

  function select(spec, id) {
    const first = spec.value === undefined ? [el("option", { value: "" }, spec.placeholder || "Choose")] : [];
    const node = el("select", { id, name: spec.name, "aria-required": spec.required ? "true" : null },
      first, spec.options.map(choice).map((one) => el("option", { value: one.value }, one.label)));
    if (spec.value !== undefined) node.value = spec.value;
    return node;
  }

  function single(spec, id) {
    const control = spec.kind === "select" ? select(spec, id) : input(spec, id);
    const list = spec.list ? el("datalist", { id: id + "-list" }, spec.list.map((value) => el("option",
      { value }))) : null;
    const node = el("div", { class: "field " + (spec.width || "") }, label(spec, id), control, list);
    const read = function () {
      const text = control.value;
      if (spec.kind === "number") return number(text, spec.decimals === undefined ? 2 : spec.decimals).value;
      if (spec.kind === "password" || spec.kind === "select") return text;
      return text.trim();
    };
    const problem = () => (spec.kind === "number" ? number(control.value, spec.decimals === undefined ? 2
      : spec.decimals).problem : null);
    return { node, control, read, problem };
  }

  /** Radios and check rows; an `alone` option of checks cannot stand beside others. */
  function several(spec, id) {
    const type = spec.kind === "radio" ? "radio" : "checkbox";
    const given = [].concat(spec.value === undefined ? [] : spec.value);
    const boxes = spec.options.map(choice).map(function (one) {
      const box = el("input", { type, name: id, value: one.value, checked: given.includes(one.value),
        autocomplete: "off" });
      box.alone = Boolean(one.alone);
      const row = el("label", { class: "option" }, box, el("span", {}, one.label, one.detail ? el("small", {},
        one.detail) : null));
      return { box, row };
    });
    const node = el("fieldset", { class: "field " + (spec.width || "") }, el("legend", {}, spec.label),
      el("div", { class: "options" + (boxes.length === 4 ? " four" : "") }, boxes.map((one) => one.row)));
    node.addEventListener("change", function (event) {
      if (type !== "checkbox" || !event.target.checked) return;
      boxes.forEach(({ box }) => {
        if (box !== event.target && (event.target.alone || box.alone)) box.checked = false;
      });
    });
    const chosen = () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    const read = () => (type === "radio" ? chosen()[0] || "" : chosen());
    return { node, control: boxes.length ? boxes[0].box : node, read, problem: () => null };
  }

  /** Now, or a day and time of the clinic's zone, as an ISO time; now is null unless `stamps`. An entry that may
      have arrived keeps its stamp (`hold`), so that sending it again is the same entry. */
  function moment(spec, id) {
    const { clock } = Chairside;
    const day = el("input", { id: id + "-day", type: "date", "aria-label": "Date", value: clock.day(clock.now()),
      autocomplete: "off" });
    const time = el("input", { id: id + "-time", type: "time", "aria-label": "Time", autocomplete: "off" });
    const which = el("select", { class: "select", "aria-label": "Which of the two", hidden: true },
      el("option", { value: "" }, "Which of the two?"), el("option", { value: "0" }, "First time"), el("option",
        { value: "1" }, "Second time"));
    const earlier = el("div", { class: "row moment-earlier", hidden: true }, day, time, which);
    const pick = several({ ...spec, kind: "radio", value: "now", options: [
      { value: "now", label: spec.nowLabel || "Now" }, { value: "earlier", label: "Another time" }] }, id);
    [day, time].forEach((one) => one.classList.add("input"));
    pick.node.append(earlier);
    const found = () => clock.moments(day.value, time.value);
    pick.node.addEventListener("change", function () {
      earlier.hidden = pick.read() === "now";
      which.hidden = found().length < 2;
    });
    const chosen = () => (found().length > 1 ? found()[Number(which.value)] : found()[0]);
    const problem = function () {
      if (pick.read() === "now") return null;
      if (!day.value || !time.value) return "Date and time are missing.";
      if (!found().length) return "That hour does not exist on this day.";
      return found().length > 1 && which.value === "" ? "This hour came twice. Choose which." : null;
    };
    let stamp = null, held = false;
    const read = function () {
      if (pick.read() !== "now") return problem() ? null : new Date(chosen()).toISOString();
      if (!held) stamp = spec.stamps && clock.checked() ? new Date(clock.now()).toISOString() : null;
      return stamp;
    };
    return { node: pick.node, control: pick.control, read, problem, hold: () => { held = true; } };
  }

  function fixed(spec) {
    const node = el("div", { class: "field " + (spec.width || "") },
      spec.label ? el("span", { class: "label" }, spec.label) : null, spec.node || el("p", { class: "was" },
        spec.value));
    return { node, control: null, read: spec.read || (() => undefined), problem: () => null };
  }

  const KINDS = { select: single, radio: several, checks: several, datetime: moment, static: fixed };

  function describe(field, id) {
    if (!field.control) return;
    const named = ["hint", "said", "wrong"].map((part) => id + "-" + part).join(" ");
    const target = field.node.tagName === "FIELDSET" ? field.node : field.control;
    target.setAttribute("aria-describedby", named);
  }

  function ask(field, words, keep, change) {
    field.asking.replaceChildren();
    return new Promise(function (resolve) {
      const answer = (kept) => function () {
        field.asking.replaceChildren();
        resolve(kept);
        if (!kept && field.control) field.control.focus();
      };
      const keeper = el("button", { type: "button", class: "button", onclick: answer(true) }, keep || "Keep");
      field.asking.append(el("div", { class: "ask", role: "group", "aria-label": words }, el("p", {}, el("b", {},
        words)),
        el("button", { type: "button", class: "button", onclick: answer(false) }, change || "Change"), keeper));
      field.asking.scrollIntoView({ block: "nearest" });
      keeper.focus();
    });
  }

  /** Builds one field from its spec; see 20_sheets.js for the keys of a spec. */
  Chairside.field = function (spec) {
    count += 1;
    const id = "field-" + count;
    const field = (KINDS[spec.kind] || single)(spec, id);
    Object.assign(field, { name: spec.name, path: spec.path || spec.name, spec });
    const wrong = el("p", { class: "field-error", id: id + "-wrong" });
    const said = el("p", { class: "field-read", id: id + "-said", "aria-live": "polite" });
    field.asking = el("div", {});
    field.node.append(el("p", { class: "field-hint", id: id + "-hint" }, spec.hint), said, wrong, field.asking);
    describe(field, id);
    field.fail = function (words) {
      wrong.textContent = words || "";
      field.node.toggleAttribute("data-wrong", Boolean(words));
      if (field.control) field.control.setAttribute("aria-invalid", words ? "true" : "false");
    };
    field.ask = (words, keep, change) => ask(field, words, keep, change);
    field.show = (yes) => { field.node.hidden = !yes; };
    field.say = (words) => { said.textContent = words || ""; };
    field.node.addEventListener("input", function () {
      field.fail("");
      if (spec.says) field.say(spec.says(field.read()));
    });
    if (spec.onChange) field.node.addEventListener("change", () => spec.onChange(field.read()));
    field.show(!spec.hidden);
    return field;
  };
})();
