/* Saving: what stands there goes out once, under one key, and the drawer closes only when the server has it. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const NOT_SAVED = "Not saved.";

  function errorsByMeasure(result) {
    const errors = (result.data && result.data.errors) || [];
    return errors.map((error) => ({ ...error, measure: String(error.field || "").split(".")[1] || null }));
  }

  function isReused(result) {
    const data = result.data || {};
    return data.code === "key_reused" || errorsByMeasure(result).some((error) => error.code === "key_reused");
  }

  /** What stands in the way of saving, as a line for the verdict and a place for the focus; null when nothing does. */
  function obstacle(drawer) {
    const { entry, spec, time } = drawer;
    if (!Chairside.recordEntry.hasAnswer(entry, spec)) {
      return { line: { tone: "ask", strong: "Nothing is answered yet.", rest: "Give a value or a reason first." }, focus: () => drawer.current.focus() };
    }
    if (time.problem()) return { line: { tone: "refused", strong: time.problem(), rest: "" }, focus: () => time.input.select() };
    const verdict = drawer.judge();
    if (verdict && verdict.tone === "refused") return { line: null, focus: () => drawer.fieldOf(verdict.focus).select() };
    if (verdict && verdict.asks) return { line: null, focus: () => drawer.verdict.focusStep() };
    if (time.mustAsk()) return { line: { tone: "ask", strong: time.question(), rest: "" }, focus: () => { time.show(true); time.askFocus(); } };
    return null;
  }

  function busy(drawer, is) {
    drawer.saving = is;
    drawer.saveButton.textContent = is ? "Saving" : "Save set";
    drawer.saveButton.setAttribute("aria-busy", String(is));
  }

  function refuse(drawer, result) {
    const errors = errorsByMeasure(result);
    const asked = errors.filter((e) => e.code === "improbable" && e.measure);
    const placed = errors.filter((e) => e.code !== "improbable" && e.measure && drawer.fieldOf(e.measure));
    drawer.serverErrors = placed;
    drawer.serverAsks = asked.map((e) => ({ measure: e.measure, code: e.code, message: e.message, confirms: [e.measure] }));
    const rest = errors.find((e) => !asked.includes(e) && !placed.includes(e));
    if (!asked.length && !placed.length) {
      drawer.tell({ tone: "refused", strong: NOT_SAVED, rest: rest ? rest.message : Chairside.api.words(result) });
      return;
    }
    drawer.judge();
    if (placed.length) drawer.fieldOf(placed[0].measure).select();
    else drawer.verdict.focusStep();
  }

  function failed(drawer, result) {
    drawer.failed = true;
    const again = [{ label: "Try again", act: () => save(drawer, drawer.thenBoard), kind: "primary" }];
    drawer.tell({ tone: "failed", strong: NOT_SAVED, rest: Chairside.api.words(result), steps: again });
    if (drawer.isOpen()) drawer.verdict.focusStep();
  }

  function done(drawer, reading) {
    const { session, user } = drawer.spec;
    Chairside.outbox.dropDraft(session.id, user.id);
    drawer.saved = true;
    drawer.close();
    Chairside.recordToast.saved(reading, { carry: drawer.thenBoard });
    document.dispatchEvent(new CustomEvent("chairside:saved", { detail: { session: session.id, reading } }));
    if (drawer.thenBoard) window.location.assign("/");
  }

  function answered(drawer, result) {
    if (result.ok) done(drawer, result.data);
    else if (isReused(result)) {
      drawer.entry.key = null;
      drawer.tell({ tone: "refused", strong: "A first form of this set is already saved.", rest: "Correct it in the table." });
    } else if (result.status >= 400 && result.status < 500 && ![401, 408, 429].includes(result.status)) refuse(drawer, result);
    else failed(drawer, result);
  }

  async function save(drawer, thenBoard) {
    if (drawer.saving) return;
    drawer.time.settleText();
    drawer.tell(null);
    drawer.thenBoard = thenBoard;
    drawer.tried = true;
    const blocked = obstacle(drawer);
    if (blocked) {
      drawer.tell(blocked.line);
      blocked.focus();
      return;
    }
    const { entry, spec, session } = drawer;
    const at = drawer.time.observed();
    entry.key = entry.key || Chairside.api.newKey();
    const body = Chairside.recordEntry.body(entry, spec, at, drawer.time.unchecked());
    busy(drawer, true);
    const label = `Set of ${Chairside.clock.hhmm(at)}, ${spec.session.room}`;
    const result = await Chairside.outbox.save({ path: `/sessions/${session}/readings`, body, key: entry.key, label, session });
    busy(drawer, false);
    answered(drawer, result);
  }

  Chairside.recordSave = { save };
})();
