/* One path for every key, from the keyboard and from the keypad on the screen. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const HABIT_MS = 1000;
  const RUN_GAP_MS = 150;
  const HAND_MS_PER_DIGIT = 75;
  const SCANNED_DIGITS = 20;
  const STRAY_DIGITS = 12;
  const PLACE = "chairside-next-box";

  function isOn() {
    try { return localStorage.getItem(PLACE) !== "off"; } catch { return true; }
  }

  function remember(on) {
    try { localStorage.setItem(PLACE, on ? "on" : "off"); } catch { /* a browser without storage forgets it */ }
  }

  function create(drawer) {
    const { judge } = Chairside;
    let advanced = { at: -Infinity, from: null };
    let run = { digits: "", at: -Infinity, since: -Infinity };

    const isFresh = (field) => performance.now() - advanced.at < HABIT_MS && field.isEmpty();

    function step(field, by) {
      const path = drawer.path();
      return path[path.indexOf(field) + by] || null;
    }

    function next(field) {
      const to = step(field, 1);
      if (to) to.focus();
      else drawer.saveButton.focus();
    }

    function advance(field) {
      advanced = { at: performance.now(), from: field };
      next(field);
    }

    function back(field) {
      const to = step(field, -1);
      if (to) to.focus();
    }

    /** After every change of a box's text: stores it, and leaves a box that is complete. */
    function typed(field) {
      const before = drawer.entry.texts[field.code] || "";
      const text = field.input.value;
      drawer.answer(field, () => drawer.setText(field.code, text));
      const grown = text.length > before.length && field.input.selectionStart === text.length;
      const parsed = judge.parse(text, field.measure);
      const complete = parsed.kind === "value" && judge.isPossible(parsed.value, field.measure) && !judge.canGrow(text, field.measure);
      if (isOn() && grown && complete) advance(field);
    }

    function chooseDigit(field, digit) {
      const chosen = drawer.entry.choices[field.code];
      if (digit === "0" && chosen === 1 && field.waits) {
        field.waits = false;
        field.set(10);
        if (isOn()) advance(field);
        return true;
      }
      field.waits = false;
      if (!field.values.includes(Number(digit))) return false;
      field.set(Number(digit));
      field.waits = digit === "1" && field.values.includes(10);
      if (field.waits) field.focus();
      else if (isOn()) advance(field);
      return true;
    }

    /** A digit that cannot begin here, right after an advance, belongs to the box just left. */
    function handBack(field, digit) {
      const left = advanced.from;
      if (!left || left.kind !== "box" || !isFresh(field) || judge.canBegin(digit, field.measure)) return false;
      left.focus();
      left.insert(digit);
      return true;
    }

    /** `now` is when the key went down, not when a busy page came to it: a scanner stays a scanner. */
    function follow(field, digit, now) {
      if (now - run.at > RUN_GAP_MS) run = { digits: "", since: now, field, before: structuredClone(drawer.entry) };
      run.digits += digit;
      run.at = now;
    }

    /** Digits in one go, faster than a hand reads and types them. */
    function isScanned(atLeast) {
      return run.digits.length >= atLeast && run.at - run.since < run.digits.length * HAND_MS_PER_DIGIT;
    }

    /** What a scanner sent goes back, whole, to the box it began in. */
    function gather() {
      const { field, before, digits } = run;
      run = { digits: "", at: -Infinity, since: -Infinity };
      drawer.restore(before);
      if (field && field.kind === "box") {
        field.focus();
        field.input.value = (before.texts[field.code] || "") + digits;
        drawer.answer(field, () => drawer.setText(field.code, field.input.value));
      }
      return true;
    }

    function digit(key, field, at) {
      follow(field, key, at);
      if (isScanned(SCANNED_DIGITS)) return gather();
      const taken = field && field.kind === "scale" ? chooseDigit(field, key) : Boolean(field) && handBack(field, key);
      const stray = !taken && (!field || field.kind === "scale");
      if (stray && isScanned(STRAY_DIGITS)) return gather();
      return taken || stray;
    }

    function erase(field) {
      if (field.isEmpty()) back(field);
      else if (field.kind !== "box" || drawer.entry.notTaken[field.code]) field.clear();
      else return false;
      return true;
    }

    function slash(field) {
      if (isFresh(field)) return true;
      if (field.code !== "systolic" || field.isEmpty()) return false;
      next(field);
      return true;
    }

    /** Whether the key was dealt with; what was not is typed as it is. */
    function handle(key, field, at) {
      if (/^[0-9]$/.test(key)) return digit(key, field, at);
      if (!field) return false;
      if (key === "Tab") return isFresh(field);
      if (key === "/") return slash(field);
      if (key === "Backspace") return erase(field);
      if (key === "Delete" && field.kind === "scale") { field.clear(); return true; }
      if (key.toLowerCase() === "n" && (field.kind === "scale" || field.isEmpty())) { drawer.reasons.open(field); return true; }
      return false;
    }

    function onKeydown(event) {
      event.stopPropagation();
      const field = drawer.path().find((f) => f.node.contains(event.target)) || null;
      if (event.key === "Enter" && !event.target.closest("button, a")) {
        event.preventDefault();
        drawer.save(event.ctrlKey || event.metaKey);
        return;
      }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); drawer.save(true); return; }
      if (event.ctrlKey || event.metaKey || event.altKey || (event.key === "Tab" && event.shiftKey)) return;
      const elsewhere = !field && !event.target.closest("button");
      if (!elsewhere && handle(event.key, field, event.timeStamp)) event.preventDefault();
    }

    /** A key of the keypad on the screen, for the field in use. */
    function press(key) {
      const field = drawer.current;
      if (key === "Next") { next(field); return; }
      field.focus();
      if (handle(key, field, performance.now())) return;
      if (field.kind !== "box") return;
      if (key === "Backspace") {
        const { input } = field;
        const from = input.selectionStart === input.selectionEnd ? Math.max(0, input.selectionStart - 1) : input.selectionStart;
        input.setRangeText("", from, input.selectionEnd, "end");
        typed(field);
      } else {
        field.insert(key);
      }
    }

    return { typed, onKeydown, press, next };
  }

  Chairside.recordKeys = { create, isOn, remember };
})();
