/* What others change: the stream of changes, the loud bar when nothing is heard, catching up after a gap. */
(function () {
  "use strict";

  const { api, el, glyph } = Chairside;
  const SILENT_MS = 10000, GATHER_MS = 150, ASK_MS = 2000, STREAM_AGAIN_MS = 15000;
  const WARNING = "Nothing heard from the server for 10 s. Values may be old.";
  let source = null, last = null, heardAt = performance.now(), silent = false, asking = null, gathered = {},
    gathering = null;

  const page = () => document.getElementById("page");

  function push(store, change) {
    gathered[store] = change;
    gathering = gathering || setTimeout(hand, GATHER_MS);
  }

  function hand() {
    gathering = null;
    if (!(window.dash_clientside && window.dash_clientside.set_props && page())) {
      gathering = setTimeout(hand, GATHER_MS);
      return;
    }
    const ready = gathered;
    gathered = {};
    Object.entries(ready).forEach(([store, data]) => window.dash_clientside.set_props(store, { data }));
  }

  function changed(change) {
    if (last !== null && change.seq <= last) return;
    last = change.seq;
    spread(change);
  }

  function spread(change) {
    const mine = page() && page().dataset.session;
    const chips = document.getElementById("chips");
    if (!mine || !change.session_id || change.session_id === mine) push("live", change);
    if (chips && chips.dataset.live) push(chips.dataset.live, change);
  }

  /** Shows what was just saved here without waiting for the stream. */
  function refresh(session) {
    spread({ seq: (last || 0) + Math.random(), session_id: session || null, kind: "session" });
  }

  function heard() {
    heardAt = performance.now();
    if (!silent) return;
    silent = false;
    document.body.classList.remove("no-server");
    const bar = document.getElementById("stale-bar");
    if (bar) bar.replaceChildren();
    catchUp();
    Chairside.clock.ask();
    Chairside.outbox.serverBack();
  }

  function warn() {
    document.body.classList.add("no-server");
    const bar = document.getElementById("stale-bar");
    if (bar && !bar.firstChild) bar.append(glyph("octagon"), el("span", {}, WARNING));
  }

  async function watch() {
    if (performance.now() - heardAt < SILENT_MS) return;
    if (!silent) {
      silent = true;
      Chairside.connection.show("stale", (await Chairside.outbox.waiting()).length);
    }
    if (silent) warn();
  }

  async function catchUp() {
    const before = last;
    const result = await api.send("GET", "/changes?after=" + (before || 0), undefined, { timeoutMs: 5000 });
    if (!result.ok) return result;
    heard();
    if (before === null) last = result.data.last;
    else {
      result.data.changes.forEach(changed);
      if (result.data.last < before) refresh();
      last = result.data.last;
    }
    return result;
  }

  function askInstead() {
    asking = asking || setInterval(catchUp, ASK_MS);
  }

  function stopAsking() {
    clearInterval(asking);
    asking = null;
  }

  function closed(again) {
    source.close();
    askInstead();
    setTimeout(listen, again);
  }

  function beat(event) {
    const said = JSON.parse(event.data || "{}");
    heard();
    if (last === null) last = said.last;
    else if (said.last > last) catchUp();
  }

  function listen() {
    let late = performance.now() > 3000;   // the page may have drawn itself before the stream stood
    source = new EventSource("/api/v1/stream");
    source.onopen = function () {
      stopAsking();
      heard();
      if (late) { catchUp(); refresh(); }
      late = true;
    };
    source.onmessage = function (event) { heard(); changed(JSON.parse(event.data)); };
    source.addEventListener("heartbeat", beat);
    source.addEventListener("resync", function () { heard(); refresh(); });
    source.addEventListener("bye", () => closed(ASK_MS));
    source.onerror = function () {
      if (source.readyState === EventSource.CLOSED) closed(STREAM_AGAIN_MS);
    };
  }

  Chairside.live = { refresh, catchUp };
  listen();
  setInterval(watch, 1000);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) { watch(); catchUp(); }
  });
})();
