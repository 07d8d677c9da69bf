/* The plain pages: signing in, and the set-up of a new clinic. Both speak JSON to the API. */
(function () {
  "use strict";

  const NO_ANSWER = "The server did not answer. Try again.";
  const NO_TOKEN = "Open this page by the set-up link that was printed where the server was started.";
  const ASK_MS = 10000, PATIENCE_MS = 5000;
  const find = (id) => document.getElementById(id);
  const form = document.querySelector("form");
  const button = form.querySelector("button[type=submit]");

  /** Where to go afterwards: a path of this server, nothing else. */
  function next() {
    const wanted = new URLSearchParams(location.search).get("next") || "/";
    try {
      const there = new URL(wanted, location.origin);
      if (wanted.startsWith("/") && there.origin === location.origin) return there.pathname + there.search;
    } catch { /* not an address */ }
    return "/";
  }

  function say(text) {
    const message = find("message");
    message.textContent = text || "";
    message.hidden = !text;
  }

  function sayUnder(name, text) {
    const box = find(name), line = find(name + "-error");
    if (!box || !line) return false;
    line.textContent = text || "";
    line.hidden = !text;
    box.closest(".field").toggleAttribute("data-wrong", Boolean(text));
    if (text) box.setAttribute("aria-invalid", "true"); else box.removeAttribute("aria-invalid");
    return true;
  }

  function clear() {
    say("");
    form.querySelectorAll("[name]").forEach((box) => sayUnder(box.name, ""));
  }

  function show(problem) {
    const errors = (problem && problem.errors) || [];
    const left = errors.filter((error) => !sayUnder(error.field, error.message));
    if (errors.length && !left.length) {
      find(errors[0].field).focus();
      return;
    }
    say(left.map((error) => error.message).join(" ") || (problem && problem.detail) || NO_ANSWER);
  }

  async function post(path, body) {
    try {
      const response = await fetch("/api/v1" + path, {
        method: "POST", credentials: "same-origin", cache: "no-store",
        headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      return { ok: response.ok, data: await response.json().catch(() => null) };
    } catch {
      return { ok: false, data: null };
    }
  }

  function missing(names) {
    const empty = names.filter((name) => !find(name).value);
    empty.forEach((name) => sayUnder(name, document.querySelector('label[for="' + name + '"]').textContent + " is empty."));
    if (empty.length) find(empty[0]).focus();
    return empty.length > 0;
  }

  function signIn() {
    return post("/sign-in", { username: find("username").value.trim(), password: find("password").value });
  }

  function setUp() {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (!token) return Promise.resolve({ ok: false, data: { detail: NO_TOKEN } });
    return post("/setup", {
      token, username: find("username").value.trim(), password: find("password").value,
      display_name: find("display_name").value.trim(),
      clinic: { name: find("clinic.name").value.trim(), time_zone: find("clinic.time_zone").value },
    });
  }

  const FORMS = {
    "sign-in": { send: signIn, needs: ["username", "password"], then: next },
    "set-up": {
      send: setUp, needs: ["clinic.name", "display_name", "username", "password"], then: () => "/sign-in",
    },
  };

  async function submitted(event) {
    event.preventDefault();
    const kind = FORMS[form.id];
    if (!kind || button.getAttribute("aria-busy")) return;
    clear();
    if (missing(kind.needs)) return;
    button.setAttribute("aria-busy", "true");
    const result = await kind.send();
    button.removeAttribute("aria-busy");
    if (result.ok) location.replace(kind.then());
    else show(result.data);
  }

  async function listen() {
    const pill = find("connection");
    const heard = await fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) })
      .then((response) => response.ok, () => false);
    pill.replaceChildren(Chairside.glyph(heard ? "tick" : "octagon"),
      heard ? "Connected. The server answers." : "No answer from the server.");
    setTimeout(listen, ASK_MS);
  }

  const zone = find("clinic.time_zone");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && Array.from(zone.options).some((option) => option.value === own)) zone.value = own;
  form.addEventListener("submit", submitted);
  const first = form.querySelector("input");
  if (first) first.focus();
  listen();
})();
