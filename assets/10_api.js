/* One way to the server: JSON to /api/v1, and one sentence for a person out of any answer. */
(function () {
  "use strict";

  const { el, glyph } = Chairside;
  const BASE = "/api/v1";
  const NO_ANSWER = "The server did not answer. Your entries are still here.";
  const BY_STATUS = {
    401: "You are signed out. Sign in again. Your entries are still here.",
    403: "You may not do this.",
    404: "It is not there any more.",
    412: "Someone changed it meanwhile. Look again before you save.",
    413: "That is too long to store.",
    429: "Too many tries. Wait a few minutes.",
    503: "The server cannot store now. Your entries are still here.",
    507: "The server's disk is full. Your entries are still here.",
  };

  function cookie(name) {
    const found = document.cookie.split("; ").find((part) => part.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function signedOut() {
    if (document.querySelector(".signed-out")) return;
    const next = encodeURIComponent(location.pathname + location.search);
    const bar = el("div", { class: "signed-out", role: "alert" }, glyph("info"), "You are signed out. ",
      el("a", { class: "button primary", href: "/sign-in?next=" + next }, "Sign in again"));
    (document.querySelector("dialog[open]") || document.body).append(bar);
  }

  async function read(response) {
    const kind = response.headers.get("Content-Type") || "";
    if (response.status === 204) return null;
    return kind.includes("json") ? response.json() : response.text();
  }

  function headers(method, body, options) {
    const sent = { Accept: "application/json, application/problem+json" };
    if (method !== "GET") sent["X-CSRF-Token"] = cookie("chairside_csrf");
    if (body !== undefined && body !== null) sent["Content-Type"] = "application/json";
    if (options.key) sent["Idempotency-Key"] = options.key;
    if (options.ifMatch !== undefined && options.ifMatch !== null) sent["If-Match"] = '"' + options.ifMatch + '"';
    return sent;
  }

  /** Never rejects. No answer in time is {ok: false, status: 0, data: null}. */
  async function send(method, path, body, options = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), options.timeoutMs || 10000);
    try {
      const response = await fetch(BASE + path, {
        method, headers: headers(method, body, options), credentials: "same-origin", cache: "no-store",
        body: body === undefined || body === null ? undefined : JSON.stringify(body), signal: stop.signal,
      });
      const data = await read(response);
      if (response.status === 401) signedOut();
      return { ok: response.ok, status: response.status, data, headers: response.headers };
    } catch {
      return { ok: false, status: 0, data: null, headers: new Headers() };
    } finally {
      clearTimeout(timer);
    }
  }

  /** One sentence for a person; empty for a good answer. */
  function words(result) {
    if (result.ok) return "";
    if (result.status === 0) return NO_ANSWER;
    const said = result.data && typeof result.data === "object" ? result.data : {};
    const errors = said.errors || [];
    if (said.code === "key_reused" || errors.some((one) => one.code === "key_reused")) {
      return "This was already saved as first sent. Correct it in the table.";
    }
    if (result.status === 401) return BY_STATUS[401];
    return said.detail || (errors[0] && errors[0].message) || BY_STATUS[result.status] || said.title
      || "The server could not do this. Nothing was changed.";
  }

  let asked = null;
  /** Who is signed in: {id, username, display_name, roles}, or null. Asked once a page. */
  function me() {
    asked = asked || send("GET", "/me").then((result) => {
      if (!result.ok) { asked = null; return null; }
      return result.data.user || result.data;
    });
    return asked;
  }

  Chairside.api = { send, words, newKey: uuid, me };
})();
