/* The limits page by turns: read a version, or write the next one; the server checks and tries what is typed. */
(function () {
  "use strict";

  const { el, limits, rules, actions } = Chairside;
  const CHECK_MS = 300, TRY_MS = 1000;
  const STATES = { waiting: "waits for a clinician", rejected: "refused", scheduled: "approved, to come",
    in_force: "in force", superseded: "followed by another" };
  let registry = null, data = null, draft = null, number = 0, local = [], said = [], checking = null, trying = null;

  const at = (id) => document.getElementById(id);
  const theme = () => document.documentElement.dataset.theme || "light";
  const give = (id, value) => window.dash_clientside.set_props(id, { data: value });
  const json = (id) => { const text = at(id) && at(id).textContent; return text ? JSON.parse(text) : null; };

  /** What has been read with no box: the same view, nothing typed over it. */
  const reading = () => limits.open({ code: data.code, document: data.shown.document, texts: {}, rows: [] });

  function draw(focus) {
    const editor = at("limits-editor");
    const view = { draft: draft || reading(), registry, editing: Boolean(draft), typed, cleared };
    editor.replaceChildren(...limits.draw(view).filter(Boolean));
    editor.toggleAttribute("data-drafting", Boolean(draft));
    head();
    if (draft) marks();
    const first = focus && editor.querySelector('[data-cell^="' + focus + '"]');
    if (first) first.focus();
  }

  function head() {
    const place = at("limits-head");
    const parts = draft ? drafting() : shown();
    place.replaceChildren(...parts.filter(Boolean));
  }

  function shown() {
    const { version, state } = data.shown;
    const begin = el("button", { type: "button", class: "button primary", "data-action": "limits-begin" }, "New version");
    const words = data.shown.document.label + ", " + STATES[state];
    return [el("span", { class: "badge plain" }, "Version " + version), el("p", { class: "note" }, words),
      el("div", { class: "row push" }, registry.may.write ? begin : null)];
  }

  function drafting() {
    const meanwhile = data.in_force !== null && data.in_force > draft.kept.from;
    const words = meanwhile ? "Version " + data.in_force + " came into force after this draft was begun."
      : "Sessions that are running keep their version.";
    const why = reason(), locked = Boolean(why);
    const publish = el("button", { type: "button", class: "button " + (locked ? "locked" : "primary"),
      "data-action": "limits-publish", "aria-disabled": locked ? "true" : null, "aria-describedby": "limits-why" },
    locked ? Chairside.glyph("lock") : null, "Publish");
    const discard = el("button", { type: "button", class: "button", "data-action": "limits-discard" }, "Discard draft");
    const title = el("span", { class: "badge plain" }, "Draft of version " + (data.newest + 1));
    return [title, el("p", { class: "note narrow-hide" }, words),
      el("div", { class: "row push" }, discard, publish, left(why))];
  }

  /** What is left to do, beside the button; problems lead to their box. */
  function left(why) {
    const problems = local.length + said.length;
    const words = problems ? el("button", { type: "button", class: "button quiet", "data-action": "limits-problem" }, why)
      : why || changes();
    return el("span", { id: "limits-why", role: "status" }, words);
  }

  actions["limits-problem"] = function () {
    const wrong = at("limits-editor").querySelector("[aria-invalid]") || at("limits-editor").querySelector(
      ".limits-problems");
    wrong.scrollIntoView({ block: "center" });
    if (wrong.focus) wrong.focus({ preventScroll: true });
  };

  const many = (count, word) => count + " " + word + (count === 1 ? "" : "s");
  const changes = () => many(draft.changes(), "change");

  /** Why it cannot be published yet; empty when it can. */
  function reason() {
    const count = local.length + said.length;
    if (count) return many(count, "problem") + " to solve";
    return draft.changes() ? "" : "Nothing is changed yet";
  }

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

  const sent = () => ({ code: draft.kept.code, document: draft.build().document, n: number, theme: theme() });

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
    limits.drop(draft.kept.code);
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
  actions["limits-discard"] = () => rules.discard(lost(), leave);
  actions["limits-add"] = () => limits.add({ draft, registry, added: function (row) {
    draft.add(row);
    draw([row.measure, ""].join("|"));
    typed();
  } });
  actions["limits-publish"] = () => rules.publish({
    path: "/threshold-sets/" + draft.kept.code + "/versions", title: "Publish version " + (data.newest + 1),
    body: () => draft.build().document, reason: draft.kept.reason,
    reasoned: (words) => { draft.kept.reason = words; limits.keep(draft.kept); },
    refused: (errors) => { said = errors.filter((error) => /^(limits|escalation|label)\b/.test(error.field)); marks(); },
    published: () => { limits.drop(draft.kept.code); window.location.assign("/thresholds?set=" + data.code); },
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
    const kept = registry.may.write && other ? limits.kept(data.code) : null;
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
