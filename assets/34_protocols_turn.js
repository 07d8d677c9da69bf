/* The protocols page by turns: read a version, or write the next one or a copy; the server checks and draws it. */
(function () {
  "use strict";

  const { el, protocols, actions, sheet, rules } = Chairside;
  const CHECK_MS = 300;
  const STATES = { waiting: "waits for a clinician", rejected: "refused", scheduled: "approved, to come",
    in_force: "in force", superseded: "followed by another" };
  let registry = null, data = null, kept = null, was = null, number = 0, local = [], said = [], checking = null;

  const at = (id) => document.getElementById(id);
  const json = (id) => { const text = at(id) && at(id).textContent; return text ? JSON.parse(text) : null; };
  const built = () => protocols.build(kept, registry);

  // What is half typed is kept for each person and protocol; a copy beside its original's own next version.
  const slot = (code, copy) => "chairside-protocol-" + (document.documentElement.dataset.user || "") + "-"
    + (copy ? "copy-" : "") + code;
  const own = () => slot(kept.source, kept.copy);
  function keep() {
    try { localStorage.setItem(own(), JSON.stringify(kept)); } catch { /* it stays on the screen */ }
  }
  function found(code) {
    try {
      return JSON.parse(localStorage.getItem(slot(code, false)) || localStorage.getItem(slot(code, true)));
    } catch { return null; }
  }
  function drop() {
    try { localStorage.removeItem(own()); } catch { /* nothing was kept */ }
  }

  function head() {
    at("protocols-head").replaceChildren(...(kept ? drafting() : shown()).filter(Boolean));
  }

  function shown() {
    const { version, state } = data.shown;
    const act = (words, name, kind) => el("button", { type: "button", class: "button " + kind, "data-action": name }, words);
    const buttons = registry.may.write ? [act("Copy", "protocols-copy", ""), act("New version", "protocols-begin", "primary")]
      : [];
    return [el("span", { class: "badge plain" }, "Version " + version), el("p", { class: "note" }, data.shown.document.label
      + ", " + STATES[state]), el("div", { class: "row push" }, buttons)];
  }

  function drafting() {
    const meanwhile = !kept.copy && data.in_force !== null && data.in_force > kept.from;
    const words = meanwhile ? "Version " + data.in_force + " came into force after this draft was begun."
      : kept.copy ? "A copy of " + kept.document.label + "." : "Sessions that are running keep their version.";
    const why = reason();
    const publish = el("button", { type: "button", class: "button " + (why ? "locked" : "primary"),
      "data-action": "protocols-publish", "aria-disabled": why ? "true" : null, "aria-describedby": "protocols-why" },
    why ? Chairside.glyph("lock") : null, "Publish");
    const name = kept.copy ? "Draft of " + kept.code : "Draft of version " + (data.newest + 1);
    const count = local.length + said.length;
    const told = count ? el("button", { type: "button", class: "button quiet", "data-action": "protocols-problem" }, why) : why;
    const discard = el("button", { type: "button", class: "button", "data-action": "protocols-discard" }, "Discard draft");
    return [el("span", { class: "badge plain" }, name), el("p", { class: meanwhile ? "note" : "note narrow-hide" }, words),
      el("div", { class: "row push" }, discard, publish, el("span", { id: "protocols-why", role: "status" }, told))];
  }

  actions["protocols-problem"] = function () {
    const wrong = at("protocols-editor").querySelector("[data-wrong], .protocols-problems:not(:empty)");
    const control = wrong.querySelector("input, select, button");
    wrong.scrollIntoView({ block: "center" });
    if (control) control.focus({ preventScroll: true });
  };

  const many = (count, word) => count + " " + word + (count === 1 ? "" : "s");
  const changed = () => Boolean(kept.copy) || JSON.stringify(kept.form) !== JSON.stringify(was);

  /** Why it cannot be published yet; empty when it can. */
  function reason() {
    const count = local.length + said.length;
    if (count) return many(count, "problem") + " to solve";
    return changed() ? "" : "Nothing is changed yet";
  }

  function marks() {
    local = built().problems;
    const left = protocols.mark(at("protocols-editor"), local.length ? local : said);
    const top = at("protocols-editor").querySelector(".protocols-problems");
    if (top) top.replaceChildren(...left.map((error) => el("p", {}, error.message)));
    head();
  }

  const theme = () => document.documentElement.dataset.theme || "light";

  /** What the server shall draw: the draft, or the version that is read. */
  function drawn() {
    const { document: written, shared } = kept ? built() : data.shown;
    return { code: data.code, document: written, shared, n: number, theme: theme(), drafting: Boolean(kept) };
  }
  const show = () => window.dash_clientside.set_props("protocols-draft", { data: drawn() });

  function typed() {
    number += 1;
    said = [];
    keep();
    marks();
    clearTimeout(checking);
    if (!local.length) checking = setTimeout(show, CHECK_MS);
  }

  /** Draws the form; the focus goes to the first box at `path`. */
  function draw(path) {
    const editor = at("protocols-editor");
    const view = { form: kept && kept.form, was, registry, typed, anew: function (where) { draw(where); typed(); } };
    editor.replaceChildren(...(kept ? protocols.draw(view).filter(Boolean) : []));
    document.querySelector(".protocols-grid").toggleAttribute("data-drafting", Boolean(kept));
    const next = path && editor.querySelector('[data-path="' + path + '"]');
    const control = next && next.querySelector("input, select, button");
    if (control) control.focus();
  }

  function turnTo(draft) {
    kept = draft;
    was = protocols.read(kept.document, kept.shared, registry);
    draw();
    typed();
  }

  function begin(more) {
    const { version, document, shared } = data.shown;
    const form = protocols.read(document, shared, registry);
    turnTo({ source: data.code, code: data.code, copy: false, from: version, document, shared, form, reason: "", ...more });
  }

  function leave() {
    drop();
    kept = null;
    local = said = [];
    number += 1;
    draw();
    head();
    show();
  }

  actions["protocols-begin"] = () => begin({});
  actions["protocols-copy"] = () => sheet.open({
    id: "protocol-copy", title: "Copy " + data.shown.document.label, submit: "Copy", small: true,
    intro: "The copy is a protocol of its own; this one stays as it is.",
    fields: [
      { name: "label", label: "Name of the copy", kind: "text", required: true, maxLength: 120 },
      { name: "code", label: "Code", kind: "text", required: true, maxLength: 64,
        hint: "Small letters, digits and underscores. It never changes." },
    ],
    send: async function (values) {
      const code = values.code.trim();
      if (/^[a-z0-9_]+$/.test(code)) return { ok: true, data: { code, label: values.label } };
      const message = "A code has small letters, digits and underscores.";
      return { ok: false, status: 422, data: { detail: message, errors: [{ field: "code", message }] } };
    },
    done: function (chosen) {
      begin({ copy: true, code: chosen.code });
      kept.form.label = chosen.label;
      draw("label");
      typed();
    },
  });

  actions["protocols-discard"] = () => rules.discard(changed() || kept.reason ? "What was typed is lost." : "", leave);

  actions["protocols-publish"] = () => rules.publish({
    title: kept.copy ? "Publish " + kept.form.label : "Publish version " + (data.newest + 1),
    path: kept.copy ? "/protocols" : "/protocols/" + kept.code + "/versions",
    body: function () {
      const { document, shared } = built();
      return { ...document, code: kept.code, shared };
    },
    reason: kept.reason,
    reasoned: (words) => { kept.reason = words; keep(); },
    refused: (errors) => { said = errors.filter((error) => !/^(reason|starts_at|second)\b/.test(error.field)); marks(); },
    published: function () { const { code } = kept; drop(); window.location.assign("/protocols?protocol=" + code); },
  });

  /** What the server said of the newest text; an older answer is not heard. */
  function checked() {
    const answer = json("protocols-checked");
    if (!kept || !answer || answer.n !== number) return;
    said = answer.errors;
    marks();
  }

  /** Dash has put another version on the page, or the first; gives what shall be drawn. */
  function loaded(text) {
    if (!text) return window.dash_clientside.no_update;
    const fresh = JSON.parse(text), other = !data || data.code !== fresh.code;
    registry = registry || json("protocols-registry");
    data = fresh;
    const draft = registry.may.write && other ? found(data.code) : null;
    if (draft) turnTo(draft);
    else head();
    return drawn();
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.chairside = Object.assign(window.dash_clientside.chairside || {}, { protocol: loaded });

  let seen = "";
  function watch() {
    const place = at("protocols-checked");
    if (!place || place.textContent === seen) return;
    seen = place.textContent;
    checked();
  }

  new MutationObserver(watch).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
  new MutationObserver(() => { if (data) show(); }).observe(document.documentElement, { attributes: true,
    attributeFilter: ["data-theme"] });
})();
