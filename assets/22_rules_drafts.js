/* What drafts of limits and of protocols share: paths in a document, numbers as typed, and where a draft is kept. */
(function () {
  "use strict";

  const clone = (thing) => JSON.parse(JSON.stringify(thing));
  const look = (thing, path) => path.split(".").reduce((at, name) => (at === undefined || at === null ? undefined
    : at[name]), thing);

  /** Sets what stands at a path; undefined takes it away, and what is empty then with it. */
  function put(thing, path, value) {
    const [name, ...rest] = path.split(".");
    if (!rest.length) {
      if (value === undefined) delete thing[name];
      else thing[name] = value;
      return;
    }
    if (!thing[name] || typeof thing[name] !== "object") {
      if (value === undefined) return;
      thing[name] = {};
    }
    put(thing[name], rest.join("."), value);
    if (value === undefined && !Object.keys(thing[name]).length) delete thing[name];
  }

  /** A typed number as it stands: {value} or {problem}; {} for an empty box. */
  function number(text) {
    const typed = text.trim();
    if (typed === "") return {};
    if (/^-?\d+,\d+$/.test(typed)) return { problem: "Write " + typed + " with a decimal point." };
    if (!/^-?\d+(\.\d+)?$/.test(typed)) return { problem: typed + " is not a number." };
    return { value: Number(typed) };
  }

  /** What is half written is kept for each person and page, a copy beside its original's own next version.
      `kept` has its `source`, the code of the page, and whether it is a `copy`. */
  function drafts(kind) {
    const slot = (code, copied) => "chairside-" + kind + "-" + (document.documentElement.dataset.user || "") + "-"
      + (copied ? "copy-" : "") + code;
    return {
      keep: function (kept) {
        try { localStorage.setItem(slot(kept.source, kept.copy), JSON.stringify(kept)); } catch { /* it stays on the screen */ }
      },
      found: function (code) {
        try {
          return JSON.parse(localStorage.getItem(slot(code, false)) || localStorage.getItem(slot(code, true)));
        } catch { return null; }
      },
      drop: function (kept) {
        try { localStorage.removeItem(slot(kept.source, kept.copy)); } catch { /* nothing was kept */ }
      },
    };
  }

  Object.assign(Chairside.rules, { clone, look, put, number, drafts });
})();
