/* What a person saves: kept on the tablet first, sent under one key, gone only when the server has it. */
(function () {
  "use strict";

  const { el, glyph, api, connection } = Chairside;
  const memory = { outbox: new Map(), drafts: new Map() };   // used where the browser allows no database
  const KEEPS = [0, 401, 408, 429];
  let opened = null;

  function database() {
    opened = opened || new Promise(function (resolve) {
      if (!window.indexedDB) { resolve(null); return; }
      const asked = indexedDB.open("chairside", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("outbox", { keyPath: "key" });
        asked.result.createObjectStore("drafts", { keyPath: "key" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = asked.onblocked = () => resolve(null);
      setTimeout(() => resolve(null), 1500);
    });
    return opened;
  }

  async function change(store, work, fallback) {
    const db = await database();
    if (!db) return fallback(memory[store]);
    return new Promise(function (resolve, reject) {
      const transaction = db.transaction(store, "readwrite", { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request && request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const put = (store, item) => change(store, (rows) => rows.put(item), (rows) => rows.set(item.key, item))
    .catch(() => memory[store].set(item.key, item));
  const take = (store, key) => change(store, (rows) => rows.delete(key), (rows) => rows.delete(key))
    .catch(() => undefined).finally(() => memory[store].delete(key));
  const wipe = (store) => change(store, (rows) => rows.clear(), (rows) => rows.clear())
    .catch(() => undefined).finally(() => memory[store].clear());

  async function all(store) {
    const stored = await change(store, (rows) => rows.getAll(), () => []).catch(() => []);
    return [...stored, ...memory[store].values()];
  }

  async function user() {
    if (document.documentElement.dataset.user) return document.documentElement.dataset.user;
    const person = await api.me();
    return person ? person.id : "";
  }

  /** Entries of this person that the server does not have yet, oldest first. */
  async function waiting() {
    const mine = await user();
    return (await all("outbox")).filter((entry) => entry.user === mine).sort((a, b) => a.kept_at - b.kept_at);
  }

  const keeps = (result) => KEEPS.includes(result.status) || result.status >= 500;

  async function post(entry) {
    connection.show("saving");
    const result = await api.send(entry.method || "POST", entry.path, entry.body, { key: entry.key,
      ifMatch: entry.ifMatch });
    if (result.ok) {
      await take("outbox", entry.key);
      const at = result.data && Date.parse(result.data.recorded_at);
      connection.show("saved", at || Chairside.clock.now());
      if (Chairside.live) Chairside.live.refresh(entry.session);
    } else if (keeps(result)) {
      connection.show("not_saved");
    } else {
      await take("outbox", entry.key);
      connection.settle();
    }
    await drawBar();
    return result;
  }

  /** Sends {path, body, key, ifMatch, label, session}; the promise holds the server's answer or its absence. */
  async function save(asked) {
    connection.show("saving");
    const entry = { ...asked, key: asked.key || api.newKey(), user: await user(), kept_at: Chairside.clock.now() };
    await put("outbox", entry);
    return post(entry);
  }

  /** Sends at once and keeps nothing on the tablet: what holds a password, or would surprise when sent later. */
  async function direct(asked) {
    connection.show("saving");
    const result = await api.send(asked.method || "POST", asked.path, asked.body, asked);
    if (result.ok) {
      connection.show("saved");
      if (asked.session) Chairside.live.refresh(asked.session);
    } else if (keeps(result)) connection.show("not_saved");
    else connection.settle();
    return result;
  }

  const times = new Map();        // by key the time of an event that may have arrived: sent again it is the same

  async function timeOf(key) {
    const { clock } = Chairside;
    if (!times.has(key) && !clock.checked()) await clock.ask();     // without an answer the last offset holds
    if (!times.has(key)) times.set(key, new Date(clock.now()).toISOString());
    return times.get(key);
  }

  /** Sends a bedside event {session, body, key, label} with the time of its first sending, not of its arrival.
      A pause is never kept for later: by then the checks are due. */
  async function event({ session, body, key, label }) {
    const stamped = { ...body, occurred_at: body.occurred_at || await timeOf(key) };
    const send = body.second || body.kind === "schedule_paused" ? direct : save;
    const result = await send({ path: "/sessions/" + session + "/events", body: stamped, key, label, session });
    if (!keeps(result)) times.delete(key);
    return result;
  }

  /** Sends a waiting entry again under its own key; null when it waits no more. */
  async function retry(key) {
    const entry = (await waiting()).find((one) => one.key === key);
    return entry ? post(entry) : null;
  }

  async function sendAll() {
    for (const entry of await waiting()) {
      const result = await post(entry);
      if (keeps(result)) return;
      if (!result.ok) tell(entry, result);
    }
  }

  const flush = () => (navigator.locks ? navigator.locks.request("chairside-outbox", sendAll) : sendAll());

  /** The server is back: what no open sheet still holds goes out by itself. */
  async function serverBack() {
    if (!document.querySelector("dialog[open]") && (await waiting()).length) await flush();
    else await drawBar();
  }

  function tell(entry, result) {
    document.body.append(el("div", { class: "signed-out refused", role: "alert" }, glyph("octagon"),
      el("p", {}, el("b", {}, "Not stored: " + (entry.label || "entry") + ". "), api.words(result)),
      el("button", { class: "button", type: "button", onclick: (event) => event.target.closest("div").remove() },
        "Close")));
  }

  async function drawBar() {
    const entries = await waiting();
    document.querySelectorAll(".waiting-bar").forEach((bar) => bar.remove());
    if (connection.state() === "saving") return;
    if (!entries.length) {
      if (["not_saved", "offline"].includes(connection.state())) connection.settle();
      return;
    }
    if (connection.state() !== "not_saved") connection.show("offline", entries.length);
    const count = entries.length === 1 ? "1 entry is not saved yet" : entries.length + " entries are not saved yet";
    const labels = entries.map((entry) => entry.label).filter(Boolean).join(", ");
    document.body.append(el("div", { class: "waiting-bar", role: "region", "aria-label": "Waiting entries" },
      glyph("ring"), el("p", {}, el("b", {}, count + ". "), labels ? labels + ". " : "", (entries.length === 1
        ? "It is" : "They are") + " safe on this tablet."),
      el("button", { class: "button", type: "button", onclick: flush }, "Try again"),
      el("button", { class: "button quiet", type: "button", onclick: () => discard(entries) }, "Discard")));
  }

  function discard(entries) {
    Chairside.sheet.open({
      id: "discard", title: "Discard what is not saved?", small: true, submit: "Discard", cancel: "Keep",
      intro: entries.map((entry) => entry.label || "Entry").join(", ") + ". The server may not have it.", fields: [],
      send: async function () {
        await Promise.all(entries.map((entry) => take("outbox", entry.key)));
        return { ok: true, status: 200, data: null };
      },
      done: drawBar,
    });
  }

  const draftKey = (session, person) => session + " " + person;
  const keepDraft = (session, person, draft) => put("drafts", { key: draftKey(session, person), draft,
    kept_at: Chairside.clock.now() });
  const dropDraft = (session, person) => take("drafts", draftKey(session, person));
  const draft = async (session, person) => {
    const found = (await all("drafts")).find((row) => row.key === draftKey(session, person));
    return found ? found.draft : null;
  };

  Chairside.outbox = {
    save, direct, event, retry, flush, waiting, serverBack, keepDraft, draft, dropDraft,
    drop: (key) => take("outbox", key).then(drawBar),
    wipe: () => Promise.all([wipe("outbox"), wipe("drafts")]),
  };
  window.addEventListener("load", drawBar);
  document.addEventListener("close", () => setTimeout(drawBar, 0), true);
})();
