/* After a save: for eight seconds one tap takes the set back. It is struck, and stays in the record.
   A set that somebody else seems to have charted too is asked about instead. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const UNDO_MS = 8000;
  const WORDS_MS = 6000;
  const ASK_MS = 120000;
  const PLACE_MS = 250;
  const CARRIED = "chairside-undo";

  /** Over the session's bar, and higher where the bar says why it is locked: its buttons stay free. */
  function place(toast) {
    const bar = document.querySelector(".actionbar");
    const locked = Boolean(bar && bar.querySelector(".locked-why"));
    toast.classList.toggle("over-locked", locked);
    toast.classList.toggle("over-bar", !locked && Boolean(bar && bar.querySelector(".button")));
  }

  function show(ms, ...children) {
    document.querySelectorAll(".record-toast").forEach((old) => old.remove());
    const toast = Chairside.el("div", { class: "record-toast", role: "status" }, ...children);
    document.body.append(toast);
    place(toast);
    const placing = setInterval(function () {   // carried to a page that has no bar yet
      if (toast.isConnected) place(toast);
      else clearInterval(placing);
    }, PLACE_MS);
    setTimeout(() => toast.remove(), ms);
    return toast;
  }

  function say(strong, rest) {
    return show(WORDS_MS, Chairside.el("p", {}, Chairside.el("b", {}, strong), ` ${rest}`));
  }

  async function strike(reading, key, button, reason) {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const body = { reason_code: "other", reason: reason || "undone" };
    const result = await Chairside.api.send("POST", `/readings/${reading.id}/strike`, body, { key });
    if (!result.ok) {
      say(reason ? "Not struck." : "Not undone.", result.status === 0 ? "The server did not answer. Strike it in the table." : Chairside.api.words(result));
      return;
    }
    say(reason ? "Struck." : "Undone.", "The set stays in the record, struck.");
    document.dispatchEvent(new CustomEvent("chairside:saved", { detail: { session: reading.session_id, reading: result.data } }));
  }

  /** The other person's set in words: "Nina Brandt saved 128/79 at 14:05:12 too." */
  function otherWords(other) {
    const { systolic = "-", diastolic = "-" } = other.values;
    const what = "systolic" in other.values || "diastolic" in other.values ? `${systolic}/${diastolic}` : "a set";
    return `${other.recorded_by.display_name} saved ${what} at ${Chairside.clock.hhmmss(Date.parse(other.observed_at))} too.`;
  }

  async function keep(reading, button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const result = await Chairside.keepBoth({ session: reading.session_id, reading: reading.id, of: reading.duplicate_of });
    if (result.ok) say("Both kept.", "The log says so.");
    else say("Not answered.", `${Chairside.api.words(result)} The table still asks.`);
  }

  /** Somebody else saved nearly the same: asked at once, in nobody's way, and gone when answered here or there. */
  async function ask(reading) {
    const { el, glyph } = Chairside;
    const found = await Chairside.api.send("GET", `/sessions/${reading.session_id}/readings`);
    const items = found.ok ? found.data.items : [];
    const other = items.find((one) => one.id === reading.duplicate_of);
    if (!other) { offer(reading, UNDO_MS); return; }
    const key = Chairside.api.newKey();
    const both = el("button", { type: "button", class: "button", onclick: () => keep(reading, both) }, "Keep both");
    const mine = el("button", { type: "button", class: "button", onclick: () => strike(reading, key, mine, "same set as another person's") }, "Strike mine");
    show(ASK_MS, glyph("info"), el("p", {}, el("b", {}, otherWords(other)), " Same set?"), both, mine);
  }

  function offer(reading, ms) {
    const { el, glyph, clock } = Chairside;
    const key = Chairside.api.newKey();
    const undo = el("button", { type: "button", class: "button", onclick: () => strike(reading, key, undo) }, "Undo");
    const at = clock.hhmmss(reading.recorded_at ? Date.parse(reading.recorded_at) : clock.now());
    show(ms, glyph("tick"), el("p", {}, el("b", {}, `Saved ${at}.`), " Undo strikes it; it stays in the record."), undo);
  }

  function tell(reading, ms) {
    if (reading.duplicate_of) ask(reading);
    else offer(reading, ms);
  }

  /** Offers Undo, or asks whether it is the set of somebody else; `carry` hands the offer over to the page that opens next. */
  function saved(reading, { carry }) {
    if (!carry) { tell(reading, UNDO_MS); return; }
    const { id, session_id, recorded_at, duplicate_of } = reading;
    const kept = { reading: { id, session_id, recorded_at, duplicate_of }, until: Date.now() + UNDO_MS };
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
    if (left > 0) Chairside.clock.ready.then(() => tell(kept.reading, left));
  });

  Chairside.recordToast = { saved, say, show };
})();
