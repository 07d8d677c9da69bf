/* The limits of a set as tables, to read or with a box in every cell; from low to high as the bands run. */
(function () {
  "use strict";

  const { el, limits } = Chairside;
  const LEVELS = { urgent: "octagon", advisory: "triangle", info: "info" };
  const KIND_WORDS = { absolute: "", rise: " rise", rise_percent: " rise", not_resolved: " not resolved" };
  const FAMILIES = Object.keys(KIND_WORDS);
  const SIDES = { low: "at or below", high: "at or above" };
  const ANCHORS = [["dose_start", "after the dose"], ["dose_end", "after the end of the dose"]];

  const value = (side, level) => ({ side, level, path: "value", name: level + " " + SIDES[side] });
  const LIMITS = [value("low", "urgent"), value("low", "advisory"), value("high", "advisory"), value("high", "urgent")];
  const FURTHER = [
    value("low", "info"), value("high", "info"),
    { side: "low", level: "urgent", path: "confirm_within_min", name: "low: repeat within, minutes" },
    { side: "high", level: "urgent", path: "confirm_within_min", name: "high: repeat within, minutes" },
  ];
  const CONDITIONS = [
    { side: "low", level: "urgent", path: "rail", name: "override down to" },
    { side: "high", level: "urgent", path: "rail", name: "override up to" },
    { side: "high", level: "urgent", path: "only_if.high", name: "urgent only when it is also at or above" },
  ];

  /** `view`: {draft, registry, editing, typed(cell)}. */
  function measure(view, code) {
    return view.registry.measures.find((one) => one.code === code) || { label: code, unit: "" };
  }

  function whom(view, row) {
    const names = (row.protocols ? row.protocols.split("+") : []).map((code) => (view.registry.protocols
      .find((one) => one.code === code) || { label: code }).label);
    return [row.age ? "from " + row.age + " years" : "", names.length ? "under " + names.join(" and ") : ""]
      .filter(Boolean).join(", ");
  }

  const label = (view, row) => measure(view, row.measure).label + KIND_WORDS[row.family];
  const named = (view, row) => [label(view, row), row.family === "rise_percent" ? "in percent" : "", whom(view, row)]
    .filter(Boolean).join(", ");

  function unit(view, row) {
    const own = measure(view, row.measure).unit;
    if (row.family === "rise") return own + " over baseline";
    if (row.family === "rise_percent") return "% over baseline";
    return row.family === "not_resolved" ? own + ", later" : own;
  }

  /** A box for one cell, with the old value under it when what is typed differs. */
  function box(view, cell, name, options = {}) {
    const was = view.draft.was(cell);
    const old = el("span", { class: "limit-was" });
    const input = options.choices
      ? el("select", { class: "select", "data-cell": cell, "aria-label": name }, options.choices.map(([key, words]) => el(
        "option", { value: key }, words)))
      : el("input", { class: "limit-box" + (options.words ? " words" : ""), type: "text", inputmode: options.words ? "text" : "decimal",
        autocomplete: "off", spellcheck: "false", "data-cell": cell, "aria-label": name,
        placeholder: options.words ? null : "none" });
    input.value = view.draft.text(cell) || (options.choices ? options.choices[0][0] : "");
    const mark = function () {
      const changed = view.draft.changed(cell);
      input.classList.toggle("changed", changed);
      const before = options.choices ? (options.choices.find(([key]) => key === was) || ["", ""])[1] : was;
      old.textContent = changed ? "was " + (before || "none") : options.usual && !was ? "usual " + options.usual : "";
    };
    input.addEventListener(options.choices ? "change" : "input", () => { view.draft.type(cell, input.value); mark();
      view.typed(); });
    mark();
    return el("div", { class: "limit-cell" }, input, old);
  }

  function cellOf(view, row, column) {
    const key = limits.keyIn(row, column.side, column.level);
    if (!key || (column.path === "only_if.high" && row.family === "absolute")) return null;
    const cell = key + "#" + column.path;
    return column.path !== "rail" || usual(view, row, column) || view.draft.text(cell) ? cell : null;
  }

  const usual = (view, row, column) => (column.path === "rail" && row.family === "absolute"
    ? view.registry.rails[row.measure + " " + column.side] : undefined);

  function shown(view, row, column, cell) {
    const text = view.draft.text(cell);
    if (text) return text;
    const known = usual(view, row, column);
    return el("span", { class: "quiet-text" }, known === undefined ? "none" : "usual " + known);
  }

  function line(view, row, columns) {
    const name = named(view, row);
    const cells = columns.map(function (column) {
      const cell = cellOf(view, row, column);
      if (!cell) return el("td", { class: "quiet-text" }, "none");
      if (!view.editing) return el("td", {}, shown(view, row, column, cell));
      return el("td", {}, box(view, cell, name + " " + column.name, { usual: usual(view, row, column) }));
    });
    const clear = view.editing && columns === LIMITS ? el("td", { class: "limit-clear" }, el("button", {
      type: "button", class: "button square quiet", "aria-label": "Clear " + name, title: "Clear " + name,
      onclick: () => view.cleared(row) }, Chairside.glyph("cross"))) : null;
    return el("tr", {}, el("th", { scope: "row" }, el("b", {}, label(view, row)), el("span", {}, unit(view, row))), cells,
      clear);
  }

  function order(view) {
    const place = (row) => view.registry.measures.findIndex((one) => one.code === row.measure);
    const group = (row) => [row.age, row.protocols].join("|");
    const groups = [...new Set(view.draft.rows().map(group))].sort((a, b) => (a === "0|" ? -1 : b === "0|" ? 1
      : a.localeCompare(b)));
    return groups.map((one) => view.draft.rows().filter((row) => group(row) === one).sort((a, b) => place(a) - place(b)
      || FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family)));
  }

  const full = (view, row, columns) => columns.some(function (column) {
    const cell = cellOf(view, row, column);
    return cell && (view.editing || column.path === "rail" || view.draft.text(cell));
  });

  function table(view, name, heads, columns) {
    const width = columns.length + (view.editing && columns === LIMITS ? 2 : 1);
    const bodies = order(view).map(function (rows) {
      const there = view.editing && columns === LIMITS ? rows : rows.filter((row) => full(view, row, columns));
      if (!there.length) return null;
      const words = whom(view, rows[0]);
      const head = words ? el("tr", { class: "limit-group" }, el("th", { colspan: width, scope: "colgroup" },
        words.charAt(0).toUpperCase() + words.slice(1))) : null;
      return el("tbody", {}, head, there.map((row) => line(view, row, columns)));
    });
    const corner = el("td", {});
    return el("table", { class: "limit-table", "aria-label": name }, el("thead", {}, el("tr", {}, corner, heads,
      width > columns.length + 1 ? el("td", {}) : null)), bodies);
  }

  const head = (level, words) => el("th", { scope: "col" }, level ? el("span", { class: "limit-level " + level },
    Chairside.glyph(LEVELS[level]), level.toUpperCase()) : null, el("span", {}, words));

  function panel(title, note, ...inside) {
    return el("section", { class: "panel flush", "aria-label": title }, el("div", { class: "panel-head" }, el("h2", {},
      title), note ? el("span", { class: "note" }, note) : null), inside);
  }

  function lateJudged(view) {
    const rows = view.draft.rows().filter((row) => row.family === "not_resolved");
    if (!rows.length) return null;
    const moment = function (row, path, words) {
      const key = ["urgent", "advisory"].map((level) => limits.keyIn(row, "high", level))
        .find((one) => view.draft.text(one + "#value")) || limits.keyIn(row, "high", "advisory");
      const cell = key + "#" + path;
      const anchor = view.draft.text(cell + ".anchor") || (path.endsWith("otherwise") ? ANCHORS[0][0] : "");
      const said = (ANCHORS.find(([code]) => code === anchor) || ["", ""])[1];
      const name = named(view, row) + ": minutes " + words;
      const boxes = view.editing ? [box(view, cell + ".min", name), "min", box(view, cell + ".anchor", name + ", from",
        { choices: ANCHORS })] : [(view.draft.text(cell + ".min") || "none") + " min " + said];
      return el("div", { class: "limit-moment" }, el("span", {}, words), boxes);
    };
    return panel("Not resolved", "Judged from", rows.map((row) => el("div", { class: "limit-late" }, el("b", {},
      named(view, row)), moment(row, "after.route_iv", "IV"), moment(row, "after.otherwise", "other routes"))));
  }

  function escalation(view) {
    const item = function (cell, words, after, options) {
      const text = view.draft.text(cell) || "none";
      return el("div", { class: "limit-time" }, el("span", {}, words), view.editing ? box(view, cell, words, options)
        : el("b", {}, text), after ? el("span", { class: "limit-after" }, after) : null);
    };
    const late = "#escalation.late_check.";
    const steps = view.registry.measures.filter((one) => view.editing ? limited(view, one.code)
      : view.draft.text("#escalation.step_worse." + one.code));
    return panel("Escalation", "Who is told when nobody answers",
      el("div", { class: "limit-times" },
        item("#escalation.urgent_s", "Urgent without an answer goes on after", "s"),
        item("#escalation.advisory_s", "Advisory without an answer goes on after", "s"),
        item("#escalation.again_after_min", "A value that stays beyond is told again after", "min")),
      el("h3", {}, "A late check turns urgent"),
      el("div", { class: "limit-times" },
        item(late + "urgent_after_min", "When it is late by", "min"),
        item(late + "urgent_if_any.last_sedation_below", "and the last sedation was below", ""),
        item(late + "urgent_if_any.last_set_crossed", "or the last set had a value that was", "", {
          choices: [["advisory", "advisory"], ["urgent", "urgent"]] })),
      el("h3", {}, "Told again when worse by"),
      el("div", { class: "limit-times" }, steps.map((one) => item("#escalation.step_worse." + one.code, one.label,
        one.unit))));
  }

  /** The name of the set, while it can be changed. */
  const naming = (view) => (view.editing ? el("div", { class: "limit-name" }, el("span", {}, "Name of the set"), box(view,
    "#label", "Name of the set", { words: true })) : null);

  const limited = (view, code) => view.draft.rows().some((row) => row.measure === code)
    || view.draft.text("#escalation.step_worse." + code);

  /** Everything of a set, as nodes. */
  function draw(view) {
    const add = view.editing ? el("div", { class: "limit-add" }, el("button", { type: "button", class: "button",
      "data-action": "limits-add" }, "Add a line")) : null;
    return [
      el("div", { class: "rules-problems", role: "alert" }),
      el("section", { class: "panel flush", "aria-label": "Limits" }, naming(view), table(view, "Limits", LIMITS.map((one) => head(
        one.level, SIDES[one.side])), LIMITS), add),
      panel("Info and repeats", "INFO marks a value and raises nothing", table(view, "Info and repeats", [
        head("info", SIDES.low), head("info", SIDES.high), head("", "Low: repeat within, min"), head("",
          "High: repeat within, min")],
      FURTHER)),
      panel("Overrides and conditions", "How far a clinician may move it for one patient", table(view,
        "Overrides and conditions", [head("", "Moved down to"), head("", "Moved up to"), head("", "Rise urgent only when value is at or above")],
        CONDITIONS)),
      lateJudged(view), escalation(view),
    ];
  }

  /** Puts words beside their boxes; what has no box stands on top. `errors`: [{cell, message}]. */
  function mark(place, errors) {
    place.querySelectorAll(".limit-problem").forEach((one) => one.remove());
    place.querySelectorAll("[aria-invalid]").forEach((one) => { one.removeAttribute("aria-invalid");
      one.removeAttribute("aria-describedby"); });
    const left = errors.filter((error) => !beside(place, error));
    place.querySelector(".rules-problems").replaceChildren(...left.map((error) => el("p", {}, error.message)));
  }

  let count = 0;
  function beside(place, error) {
    const input = error.cell && place.querySelector('[data-cell="' + CSS.escape(error.cell) + '"]');
    if (!input) return false;
    count += 1;
    const id = "limit-problem-" + count;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    const row = input.closest("tr");
    if (row) {
      const said = el("tr", { class: "limit-problem" }, el("td", { colspan: row.children.length, id }, error.message));
      const last = [...row.parentNode.children].slice([...row.parentNode.children].indexOf(row) + 1)
        .find((next) => !next.classList.contains("limit-problem"));
      row.parentNode.insertBefore(said, last || null);
    } else {
      input.closest(".limit-cell").append(el("p", { class: "limit-problem field-error", id }, error.message));
    }
    return true;
  }

  limits.draw = draw;
  limits.mark = mark;
})();
