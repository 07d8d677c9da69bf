/* The protocols page by turns: read a version, or write the next one or a copy; the server checks and draws it. */
(function () {
  "use strict";

  const { el, protocols, actions, rules } = Chairside;
  const { at, json, theme } = rules;
  const { keep, found, drop } = rules.drafts("protocol");
  const CHECK_MS = 300;
  let registry = null, data = null, kept = null, was = null, number = 0, local = [], said = [], checking = null;
  let course = null;

  const built = () => protocols.build(kept, registry);

  function head() {
    if (!kept) rules.reading("protocols", data, registry.may.write);
    else rules.drafting("protocols", { kept, data, problems: local.length + said.length, changed: changed() });
  }

  rules.toProblem("protocols");

  const changed = () => Boolean(kept.copy) || JSON.stringify(kept.form) !== JSON.stringify(was);

  function marks() {
    local = built().problems;
    const left = protocols.mark(at("protocols-editor"), local.length ? local : said);
    const top = at("protocols-editor").querySelector(".rules-problems");
    if (top) top.replaceChildren(...left.map((error) => el("p", {}, error.message)));
    head();
  }

  /** What the server shall draw: the draft, or the version that is read. */
  function drawn() {
    const { document: written, shared } = kept ? built() : data.shown;
    return { code: data.code, document: written, shared, n: number, theme: theme(), drafting: Boolean(kept),
      course, narrow: Boolean(kept) && rules.narrow() };
  }
  const show = () => rules.give("protocols-draft", drawn());
  actions["protocols-course"] = (dataset) => { course = dataset.course; show(); };

  function typed() {
    number += 1;
    said = [];
    keep(kept);
    marks();
    clearTimeout(checking);
    if (!local.length) checking = setTimeout(show, CHECK_MS);
  }

  /** Draws the form; the focus goes to the first box at `path`. */
  function draw(path) {
    const editor = at("protocols-editor");
    const view = { form: kept && kept.form, was, registry, typed, anew: function (where) { draw(where); typed(); } };
    editor.replaceChildren(...(kept ? protocols.draw(view).filter(Boolean) : []));
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
    drop(kept);
    kept = null;
    local = said = [];
    number += 1;
    draw();
    head();
    show();
  }

  actions["protocols-begin"] = () => begin({});
  actions["protocols-copy"] = () => rules.askCopy({ thing: "protocol", data, done: function (chosen) {
    begin({ copy: true, code: chosen.code });
    kept.form.label = chosen.label;
    draw("label");
    typed();
  } });

  actions["protocols-discard"] = () => rules.discard(changed() || kept.reason ? "What was typed is lost." : "", leave);

  actions["protocols-publish"] = () => rules.publish({
    title: kept.copy ? "Publish " + kept.form.label : "Publish version " + (data.newest + 1),
    path: kept.copy ? "/protocols" : "/protocols/" + kept.code + "/versions",
    body: function () {
      const { document, shared } = built();
      return { ...document, code: kept.code, shared };
    },
    reason: kept.reason,
    reasoned: (words) => { kept.reason = words; keep(kept); },
    refused: (errors) => { said = errors.filter((error) => !/^(reason|starts_at|second)\b/.test(error.field)); marks(); },
    published: function () { const { code } = kept; drop(kept); window.location.assign("/protocols?protocol=" + code); },
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
