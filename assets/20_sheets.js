/* Sheets: native dialogs built from a spec; one idempotency key for each opened sheet, kept over retries.
   spec: {id, title, badge?: {kind, word}, who?, owner?: username, intro?, note?, small?, fields, submit, cancel, danger?,
          send: async (values, key, sheet) => result | null (nothing was sent), done: (data) => void,
          again?: () => void (opens it anew when somebody else changed it first)}
   field: {name, label, kind, options?, value?, hint?, required?, optional?, maxLength?, decimals?, width?, path?,
     hidden?,
           list?, says?: value => words, onChange?: value => void, missing?: words, node?, read?} */
(function () {
  "use strict";

  const { el, api } = Chairside;

  function head(spec, titleId) {
    return el("header", { class: "sheet-head" },
      spec.badge ? el("span", { class: "badge " + spec.badge.kind }, spec.badge.word) : null,
      el("h2", { id: titleId }, spec.title), spec.who ? el("span", { class: "who" }, spec.who) : null);
  }

  function foot(spec, close) {
    const submit = spec.submit ? el("button", { type: "submit", class: "button primary" }, spec.submit) : null;
    const cancel = el("button", { type: "button", class: "button", onclick: close }, spec.cancel || "Cancel");
    const node = el("footer", { class: "sheet-foot" }, spec.note ? el("p", { class: "note" }, spec.note) : null,
      cancel, submit);
    return { node, submit };
  }

  function empty(value) {
    return value === "" || value === null || value === undefined || (Array.isArray(value) && !value.length);
  }

  /** What keeps the sheet from being sent, put beside its field; the first such field or undefined. */
  function check(fields) {
    return fields.filter(function (field) {
      if (field.node.hidden) return false;
      const missing = field.spec.required && empty(field.read()) && !field.problem();
      const words = field.problem() || (missing ? field.spec.missing || field.spec.label + " is missing." : "");
      field.fail(words);
      return Boolean(words);
    })[0];
  }

  function failing(fields, errors) {
    return errors.filter(function (one) {
      const path = one.field || "";
      const field = fields.find((candidate) => candidate.path === path)
        || fields.find((candidate) => candidate.name && path.split(".").pop() === candidate.name);
      if (field) { field.fail(one.message); field.show(true); }
      return !field;
    });
  }

  /** A form with a password names whose it is, hidden, for the browser's keeper of passwords. */
  function owner(spec) {
    const has = (test) => spec.fields.some((field) => field && test(field));
    if (!has((field) => field.kind === "password") || has((field) => field.name === "username")) return null;
    const node = el("input", { type: "text", autocomplete: "username", hidden: true, value: spec.owner });
    if (!spec.owner) api.me().then((person) => { if (person) node.value = person.username; });
    return node;
  }

  function open(given) {
    const spec = { ...given };
    const titleId = "sheet-" + spec.id;
    const fields = spec.fields.filter(Boolean).map(Chairside.field);
    const problem = el("div", { class: "sheet-problem", role: "alert" });
    const grid = el("div", { class: "fields" }, fields.map((field) => field.node));
    const dialog = el("dialog", { class: "sheet" + (spec.small ? " small" : ""), id: spec.id,
      "aria-labelledby": titleId });
    const { node: footer, submit } = foot(spec, () => dialog.close());
    const form = el("form", { novalidate: true, autocomplete: "off", method: "dialog" }, owner(spec), head(spec, titleId),
      el("div", { class: "sheet-body" }, problem, spec.intro ? el("p", { class: "sheet-intro" }, spec.intro) : null,
        grid), footer);
    const sheet = {
      dialog, form, key: api.newKey(), fields,
      field: (name) => fields.find((field) => field.name === name),
      values: () => Object.fromEntries(fields.filter((field) => field.name && !field.node.hidden)
        .map((field) => [field.name, field.read()])),
      fail: (words) => {
        problem.textContent = words || "";
        if (words) problem.scrollIntoView({ block: "nearest" });
      },
      offer: (label, act) => problem.append(" ", el("button", { type: "button", class: "button", onclick: act }, label)),
      ask: async function (name, words, keep, change) {
        busy(submit, false, spec.submit);      // a question is open: nothing is being saved
        const kept = await sheet.field(name).ask(words, keep, change);
        busy(submit, true);
        return kept;
      },
      add: (field) => { const made = Chairside.field(field); fields.push(made); grid.append(made.node); return made; },
      submitAs: (words) => { spec.submit = words; submit.textContent = words; },
      close: () => dialog.close(),
    };
    form.addEventListener("submit", function (event) { event.preventDefault(); send(spec, sheet, submit); });
    dialog.append(form);
    dialog.addEventListener("close", () => dialog.remove());
    (document.getElementById("dialogs") || document.body).append(dialog);
    dialog.showModal();
    const first = fields.find((field) => field.control && !field.node.hidden);
    (first ? first.control : footer.querySelector("button")).focus();
    return sheet;
  }

  function busy(submit, yes, words) {
    if (!submit) return;
    submit.setAttribute("aria-busy", String(yes));
    submit.textContent = yes ? "Saving" : words;
  }

  async function send(spec, sheet, submit) {
    if (submit && submit.getAttribute("aria-busy") === "true") return;
    sheet.fail("");
    sheet.fields.forEach((field) => field.asking.replaceChildren());
    const wrong = check(sheet.fields);
    if (wrong) { wrong.control.focus(); return; }
    busy(submit, true);
    const result = await spec.send(sheet.values(), sheet.key, sheet);
    busy(submit, false, spec.submit);
    if (!result) return;
    if (!result.ok) { refuse(spec, sheet, result); return; }
    sheet.close();
    if (spec.done) spec.done(result.data);
  }

  /** Somebody was first: what this person sees is old, so it is closed and shown as it is now. */
  function showNow(spec, sheet) {
    sheet.close();
    if (spec.again) spec.again();
    else Chairside.live.refresh();
  }

  function refuse(spec, sheet, result) {
    if (result.status === 0 || result.status >= 500) sheet.fields.forEach((field) => field.hold && field.hold());
    const errors = (result.data && result.data.errors) || [];
    const left = failing(sheet.fields, errors);
    const more = errors.length && left.length ? " " + left.map((one) => one.message).join(" ") : "";
    const words = api.words(result);
    sheet.fail(more.includes(words) ? more.trim() : words + more);
    if (result.status === 412) sheet.offer("Show what stands now", () => showNow(spec, sheet));
    const wrong = sheet.fields.find((field) => field.node.hasAttribute("data-wrong"));
    if (wrong && wrong.control) wrong.control.focus();
  }

  /** A short notice that needs no answer. */
  function tell(title, words) {
    return open({ id: "notice", title, intro: words, small: true, fields: [], cancel: "Close" });
  }

  /** Loads what a sheet needs; null, with the reason on the screen, when the server refuses. */
  async function load(path) {
    const result = await api.send("GET", path);
    if (result.ok) return result.data;
    tell("Not loaded", result.status ? api.words(result) : "The server did not answer. Nothing was changed.");
    return null;
  }

  /** Several at once; null when one of them is refused. */
  async function loadAll(...paths) {
    const all = await Promise.all(paths.map(load));
    return all.includes(null) ? null : all;
  }

  /** "Room 1 · Kowalczyk, Marta", from any answer of the server about a session. */
  function whose({ room, patient }) {
    const named = patient.name || [patient.family_name, patient.given_name].filter(Boolean).join(", ");
    return room + " · " + (typeof patient === "string" ? patient : named);
  }

  Chairside.sheet = { open, tell, load, loadAll, whose };
})();
