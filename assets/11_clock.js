/* The server's time, carried on by the monotonic clock; ages and elapsed times tick from it. */
(function () {
  "use strict";

  const html = document.documentElement;
  const clock = Chairside.clock = {};
  let mark = null;        // {server, mono, wall} of the last answer
  const waiting = [];     // stamps given while the time could not be held against the server's
  const APART_MS = 5000;
  let asking = null;

  /** Milliseconds of the server's time now. */
  clock.now = function () {
    if (mark && clock.checked()) return mark.server + performance.now() - mark.mono;
    return Date.now() + (mark ? mark.server - mark.wall : 0);
  };

  /** Whether the time comes from the server; after a sleep it does not until it has been asked again. */
  clock.checked = function () {
    if (!mark) return false;
    return Math.abs((Date.now() - mark.wall) - (performance.now() - mark.mono)) < APART_MS;
  };

  clock.ask = function () {
    asking = asking || askServer().finally(() => { asking = null; });
    return asking;
  };

  /** Gives `put` the moment now as (at, checked, null). One that is not checked is given again once the server
      has said the time, as (at, true, replaced), unless the tablet slept once more in between. */
  clock.stamp = function (put) {
    const at = clock.now(), checked = clock.checked();
    put(at, checked, null);
    if (checked) return;
    waiting.push({ at, put, mono: performance.now(), wall: Date.now() });
    clock.ask();
  };

  function settle() {
    waiting.splice(0).forEach(function ({ at, put, mono, wall }) {
      const since = mark.mono - mono;
      if (Math.abs(mark.wall - wall - since) < APART_MS) put(Math.round(mark.server - since), true, at);
    });
  }

  async function askServer() {
    const sent = performance.now();
    const result = await Chairside.api.send("GET", "/time", undefined, { timeoutMs: 4000 });
    if (!result.ok) return false;
    const got = performance.now();
    const half = (got - sent) / 2;
    mark = { server: Date.parse(result.data.now) + half, mono: got, wall: Date.now() };
    if (result.data.time_zone) html.dataset.timeZone = result.data.time_zone;
    settle();
    tick();
    return true;
  }

  clock.zone = () => html.dataset.timeZone || undefined;

  const formats = {};
  function format(options) {
    const name = clock.zone() + JSON.stringify(options);
    formats[name] = formats[name] || new Intl.DateTimeFormat("en-GB", { timeZone: clock.zone(), hourCycle: "h23",
      ...options });
    return formats[name];
  }

  clock.hhmm = (ms) => format({ hour: "2-digit", minute: "2-digit" }).format(ms);
  clock.hhmmss = (ms) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);
  clock.day = function (ms) {
    const parts = Object.fromEntries(format({ year: "numeric", month: "2-digit", day: "2-digit" })
      .formatToParts(ms).map((part) => [part.type, part.value]));
    return parts.year + "-" + parts.month + "-" + parts.day;
  };

  /** The moments a date and time of the clinic's zone can mean: none in a missing hour, two in a repeated one. */
  clock.moments = function (day, time) {
    const asUtc = Date.parse(day + "T" + time + ":00Z");
    if (Number.isNaN(asUtc)) return [];
    const found = [];
    for (let quarter = -56; quarter <= 56; quarter += 1) {
      const moment = asUtc + quarter * 900000;
      if (clock.day(moment) === day && clock.hhmm(moment) === time) found.push(moment);
    }
    return found;
  };

  const two = (number) => String(number).padStart(2, "0");

  function words(seconds, as) {
    const whole = Math.max(0, Math.floor(seconds));
    const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60);
    if (as === "minute") return "T+" + minutes;
    if (as === "hm") return hours + ":" + two(minutes % 60);
    if (as === "age") {
      if (minutes < 180) return minutes + " min";
      return minutes < 2880 ? hours + " h" : Math.floor(hours / 24) + " days";
    }
    return hours + ":" + two(minutes % 60) + ":" + two(whole % 60);
  }

  /** What is left as mm:ss, over an hour h:mm:ss; past it, by how much: +mm:ss. */
  function countdown(seconds) {
    const whole = Math.floor(Math.abs(seconds)), hours = Math.floor(whole / 3600);
    const rest = two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
    return (seconds < 0 ? "+" : "") + (hours ? hours + ":" + rest : rest);
  }

  /** The same said of something that is due: "Repeat BP in 03:20", then "Repeat BP LATE 01:10". */
  function due(what, seconds) {
    return what + (seconds < 0 ? " LATE " : " in ") + countdown(seconds).replace("+", "");
  }

  function write(element, text) {
    const only = element.firstChild;
    if (only && only === element.lastChild && only.nodeType === Node.TEXT_NODE) {
      if (only.nodeValue !== text) only.nodeValue = text;
    } else {
      element.textContent = text;
    }
  }

  function tick() {
    const now = clock.now();
    document.querySelectorAll("[data-since]").forEach(function (element) {
      const since = Date.parse(element.dataset.since);
      if (Number.isNaN(since)) return;
      const seconds = (now - since) / 1000;
      write(element, words(seconds, element.dataset.format));
    });
    document.querySelectorAll("[data-until]").forEach(function (element) {
      const left = (Date.parse(element.dataset.until) - now) / 1000;
      if (Number.isNaN(left)) return;
      const what = element.dataset.due;
      write(element, what ? due(what, left) : countdown(left));
      if (what) element.classList.toggle("late", left < 0);
    });
    document.querySelectorAll("[data-turns]").forEach(function (element) {
      if (Date.parse(element.dataset.turns) <= now) write(element, element.dataset.after);
    });
    document.querySelectorAll("[data-fades]").forEach(function (element) {
      const old = (now - Date.parse(element.dataset.fades)) / 60000;
      element.classList.toggle("stale", old >= Number(element.dataset.staleAfter));
    });
  }

  clock.ready = clock.ask();
  setInterval(function () {
    if (mark && !clock.checked()) clock.ask();
    tick();
  }, 1000);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) clock.ask();
  });
  // New elements show their time in the frame they appear in, not a second later.
  let queued = false;
  new MutationObserver(function () {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => { queued = false; tick(); });
  }).observe(html, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-since", "data-until", "data-fades"] });
})();
