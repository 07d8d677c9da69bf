/* What others change: the stream of changes, the loud bar when nothing is heard, catching up after a gap. */
(function () {
  "use strict";

  const { api, el, glyph } = Chairside;
  const SILENT_MS = 10000, GATHER_MS = 150, ASK_MS = 2000, STREAM_AGAIN_MS = 15000, TELL_MS = 240000;
  const SILENT = "Nothing heard from the server for 10 s. Values may be old.";
  const DOUBTED = "Check the server's clock. Most screens differ from it by over 2 min.";
  let source = null, last = null, heardAt = performance.now(), streamAt = heardAt, silent = false, doubted = false,
    reachable = null, asking = null, again = null, gathered = {}, gathering = null;

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
    document.dispatchEvent(new CustomEvent("chairside:change", { detail: change }));
  }

  /** Shows what was just saved here without waiting for the stream. */
  function refresh(session) {
    spread({ seq: (last || 0) + Math.random(), session_id: session || null, kind: "session" });
  }

  /** The bar under the top bar: silence first, then the server's clock. */
  function drawBar() {
    const bar = document.getElementById("stale-bar");
    document.body.classList.toggle("no-server", silent);
    document.body.classList.toggle("clock-doubted", doubted && !silent);
    const words = silent ? SILENT : doubted ? DOUBTED : "";
    if (!bar || bar.textContent === words) return;
    bar.replaceChildren(...(words ? [glyph(silent ? "octagon" : "clock"), el("span", {}, words)] : []));
  }

  function heard() {
    heardAt = performance.now();
    if (!silent) return;
    silent = false;
    drawBar();
    catchUp();
    Chairside.clock.ask();
    Chairside.outbox.serverBack();
  }

  /** Something came by the stream itself. */
  function streamed() {
    streamAt = performance.now();
    heard();
  }

  async function watch() {
    if (performance.now() - streamAt >= SILENT_MS) reopen();
    if (performance.now() - heardAt >= SILENT_MS && !silent) {
      silent = true;
      Chairside.connection.show("stale", (await Chairside.outbox.waiting()).length);
    }
    drawBar();
  }

  async function catchUp() {
    const before = last;
    const asked = "/changes?after=" + (before || 0) + "&wall_ms=" + Date.now();
    const result = await api.send("GET", asked, undefined, { timeoutMs: 5000 });
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

  /** Asks instead, and tries a new stream in a while. */
  function close(wait) {
    source.close();
    streamAt = performance.now() + wait;
    askInstead();
    clearTimeout(again);
    again = setTimeout(listen, wait);
  }

  /** A stream that says nothing any more may be dead without knowing it: a new one takes its place. */
  const reopen = () => close(0);

  function beat(event) {
    const said = JSON.parse(event.data || "{}");
    streamed();
    if (doubted !== Boolean(said.server_clock_doubted)) Chairside.clock.ask();   // it was set, or is to be
    doubted = Boolean(said.server_clock_doubted);
    drawBar();
    if (last === null) { last = said.last; setTimeout(catchUp, ASK_MS); }
    else if (said.last > last) catchUp();
    if (reachable !== null && said.clinician_reachable !== null && said.clinician_reachable !== reachable) refresh();
    if (said.clinician_reachable !== null) reachable = said.clinician_reachable;
  }

  function listen() {
    let late = performance.now() > 3000;   // the page may have drawn itself before the stream stood
    const mine = source = new EventSource("/api/v1/stream");
    const on = (name, act) => mine.addEventListener(name, (event) => { if (mine === source) act(event); });
    on("open", function () {
      stopAsking();
      streamed();
      if (late) { catchUp(); refresh(); }
      late = true;
    });
    on("message", function (event) { streamed(); changed(JSON.parse(event.data)); });
    on("heartbeat", beat);
    on("resync", function () { streamed(); refresh(); });
    on("bye", () => close(ASK_MS));
    on("error", function () { if (mine.readyState === EventSource.CLOSED) close(STREAM_AGAIN_MS); });
  }

  Chairside.live = { refresh, catchUp };
  listen();
  setInterval(watch, 1000);
  setInterval(catchUp, TELL_MS);
  ["online", "offline"].forEach((change) => window.addEventListener(change, reopen));
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) { watch(); catchUp(); }
  });
})();
