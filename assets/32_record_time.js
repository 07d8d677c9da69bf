/* When the set was measured: frozen at the first answer, asked again when saving comes much later. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const MINUTE = 60000;
  const ASK_AFTER = 3 * MINUTE;
  const LATE_AFTER = 10 * MINUTE;
  const LONG_AGO = 60 * MINUTE;
  const AHEAD = 2 * MINUTE;

  function create(drawer) {
    const { el, clock } = Chairside;
    const note = el("span", { class: "record-when", id: "record-when" });
    const input = el("input", {
      type: "text", class: "record-time", inputmode: "numeric", "aria-label": "Measured at",
      "aria-describedby": "record-when", autocomplete: "off", maxlength: "5",
    });
    const day = el("input", { type: "date", class: "record-day", "aria-label": "Day measured", autocomplete: "off" });
    const earlier = (minutes) => el("button", { type: "button", class: "button record-earlier", onpointerdown: drawer.stay, onclick: () => shift(minutes) }, `−${minutes} min`);
    const shifts = [earlier(1), earlier(5)];
    const then = el("button", { type: "button", class: "button", onpointerdown: drawer.stay, onclick: () => settle(observed()) });
    const now = el("button", { type: "button", class: "button", onpointerdown: drawer.stay, onclick: () => settle(clock.now()) }, "Now");
    const row = el("div", { class: "record-time-row" }, input, ...shifts, day);
    const ask = el("div", { class: "record-time-row", role: "group", "aria-label": "When was it measured?" }, then, now);
    const node = el("div", { class: "record-measured" }, el("div", { class: "record-time-head" }, el("span", { class: "record-label" }, "Measured at"), note), row, ask);
    let problem = "";

    const observed = () => drawer.entry.observedAt ?? drawer.entry.firstAt ?? clock.now();

    /** Whether the frozen time is too old to be taken without asking. */
    function mustAsk() {
      const { firstAt, observedAt } = drawer.entry;
      return observedAt === null && firstAt !== null && clock.now() - firstAt > ASK_AFTER;
    }

    function settle(ms) {
      drawer.entry.observedAt = ms;
      problem = "";
      drawer.changed();
      show(true);
    }

    function shift(minutes) {
      settle(observed() - minutes * MINUTE);
    }

    function freeze() {
      const { entry } = drawer;
      if (entry.firstAt !== null) return;
      clock.stamp(function (at, checked, replaced) {
        if (entry.firstAt !== replaced) return;
        entry.firstAt = at;
        entry.firstChecked = checked;
      });
    }

    /** Whether the measured time comes from a clock that could not be held against the server's. */
    function unchecked() {
      const { firstAt, observedAt, firstChecked } = drawer.entry;
      const frozen = firstAt !== null && (observedAt === null || observedAt === firstAt);
      return frozen ? firstChecked === false : !clock.checked();
    }

    function thaw() {
      drawer.entry.firstAt = null;
    }

    function momentOf(date, time) {
      const moments = clock.moments(date, time).sort((a, b) => a - b);
      const past = moments.filter((ms) => ms <= clock.now() + AHEAD);
      return { exists: moments.length > 0, ms: past.length ? past[past.length - 1] : null };
    }

    /** A time still to come on this day was meant for the day before; the day is then shown. */
    function readMoment(time) {
      const today = clock.day(clock.now());
      const chosen = day.hidden ? clock.day(observed()) : day.value || today;
      const here = momentOf(chosen, time);
      if (here.ms !== null) return here.ms;
      const before = chosen === today ? momentOf(clock.day(clock.now() - 24 * 60 * MINUTE), time) : here;
      if (before.ms === null) problem = here.exists ? `${chosen} ${time} lies in the future.` : `${time} did not exist on ${chosen}.`;
      return before.ms;
    }

    function take() {
      const text = input.value;
      problem = "";
      const found = /^([01]?[0-9]|2[0-3]):?([0-5][0-9])$/.exec(text);
      if (text === "") drawer.entry.observedAt = null;
      else if (!found) problem = `Measured at ${text} is not a time. Write hours and minutes, 14:05.`;
      else drawer.entry.observedAt = readMoment(`${found[1].padStart(2, "0")}:${found[2]}`) ?? drawer.entry.observedAt;
      drawer.changed();
      show(problem === "");
    }

    function whenWords(ms) {
      const behind = clock.now() - ms;
      const words = Chairside.recordWords.minutes(behind);
      if (behind > LATE_AFTER) return `late entry, ${words}`;
      return behind < MINUTE ? "now" : `${words} ago`;
    }

    function show(force) {
      const ms = observed();
      const asking = mustAsk();
      const away = clock.day(ms) !== clock.day(clock.now()) || clock.now() - ms > LONG_AGO;
      row.hidden = asking;
      ask.hidden = !asking;
      then.textContent = `Measured ${clock.hhmm(ms)}`;
      day.hidden = !away;
      shifts.forEach((button) => { button.hidden = away; });
      note.textContent = asking ? "which time?" : whenWords(ms);
      input.setAttribute("aria-invalid", String(problem !== ""));
      if (problem === "" && (force || document.activeElement !== input)) input.value = clock.hhmm(ms);
      if (force || document.activeElement !== day) day.value = clock.day(ms);
    }

    input.addEventListener("change", take);
    day.addEventListener("change", take);
    return {
      node, input, show, freeze, thaw, observed, unchecked, mustAsk, settleText: () => { if (document.activeElement === input) take(); },
      problem: () => problem, askFocus: () => then.focus(), question: () => `Measured ${clock.hhmm(observed())} or now? Answer before saving.`,
    };
  }

  Chairside.recordTime = { create };
})();
