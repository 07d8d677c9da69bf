/* The turns that limits and protocols share: the head of the page, a copy begun, the way to what is wrong. */
(function () {
  "use strict";

  const { actions, el, sheet } = Chairside;
  const STATES = { waiting: "waits for a clinician", rejected: "refused", scheduled: "approved, to come",
    in_force: "in force", superseded: "followed by another" };
  const NAME_LENGTH = 120, CODE_LENGTH = 64;

  const at = (id) => document.getElementById(id);
  const json = (id) => { const text = at(id) && at(id).textContent; return text ? JSON.parse(text) : null; };
  const theme = () => document.documentElement.dataset.theme || "light";
  const give = (id, value) => window.dash_clientside.set_props(id, { data: value });
  /** Whether the figures of a draft stand in the narrow column beside it. */
  const narrow = () => window.innerWidth >= 900 && window.innerWidth < 1280;
  const many = (count, word) => count + " " + word + (count === 1 ? "" : "s");
  const act = (words, name, kind) => el("button", { type: "button", class: "button " + kind, "data-action": name }, words);

  /** The head while a version is read; `kind` is what the ids and actions of the page begin with. */
  function reading(kind, data, may) {
    const buttons = may ? [act("Copy", kind + "-copy", ""), act("New version", kind + "-begin", "primary")] : [];
    delete document.querySelector(".rules-grid").dataset.drafting;
    at(kind + "-head").replaceChildren(el("span", { class: "badge plain" }, "Version " + data.shown.version),
      el("p", { class: "note" }, data.shown.document.label + ", " + STATES[data.shown.state]),
      el("div", { class: "row push" }, buttons));
  }

  /** The head while a draft is written. `now`: {kept, data, problems: how many, changed, words: beside the button}. */
  function drafting(kind, now) {
    const { kept, data } = now;
    const meanwhile = !kept.copy && data.in_force !== null && data.in_force > kept.from;
    const words = meanwhile ? "Version " + data.in_force + " came into force after this draft was begun."
      : kept.copy ? "A copy of " + kept.document.label + "." : "Sessions that are running keep their version.";
    const why = now.problems ? many(now.problems, "problem") + " to solve" : now.changed ? "" : "Nothing is changed yet";
    const told = now.problems ? act(why, kind + "-problem", "quiet") : why || now.words || "";
    const publish = el("button", { type: "button", class: "button " + (why ? "locked" : "primary"),
      "data-action": kind + "-publish", "aria-disabled": why ? "true" : null, "aria-describedby": kind + "-why" },
    why ? Chairside.glyph("lock") : null, "Publish");
    const name = kept.copy ? "Draft of " + kept.code : "Draft of version " + (data.newest + 1);
    document.querySelector(".rules-grid").dataset.drafting = kept.copy ? "copy" : "version";
    at(kind + "-head").replaceChildren(el("span", { class: "badge plain" }, name),
      el("p", { class: meanwhile ? "note" : "note narrow-hide" }, words), el("div", { class: "row push" },
        act("Discard draft", kind + "-discard", ""), publish, el("span", { id: kind + "-why", class: "rules-why",
          role: "status" }, told)));
  }

  /** Leads to the first control that is wrong, or to the problems that have none. */
  function toProblem(kind) {
    actions[kind + "-problem"] = function () {
      const wrong = at(kind + "-editor").querySelector("[data-wrong], [aria-invalid], .rules-problems:not(:empty)");
      const control = wrong.matches("input, select, button") ? wrong : wrong.querySelector("input, select, button");
      wrong.scrollIntoView({ block: "center" });
      if (control) control.focus({ preventScroll: true });
    };
  }

  const fitting = (name) => name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "")
    .slice(0, CODE_LENGTH);

  function refused(field, message) {
    return { ok: false, status: 422, data: { detail: message, errors: [{ field, message }] } };
  }

  /** Asks for the name and code of a copy. `spec`: {thing, data, done({code, label})}; data.taken are those there. */
  function askCopy(spec) {
    const { label: original } = spec.data.shown.document, { taken } = spec.data;
    const opened = sheet.open({
      id: "rules-copy", title: "Copy " + original, submit: "Copy", small: true,
      intro: "The copy is a " + spec.thing + " of its own; this one stays as it is.",
      fields: [
        { name: "label", label: "Name of the copy", kind: "text", required: true, maxLength: NAME_LENGTH },
        { name: "code", label: "Code", kind: "text", required: true, maxLength: CODE_LENGTH,
          hint: "Small letters, digits and underscores. It never changes." },
      ],
      send: async function (values) {
        const { code, label } = values;
        if (!/^[a-z0-9_]*[a-z][a-z0-9_]*$/.test(code)) return refused("code", "A code has small letters, digits and underscores.");
        if (taken.some((one) => one.code === code)) return refused("code", "The code " + code + " is taken.");
        if (taken.some((one) => one.label === label)) return refused("label", "Another " + spec.thing + " has this name.");
        return { ok: true, data: { code, label } };
      },
      done: spec.done,
    });
    const [name, code] = ["label", "code"].map((field) => opened.field(field).control);
    let own = "";
    name.addEventListener("input", function () {
      if (code.value === own) { own = fitting(name.value); code.value = own; }
    });
  }

  Object.assign(Chairside.rules, { at, json, theme, narrow, give, many, reading, drafting, toProblem, askCopy });
})();
