/* After a save: for eight seconds one tap takes the set back. It is struck, and stays in the record. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const UNDO_MS = 8000;
  const WORDS_MS = 6000;
  const CARRIED = "chairside-undo";

  function show(ms, ...children) {
    document.querySelectorAll(".record-toast").forEach((old) => old.remove());
    const toast = Chairside.el("div", { class: "record-toast", role: "status" }, ...children);
    document.body.append(toast);
    setTimeout(() => toast.remove(), ms);
    return toast;
  }

  function say(strong, rest) {
    return show(WORDS_MS, Chairside.el("p", {}, Chairside.el("b", {}, strong), ` ${rest}`));
  }

  async function strike(reading, key, button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const body = { reason_code: "other", reason: "undone" };
    const result = await Chairside.api.send("POST", `/readings/${reading.id}/strike`, body, { key });
    if (!result.ok) {
      say("Not undone.", result.status === 0 ? "The server did not answer. Strike it in the table." : Chairside.api.words(result));
      return;
    }
    say("Undone.", "The set stays in the record, struck.");
    document.dispatchEvent(new CustomEvent("chairside:saved", { detail: { session: reading.session_id, reading: result.data } }));
  }

  function offer(reading, ms) {
    const { el, glyph, clock } = Chairside;
    const key = Chairside.api.newKey();
    const undo = el("button", { type: "button", class: "button", onclick: () => strike(reading, key, undo) }, "Undo");
    const at = clock.hhmmss(reading.recorded_at ? Date.parse(reading.recorded_at) : clock.now());
    show(ms, glyph("tick"), el("p", {}, el("b", {}, `Saved ${at}.`), " Undo strikes it; it stays in the record."), undo);
  }

  /** Offers Undo; `carry` hands the offer over to the page that opens next. */
  function saved(reading, { carry }) {
    if (!carry) { offer(reading, UNDO_MS); return; }
    const { id, session_id, recorded_at } = reading;
    const kept = { reading: { id, session_id, recorded_at }, until: Date.now() + UNDO_MS };
    try { sessionStorage.setItem(CARRIED, JSON.stringify(kept)); } catch { /* no Undo on the next page then */ }
  }

  function takeCarried() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(CARRIED));
      sessionStorage.removeItem(CARRIED);
      return kept;
    } catch { return null; }
  }

  window.addEventListener("load", () => {
    const kept = takeCarried();
    const left = kept ? kept.until - Date.now() : 0;
    if (left > 0) Chairside.clock.ready.then(() => offer(kept.reading, left));
  });

  Chairside.recordToast = { saved, say };
})();
