/* One soft tone for each new urgent, off until someone turns it on. "Tone on" stands there only after this
   browser has really played something; ids of what has sounded are kept for the tab, the choice for the device. */
(function () {
  "use strict";

  const CHOICE = "chairside-tone", SOUNDED = "chairside-sounded";
  const WORDS = { off: "Tone off", on: "Tone on", blocked: "Tone blocked. Tap to allow" };
  const PITCH = 523, LENGTH = 0.5, ATTACK = 0.06, LOUDNESS = 0.16, ALLOWED_MS = 1500;
  let context = null, state = "off", sounded = null, owed = false;

  function kept(storage, name) {
    try { return storage.getItem(name); } catch { return null; }
  }

  function keep(storage, name, text) {
    try { storage.setItem(name, text); } catch { /* it lasts for this page */ }
  }

  function draw() {
    const button = document.querySelector('[data-action="tone"]');
    const words = button && button.querySelector(".tone-words");
    if (!words || words.textContent === WORDS[state]) return;
    words.textContent = WORDS[state];
    button.dataset.tone = state;
  }

  function show(next) {
    state = next;
    draw();
  }

  /** Half a second of a sine that swells gently; at loudness 0 it only proves that the browser plays. */
  function play(loudness) {
    const from = context.currentTime, swell = context.createGain(), source = context.createOscillator();
    source.frequency.value = PITCH;
    swell.gain.setValueAtTime(0, from);
    swell.gain.linearRampToValueAtTime(loudness, from + ATTACK);
    swell.gain.linearRampToValueAtTime(0, from + LENGTH);
    source.connect(swell);
    swell.connect(context.destination);
    const ended = new Promise((resolve) => { source.onended = resolve; });
    source.start(from);
    source.stop(from + LENGTH);
    return ended;
  }

  const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms, false); });

  function ready() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (context || !Context) return Boolean(context);
    context = new Context();
    context.onstatechange = function () {
      if (state === "on" && context.state !== "running") show("blocked");
    };
    return true;
  }

  /** Turns it on as far as the browser allows: on once something was played to its end, else blocked. */
  async function allow(loudness) {
    if (!ready()) { show("blocked"); return; }
    await Promise.race([context.resume().catch(() => undefined), later(ALLOWED_MS)]);
    const played = context.state === "running"
      && await Promise.race([play(loudness).then(() => true), later(LENGTH * 1000 + ALLOWED_MS)]);
    if (kept(localStorage, CHOICE) !== "on") return;
    show(played && context.state === "running" ? "on" : "blocked");
    if (state !== "on") return;
    if (owed && !loudness) play(LOUDNESS);
    owed = false;
  }

  Chairside.actions.tone = function () {
    if (state === "on") {
      keep(localStorage, CHOICE, "off");
      show("off");
      return;
    }
    keep(localStorage, CHOICE, "on");
    allow(LOUDNESS);
  };

  /** Urgents that may sound, as the room chips name them; null while these are not there yet. */
  function named() {
    const chips = document.getElementById("chips");
    return chips && chips.dataset.sounds !== undefined ? chips.dataset.sounds.split(" ").filter(Boolean) : null;
  }

  /** What stood here when this tab opened is not new; what came since sounds once, also after a reload. */
  function listen() {
    const ids = named();
    if (!ids) return;
    const first = sounded === null && kept(sessionStorage, SOUNDED) === null;
    sounded = sounded || new Set((kept(sessionStorage, SOUNDED) || "").split(" ").filter(Boolean));
    const fresh = ids.filter((id) => !sounded.has(id));
    fresh.forEach((id) => sounded.add(id));
    if (fresh.length || first) keep(sessionStorage, SOUNDED, [...sounded].join(" "));
    if (!fresh.length || first) return;
    if (state === "on") play(LOUDNESS);
    else owed = kept(localStorage, CHOICE) === "on";
  }

  new MutationObserver(function () {
    draw();
    listen();
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-sounds"] });
  // Any touch may lift the browser's block, not only one on the bell.
  document.addEventListener("pointerdown", function (event) {
    if (state === "blocked" && !event.target.closest('[data-action="tone"]')) allow(0);
  });
  if (kept(localStorage, CHOICE) === "on") allow(0);
})();
