/* Page keys: dead while a dialog is open, a field has the focus, or a modifier is held. Letters and digits can be
   switched off by each person (WCAG 2.1.4). */
(function () {
  "use strict";

  const { actions, sheet, el } = Chairside;
  const GO_MS = 1000, DIGIT_MS = 600, SAID_MS = 2500;
  const PRESSES = { r: "record", e: "event", d: "dose", f: "finish" };
  const HELP = [
    [["R"], "Record"], [["E"], "Event"], [["D"], "Dose"], [["F"], "Finish"],
    [["1", "…"], "That room's session"], [["g", "b"], "Board"], [["/"], "Find patient"],
    [["j", "k"], "Review: next, earlier session"], [["o"], "Review: earlier sessions"],
    [["s"], "Review: sign, or its note"], [["p"], "Review: print the note"],
    [["?"], "This help"], [["Esc"], "Close"],
  ];
  let wentAt = null, digits = "", going = null;

  const choice = () => "chairside-keys-" + (document.documentElement.dataset.user || "");

  const keys = Chairside.keys = {
    /** Whether letters and digits act on this browser for the person signed in. */
    on: function () {
      try { return localStorage.getItem(choice()) !== "off"; } catch { return true; }
    },
    set: function (yes) {
      try { localStorage.setItem(choice(), yes ? "on" : "off"); } catch { /* they stay as they are */ }
    },
    /** Off, or the event belongs to a field, a dialog or a chord. */
    deaf: function (event) {
      const target = event.target;
      return !keys.on() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat
        || document.querySelector("dialog[open]")
        || (target.closest && target.closest("input, select, textarea, [contenteditable], [role=tab]"));
    },
  };

  const label = () => (keys.on() ? "Switch letter and digit keys off" : "Switch letter and digit keys on");

  /** Each button that switches them says what it would do now. */
  function draw() {
    document.querySelectorAll('[data-action="keys-switch"]').forEach(function (button) {
      if (button.textContent !== label()) button.textContent = label();
    });
  }

  actions["keys-switch"] = function () {
    keys.set(!keys.on());
    draw();
  };

  actions.keys = () => sheet.open({
    id: "keys", title: "Keys", small: true, cancel: "Close",
    fields: [
      { kind: "static", node: el("dl", { class: "keys" }, HELP.map(([names, words]) => [
        el("dt", {}, names.map((key) => el("kbd", { class: "key-hint" }, key))), el("dd", {}, words)])) },
      { kind: "static", node: el("button", { type: "button", class: "button", "data-action": "keys-switch" }, label()) },
    ],
  });

  function press(key) {
    const main = document.getElementById("page");
    const button = main && main.dataset.session && PRESSES[key] && main.querySelector('[data-action="'
      + PRESSES[key] + '"]');
    if (button) button.click();
    return Boolean(button);
  }

  function find() {
    const box = document.getElementById("patient-search");
    if (box) box.focus();
    return Boolean(box);
  }

  /** What the digits have named so far, for eyes and screen readers. */
  function say(words) {
    const old = document.getElementById("key-said");
    const said = old || el("p", { id: "key-said", role: "status" });
    if (!old) document.body.append(said);
    said.textContent = words;
    if (words) setTimeout(() => { if (said.textContent === words) said.textContent = ""; }, SAID_MS);
  }

  /** Digits name the room, not the place: only the one room of exactly this number is meant. */
  function go() {
    const number = digits;
    forget();
    const chips = [...document.querySelectorAll("#chips a[href]")];
    const meant = chips.filter((one) => one.querySelector(".chip-room").textContent === number);
    if (meant.length === 1) window.location.assign(meant[0].getAttribute("href"));
    else say(meant.length ? "Several rooms are numbered " + number + ". Tap one." : "No session in room " + number);
  }

  function forget() {
    clearTimeout(going);
    digits = "";
  }

  /** Another digit within 600 ms belongs to the same number, so each waits for the next. */
  function name(digit) {
    if (!document.querySelector("#chips a[href]")) return false;
    clearTimeout(going);
    digits += digit;
    say("Room " + digits);
    going = setTimeout(go, DIGIT_MS);
    return true;
  }

  function act(key) {
    const after = wentAt !== null && performance.now() - wentAt < GO_MS;
    wentAt = null;
    if (/^[0-9]$/.test(key)) return name(key);
    forget();
    if (after && key === "b") { location.assign("/"); return true; }
    if (key === "g") { wentAt = performance.now(); return true; }
    if (key === "?") { actions.keys(); return true; }
    return key === "/" ? find() : press(key);
  }

  new MutationObserver(draw).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("keydown", function (event) {
    if (keys.deaf(event)) { wentAt = null; forget(); return; }
    if (event.key.length === 1 && act(event.key.toLowerCase())) event.preventDefault();
  });
})();
