/* The limits page by turns: read a version, or write the next one; the server checks and tries what is typed. */
(function () {
  "use strict";

  const { limits, rules, actions } = Chairside;
  const { at, json, theme, narrow, give, many } = rules;
  const CHECK_MS = 300, TRY_MS = 1000;
  let registry = null, data = null, draft = null, number = 0, local = [], said = [], checking = null, trying = null;

  /** What has been read with no box: the same view, nothing typed over it. */
  const reading = () => limits.open({ code: data.code, document: data.shown.document, texts: {}, rows: [] });

  function draw(focus) {
    const editor = at("limits-editor");
    const view = { draft: draft || reading(), registry, editing: Boolean(draft), typed, cleared };
    editor.replaceChildren(...limits.draw(view).filter(Boolean));
    head();
    if (draft) marks();
    const first = focus && editor.querySelector('[data-cell^="' + focus + '"]');
    if (first) first.focus();
  }

  function head() {
    if (!draft) { rules.reading("limits", data, registry.may.write); return; }
    const count = draft.changes();
    rules.drafting("limits", { kept: draft.kept, data, problems: local.length + said.length,
      changed: count > 0, words: many(count, "change") });
  }

  rules.toProblem("limits");

  /** The box that a path of the document means; none for what concerns the whole set. */
  function cellOf(path, places) {
    const found = /^limits\.(\d+)(?:\.(.+))?$/.exec(path);
    if (!found) return "#" + path;
    const part = found[2] === "after" ? "after.otherwise.min" : found[2] || "value";
    return places[Number(found[1])] + "#" + part;
  }

  /** The empty box that a vital sign's urgent limit is missing from. */
  function missing(error) {
    const found = error.code === "urgent_missing" && Object.keys(registry.rails).find(function (key) {
      const [code, side] = key.split(" ");
      return error.message.startsWith(registry.measures.find((one) => one.code === code).label + " " + side + " ");
    });
    if (!found) return null;
    const [measure, side] = found.split(" ");
    return limits.keyIn({ measure, family: "absolute", age: 0, protocols: "" }, side, "urgent") + "#value";
  }

  function marks() {
    const { places, problems } = draft.build();
    local = problems;
    const told = local.length ? [] : said.map((error) => ({ cell: missing(error) || cellOf(error.field, places),
      message: error.message }));
    limits.mark(at("limits-editor"), [...local, ...told]);
    head();
  }

  function typed() {
    number += 1;
    said = [];
    marks();
    clearTimeout(checking);
    clearTimeout(trying);
    if (local.length) return;
    checking = setTimeout(() => give("limits-draft", sent()), CHECK_MS);
    trying = setTimeout(look, TRY_MS);
  }

  const sent = () => ({ code: data.code, document: draft.build().document, n: number, theme: theme(),
    narrow: narrow() });

  /** Tries the draft on the last sessions, and draws it over the chosen one. */
  function look() {
    if (!draft || local.length) return;
    give("limits-tried", sent());
    const session = at("limits-picker").value;
    at("limits-over").toggleAttribute("data-chosen", Boolean(session));
    if (session) give("limits-drawn", { ...sent(), session });
  }

  function cleared(row) {
    draft.clear(row);
    draw();
    typed();
  }

  function turnTo(kept) {
    draft = limits.open(kept);
    said = [];
    draw();
    give("limits-pick", true);
    typed();
  }

  function leave() {
    limits.drop(draft.kept);
    draft = null;
    local = said = [];
    ["limits-draft", "limits-tried", "limits-drawn"].forEach((id) => give(id, null));
    draw();
  }

  /** What a discarded draft takes with it; empty when nothing was typed. */
  function lost() {
    const count = draft.changes();
    if (count) return count === 1 ? "One changed box is lost." : count + " changed boxes are lost.";
    return draft.kept.reason ? "The reason you wrote is lost." : "";
  }

  actions["limits-begin"] = () => turnTo(limits.begin(data.code, data.shown));
  actions["limits-copy"] = () => rules.askCopy({ thing: "set", data, done: function ({ code, label }) {
    const kept = limits.begin(data.code, data.shown, { copy: true, code });
    turnTo(kept);
    draft.type("#label", label);
    draw("#label");
    typed();
  } });
  actions["limits-discard"] = () => rules.discard(lost(), leave);
  actions["limits-add"] = () => limits.add({ draft, registry, added: function (row) {
    draft.add(row);
    draw([row.measure, ""].join("|"));
    typed();
  } });
  actions["limits-publish"] = () => rules.publish({
    path: draft.kept.copy ? "/threshold-sets" : "/threshold-sets/" + draft.kept.code + "/versions",
    title: draft.kept.copy ? "Publish " + draft.text("#label") : "Publish version " + (data.newest + 1),
    body: () => ({ ...draft.build().document, code: draft.kept.code }), reason: draft.kept.reason,
    reasoned: (words) => { draft.kept.reason = words; limits.keep(draft.kept); },
    refused: (errors) => { said = errors.filter((error) => /^(limits|escalation|label)\b/.test(error.field)); marks(); },
    published: function () {
      const { code } = draft.kept;
      limits.drop(draft.kept);
      window.location.assign("/thresholds?set=" + code);
    },
  });

  /** What the server said of the newest text; an older answer is not heard. */
  function checked() {
    const answer = json("limits-checked");
    if (!draft || !answer || answer.n !== number) return;
    said = answer.errors;
    marks();
  }

  function loaded() {
    const fresh = json("limits-data");
    if (!fresh || !at("limits-registry")) return;
    registry = registry || json("limits-registry");
    const other = !data || data.code !== fresh.code;
    data = fresh;
    const kept = registry.may.write && other ? limits.found(data.code) : null;
    if (kept) turnTo(kept);
    else if (draft) head();
    else draw();
  }

  let seenData = "", seenChecked = "";
  function watch() {
    const place = at("limits-data");
    if (!place) return;
    if (place.textContent !== seenData) { seenData = place.textContent; loaded(); }
    const text = at("limits-checked").textContent;
    if (text !== seenChecked) { seenChecked = text; checked(); }
  }

  document.addEventListener("change", (event) => { if (event.target.id === "limits-picker") look(); });
  new MutationObserver(watch).observe(document.documentElement, { subtree: true, childList: true, characterData: true });
  new MutationObserver(look).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
})();
