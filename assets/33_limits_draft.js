/* The draft of a set of limits: texts as they were typed, over the document it began from; kept for each set and person.
   A cell is "measure|kind|level|age|protocols#path" for a line, "#path" for the set itself. Nothing typed is changed. */
(function () {
  "use strict";

  const { clone, look, put, number, drafts } = Chairside.rules;
  const { keep, found, drop } = drafts("limits");
  const NUMBERS = ["value", "rail", "confirm_within_min", "only_if.high", "after.route_iv.min", "after.otherwise.min"];
  const ANCHORS = ["after.route_iv", "after.otherwise"];
  const WORDS = ["label", "escalation.late_check.urgent_if_any.last_set_crossed"];
  const FIRST_ANCHOR = "dose_start";

  const family = (kind) => (kind === "low" || kind === "high" ? "absolute" : kind);
  const kindOf = (rowFamily, side) => (rowFamily === "absolute" ? side : side === "high" ? rowFamily : null);
  const lineKey = (line) => [line.measure, line.kind, line.level, line.from_age || 0, (line.protocols || []).join("+")]
    .join("|");

  /** The row that a line stands in: its measure and sort of limit, and for whom. */
  function rowOf(key) {
    const [measure, kind, , age, protocols] = key.split("|");
    return { measure, family: family(kind), age: Number(age), protocols };
  }
  const rowKey = (row) => [row.measure, row.family, row.age, row.protocols].join("|");

  /** The key of a row's line on one side at one level; null where the sort has no such side. */
  function keyIn(row, side, level) {
    const kind = kindOf(row.family, side);
    return kind && [row.measure, kind, level, row.age, row.protocols].join("|");
  }

  function fresh(key) {
    const [measure, kind, level, age, protocols] = key.split("|");
    const line = { measure, kind, level };
    if (Number(age)) line.from_age = Number(age);
    if (protocols) line.protocols = protocols.split("+");
    return line;
  }

  /** What was written in a document, and what is typed over it. `kept` is what storage holds. */
  function open(kept) {
    const base = new Map(kept.document.limits.map((line) => [lineKey(line), line]));

    function was(cell) {
      const [key, path] = cell.split("#");
      const value = look(key ? base.get(key) : kept.document, path);
      return value === undefined || value === null ? "" : String(value);
    }
    const text = (cell) => (cell in kept.texts ? kept.texts[cell] : was(cell));
    const changed = (cell) => text(cell).trim() !== was(cell);

    function keys() {
      const typed = Object.keys(kept.texts).map((cell) => cell.split("#")[0]).filter((key) => key && !base.has(key));
      return [...base.keys(), ...new Set(typed)];
    }

    function rows() {
      const there = new Map();
      keys().forEach((key) => there.set(rowKey(rowOf(key)), rowOf(key)));
      kept.rows.forEach((row) => there.set(rowKey(row), row));
      return [...there.values()];
    }

    /** One line as typed; null when its limit is empty. Problems are added to `problems`. */
    function line(key, problems) {
      const made = base.has(key) ? clone(base.get(key)) : fresh(key);
      if (text(key + "#value").trim() === "") {
        const left = NUMBERS.slice(1).find((path) => changed(key + "#" + path) && text(key + "#" + path).trim());
        if (left) problems.push({ cell: key + "#" + left, message: "This needs its limit first." });
        return null;
      }
      NUMBERS.forEach((path) => fill(made, key + "#" + path, path, problems));
      ANCHORS.forEach((path) => anchor(made, key, path));
      if (made.only_if && made.only_if.high === undefined) delete made.only_if;
      if (made.only_if && !made.only_if.measure) made.only_if.measure = made.measure;
      if (made.after && !Object.keys(made.after).length) delete made.after;
      return made;
    }

    function fill(thing, cell, path, problems) {
      if (!(cell in kept.texts)) return;
      const read = number(kept.texts[cell]);
      if (read.problem) problems.push({ cell, message: read.problem });
      else put(thing, path, read.value);
    }

    function anchor(made, key, path) {
      const moment = look(made, path);
      if (!moment) return;
      if (moment.min === undefined) put(made, path, undefined);
      else moment.anchor = text(key + "#" + path + ".anchor") || FIRST_ANCHOR;
    }

    /** {document, places, problems}: places holds the line's key for each place in document.limits. */
    function build() {
      const problems = [], places = [], made = clone(kept.document);
      Object.keys(kept.texts).filter((cell) => cell.startsWith("#")).forEach(function (cell) {
        const path = cell.slice(1);
        if (WORDS.includes(path)) put(made, path, kept.texts[cell].trim() || undefined);
        else fill(made, cell, path, problems);
      });
      made.limits = [];
      keys().forEach(function (key) {
        const written = line(key, problems);
        if (written) { made.limits.push(written); places.push(key); }
      });
      return { document: made, places, problems };
    }

    return {
      kept, was, text, changed, rows, build,
      type: (cell, words) => { kept.texts[cell] = words; keep(kept); },
      add: (row) => { kept.rows.push(row); keep(kept); },
      has: (row) => rows().some((one) => rowKey(one) === rowKey(row)),
      clear: function (row) {
        keys().filter((key) => rowKey(rowOf(key)) === rowKey(row)).forEach(function (key) {
          if (base.has(key)) kept.texts[key + "#value"] = "";
          else Object.keys(kept.texts).filter((cell) => cell.startsWith(key + "#")).forEach((c) => delete kept.texts[c]);
        });
        kept.rows = kept.rows.filter((one) => rowKey(one) !== rowKey(row));
        keep(kept);
      },
      changes: () => Object.keys(kept.texts).filter(changed).length,
    };
  }

  /** A new draft of the version shown, or of a copy: `more` is {copy, code}. */
  function begin(source, shown, more) {
    const made = { source, code: source, copy: false, from: shown.version, document: shown.document, texts: {}, rows: [],
      reason: "", ...more };
    keep(made);
    return made;
  }

  Chairside.limits = { open, begin, keep, drop, found, keyIn, rowKey };
})();
