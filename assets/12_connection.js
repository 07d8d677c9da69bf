/* The status in the top bar. "Saved" stands there only when the server has it. */
(function () {
  "use strict";

  const GLYPH = { saved: "tick", saving: "arrow", offline: "ring", not_saved: "octagon" };
  let shown = null;

  function lastSaved(text) {
    try {
      if (text) sessionStorage.setItem("chairside-saved", text);
      return sessionStorage.getItem("chairside-saved");
    } catch { return null; }
  }

  function sentence(state, detail) {
    if (state === "saved") return "Saved " + Chairside.clock.hhmmss(detail === undefined
      ? Chairside.clock.now() : detail);
    if (state === "saving") return "Saving";
    if (state === "offline") return "Offline: " + (detail || 0) + " waiting";
    return "Not saved";
  }

  function draw() {
    const pill = document.getElementById("connection");
    if (!pill || !shown) return;
    pill.className = "connection " + shown.state;
    pill.replaceChildren(Chairside.glyph(GLYPH[shown.state]), Chairside.el("span", {}, shown.text));
  }

  function show(state, detail) {
    const drawn = state === "stale" ? "offline" : state;
    shown = { state: drawn, text: sentence(drawn, detail) };
    if (drawn === "saved") lastSaved(shown.text);
    draw();
  }

  /** What stands there now: "saved", "saving", "offline", "not_saved" or null. */
  function state() { return shown && shown.state; }

  /** Back to the last thing that was true: the last saved time, or nothing. */
  function settle() {
    const text = lastSaved();
    shown = text ? { state: "saved", text } : null;
    const pill = document.getElementById("connection");
    if (pill && !shown) { pill.className = "connection"; pill.replaceChildren(); }
    draw();
  }

  // The shell appears after this script; what is known is drawn as soon as it stands.
  new MutationObserver(function () {
    const pill = document.getElementById("connection");
    if (pill && shown && !pill.firstChild) draw();
  }).observe(document.documentElement, { childList: true, subtree: true });

  Chairside.connection = { show, state, settle };
  settle();
})();
