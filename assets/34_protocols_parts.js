/* The parts of the protocol's form: a box, a list, a tick, each in a place that an error's path can name. */
(function () {
  "use strict";

  const { el } = Chairside;
  let count = 0;

  const wrong = () => el("p", { class: "field-error" });

  /** A place in the form; errors whose path begins with its own stand in it. */
  function place(path, tag, attrs, ...children) {
    return el(tag, { ...attrs, "data-path": path }, ...children, wrong());
  }

  function field(path, label, control, was) {
    count += 1;
    const id = "protocol-box-" + count, old = el("p", { class: "field-was", id: id + "-was" });
    control.id = id;
    control.setAttribute("aria-describedby", id + "-was");
    const mark = function () {
      const changed = was !== undefined && control.value.trim() !== was.value;
      control.classList.toggle("changed", changed);
      old.textContent = changed ? "was " + (was.words ? was.words(was.value) : was.value || "none") : "";
    };
    control.addEventListener(control.tagName === "SELECT" ? "change" : "input", mark);
    mark();
    return place(path, "div", { class: "field" }, el("label", { for: id }, label), control, old);
  }

  /** A text box over one key of the form; `was` is what the version it began from says, for the mark beside it. */
  function box(view, holder, key, path, label, options = {}) {
    const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false",
      inputmode: options.words ? "text" : "decimal", placeholder: options.empty || null });
    input.value = holder[key];
    input.addEventListener("input", function () { holder[key] = input.value; view.typed(); });
    const node = field(path, label, input, options.was === undefined ? undefined : { value: options.was });
    node.classList.add(options.words ? "words" : options.wide ? "wide-box" : "number-box");
    return node;
  }

  /** A list of choices over one key; `anew` draws the form again, for what hangs on the choice. */
  function list(view, holder, key, path, label, choices, options = {}) {
    const known = choices.some((one) => one.value === holder[key]);
    const all = known ? choices : [{ value: holder[key], label: holder[key] || "Choose" }, ...choices];
    const control = el("select", {}, all.map((one) => el("option", { value: one.value }, one.label)));
    control.value = holder[key];
    control.addEventListener("change", function () {
      holder[key] = control.value;
      if (options.anew) view.anew(path);
      else view.typed();
    });
    const words = (value) => (all.find((one) => one.value === value) || { label: value }).label;
    return field(path, label, control, options.was === undefined ? undefined : { value: options.was, words });
  }

  /** One thing that is ticked or not. */
  function tick(view, holder, key, path, label, options = {}) {
    const input = el("input", { type: "checkbox", disabled: options.fixed });
    input.checked = holder[key];
    input.addEventListener("change", function () {
      holder[key] = input.checked;
      if (options.anew) view.anew(path);
      else view.typed();
    });
    return place(path, "div", { class: "field tick" }, el("label", { class: "option" }, input, el("span", {}, label)));
  }

  /** Ticks over a list of codes, kept in the order of the choices. */
  function ticks(view, holder, key, path, legend, choices) {
    const boxes = choices.map(function (one) {
      const input = el("input", { type: "checkbox", value: one.value });
      input.checked = holder[key].includes(one.value);
      input.addEventListener("change", function () {
        holder[key] = choices.map((other) => other.value).filter((value) => (value === one.value ? input.checked
          : holder[key].includes(value)));
        view.typed();
      });
      return el("label", { class: "option" }, input, el("span", {}, one.label));
    });
    return place(path, "fieldset", { class: "field ticks" }, el("legend", {}, legend), el("div", { class: "tick-row" }, boxes));
  }

  function button(words, act, options = {}) {
    return el("button", { type: "button", class: "button" + (options.quiet ? " quiet" : ""), onclick: act,
      "aria-label": options.name || null }, words);
  }

  /** Takes a line away. */
  const cross = (act, name) => el("button", { type: "button", class: "button quiet square", onclick: act, "aria-label": name,
    title: name }, Chairside.glyph("cross"));

  function panel(title, ...children) {
    const id = "protocol-" + title.toLowerCase().replace(/[^a-z]+/g, "-");
    return el("section", { class: "panel", "aria-labelledby": id }, el("div", { class: "panel-head" }, el("h2", { id },
      title)), ...children);
  }

  const row = (...children) => el("div", { class: "protocol-row" }, ...children);

  /** Puts each error where its path leads, or as near as the form goes; gives those that belong nowhere. */
  function mark(root, errors) {
    const places = [...root.querySelectorAll("[data-path]")];
    places.forEach(function (node) {
      node.removeAttribute("data-wrong");
      node.querySelectorAll(":scope > [aria-invalid]").forEach((control) => control.removeAttribute("aria-invalid"));
      node.querySelector(":scope > .field-error").textContent = "";
    });
    return errors.filter(function (error) {
      let path = error.field, node = null;
      while (path && !node) {
        node = places.find((one) => one.dataset.path === path);
        path = path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";
      }
      if (!node) return true;
      const told = node.querySelector(":scope > .field-error");
      node.setAttribute("data-wrong", "");
      node.querySelectorAll(":scope > :is(input, select)").forEach((control) => control.setAttribute("aria-invalid", "true"));
      told.textContent = told.textContent ? told.textContent + " " + error.message : error.message;
      return false;
    });
  }

  Object.assign(Chairside.protocols, { place, box, list, tick, ticks, button, cross, panel, row, mark });
})();
