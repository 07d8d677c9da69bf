/* The form of a protocol: dose, observation, checks, hold limits, gates, note and drawer. */
(function () {
  "use strict";

  const { el, protocols } = Chairside;
  const { place, box, list, tick, ticks, button, cross, panel, row } = protocols;
  const HOLD = [{ value: "above", label: "above" }, { value: "high", label: "or more" }, { value: "low",
    label: "or less" }, { value: "below", label: "below" }];
  const ANCHORS = [{ value: "dose_start", label: "The dose starts" }, { value: "dose_end", label: "The infusion ends" }];
  const UNTIL = [{ value: "dose_end", label: "The infusion ends" }, { value: "ready", label: "Ready to leave" }];

  const measureChoices = (view) => view.registry.measures.map((one) => ({ value: one.code, label: one.label }));
  const title = (code) => { const words = code.replace(/_/g, " "); return words.charAt(0).toUpperCase() + words.slice(1); };

  /** A box of the document itself, by its path. */
  const plain = (view, path, label, options) => box(view, view.form, path, path, label, { was: view.was[path], ...options });

  function dose(view) {
    const { form, was, registry } = view;
    const pair = (name, words) => place(name, "div", { class: "pair" }, row(plain(view, name + ".0", words + " from"),
      plain(view, name + ".1", words + " to")));
    return panel("Dose",
      row(box(view, form, "label", "label", "Name", { words: true, was: was.label }),
        list(view, form, "drug", "drug", "Drug", registry.drugs, { anew: true, was: was.drug })),
      ticks(view, form, "routes", "routes", "Routes that may be given", registry.routes),
      row(list(view, form, "route", "route", "Usual route", registry.routes, { was: was.route }),
        list(view, form, "threshold_set", "threshold_set", "Limits", registry.sets, { was: was.threshold_set })),
      row(plain(view, "planned_duration_min", "Planned duration, min", { wide: true, empty: "no infusion" }),
        plain(view, "series_sessions", "Sessions of a series", { wide: true, empty: "not planned" })),
      row(plain(view, "devices_mg", "One device, mg", { wide: true, empty: "none" }),
        plain(view, "device_gap_min", "Between devices, min", { wide: true, empty: "none" })),
      el("h3", {}, "A dose outside is asked about"),
      row(pair("dose_ask.mg", "mg"), pair("dose_ask.per_kg_mg", "mg/kg"), plain(view, "dose_ask.step_mg", "Steps of, mg",
        { empty: "none" })));
  }

  function observation(view) {
    const { form, registry } = view, esketamine = form.drug === "esketamine";
    const words = "Under REMS the observation is never under " + registry.floor + " min.";
    return panel("Observation",
      row(plain(view, "observation.after_dose_start_min", "From dose start, min", { wide: true }),
        plain(view, "observation.after_last_dose_event_min", "From last dose, min", { wide: true }),
        plain(view, "observation.floor_min", "Never under, min", { wide: true, empty: "none" })),
      tick(view, form, "rems", "rems", "REMS", { anew: true, fixed: esketamine && form.rems }),
      form.rems || esketamine ? el("p", { class: "quiet-text" }, words) : null);
  }

  function times(view, check, at) {
    const base = view.was.checks.find((one) => one.code === check.code) || {};
    const one = (key, part, words, options) => box(view, check, key, at + "." + part, words, { was: base[key], ...options });
    const window = (opens, closes) => place(at + ".window_min", "div", { class: "pair" }, row(one("opens", "opens", opens),
      one("closes", "closes", closes)));
    const anchor = list(view, check, "anchor", at + ".anchor", "Counted from", ANCHORS, { was: base.anchor });
    const tolerance = one("tolerance", "tolerance_min", "Tolerance, min", { empty: "0" });
    switch (check.way) {
      case "at":
        return [row(one("at", "at_min", "Minutes", { words: true, empty: "10, 20, 30" }), anchor, tolerance)];
      case "window":
        return [row(one("at", "at_min", "Minute"), anchor, window("Opens, min", "Closes, min"))];
      case "every":
        return [row(one("every", "every_min", "Every, min"), anchor, one("from", "from_min", "First at, min", { empty: "every" }),
          tolerance), row(list(view, check, "until", at + ".until", "Until", UNTIL, { was: base.until, anew: true }),
          check.until === "ready" || check.least ? one("least", "at_least_min", "For at least, min", { empty: "none" }) : null)];
      default:
        return [row(window("Opens, min", "Closes, min"), el("p", { class: "quiet-text beside" },
          "−30 is 30 minutes before."))];
    }
  }

  /** The usual measures, those ticked, and the rest when asked for. */
  function measures(view, one, path) {
    const usual = view.registry.measures.filter((m) => one.more || m.usual || one.measures.includes(m.code));
    const node = ticks(view, one, "measures", path, "Measures", usual.map((m) => ({ value: m.code, label: m.label })));
    if (usual.length === view.registry.measures.length) return node;
    const more = button("More measures", function () { one.more = true; view.anew(path); }, { quiet: true });
    node.querySelector(".tick-row").append(more);
    return node;
  }

  function check(view, one, number) {
    const at = "checks." + number, name = one.code ? title(one.code) : "New check";
    const ways = Object.entries(protocols.WAYS).map(([value, label]) => ({ value, label }));
    const remove = function () { view.form.checks.splice(number, 1); view.anew("checks"); };
    return place(at, "fieldset", { class: "protocol-check" },
      el("legend", {}, name),
      row(box(view, one, "code", at + ".code", "Code", { words: true }),
        list(view, one, "way", at + ".way", "Due", ways, { anew: true }),
        tick(view, one, "required", at + ".required", "Required"),
        cross(remove, "Remove check " + name)),
      ...times(view, one, at), measures(view, one, at + ".measures"));
  }

  function checks(view) {
    const add = function () { view.form.checks.push(protocols.newCheck()); view.anew("checks." + (view.form.checks.length - 1)
      + ".code"); };
    return panel("Checks", place("checks", "div", { class: "stack" }, view.form.checks.map((one, n) => check(view, one, n))),
      button("Add a check", add), row(box(view, view.form, "lead", "shared.lead_min", "Announced before, min",
        { was: view.was.lead })));
  }

  function breaths(view) {
    const name = "respiratory_rate_required_when", rules = view.form.breaths;
    const lines = rules.map((rule, n) => place(name + "." + n, "div", { class: "protocol-line" },
      row(list(view, rule, "measure", name + "." + n + ".measure", "Measure", measureChoices(view)),
        box(view, rule, "low", name + "." + n + ".low", "At or below"),
        cross(() => { rules.splice(n, 1); view.anew(name); }, "Remove rule " + (n + 1)))));
    const add = () => { rules.push({ measure: "sedation", low: "" }); view.anew(name + "." + (rules.length - 1) + ".low"); };
    return panel("Respiratory rate is needed as well when", place(name, "div", { class: "stack" }, lines),
      button("Add a rule", add));
  }

  function holds(view, level, words) {
    const rules = view.form[level], path = "shared.hold." + level;
    const lines = rules.map(function (rule, n) {
      const at = path + "." + n;
      return place(at, "div", { class: "protocol-line protocol-hold" }, row(
        list(view, rule, "measure", at + ".measure", "Measure", measureChoices(view)),
        list(view, rule, "kind", at + ".kind", "Hold", HOLD), box(view, rule, "value", at + ".value", "Value"),
        box(view, rule, "age", at + ".from_age", "From age", { empty: "all" }),
        box(view, rule, "instead", at + ".instead_of", "Instead of", { empty: "none" }),
        cross(() => { rules.splice(n, 1); view.anew(path); }, "Remove " + level + " hold " + (n + 1))));
    });
    const add = () => { rules.push(protocols.newHold()); view.anew(path + "." + (rules.length - 1) + ".value"); };
    return place(path, "div", { class: "stack" }, el("h3", {}, words), lines, el("div", {}, button("Add a " + level
      + " hold", add)));
  }

  function gate(view, one) {
    const given = view.form.gates[one.code], was = view.was.gates[one.code], path = "shared.readiness.gates." + one.code;
    const numbers = given.on ? one.numbers.map(([part, label]) => box(view, given.numbers, part, path + "." + part, label,
      { was: was.numbers[part], empty: "none" })) : [];
    return place(path, "div", { class: "protocol-line protocol-gate" }, row(tick(view, given, "on", path + ".off", one.label,
      { anew: true, fixed: one.code === "observation_time" }), numbers.length ? row(...numbers) : null));
  }

  function drawer(view) {
    const { form, registry } = view, own = form.instruments;
    const label = (code) => (registry.measures.find((one) => one.code === code) || { label: code }).label;
    if (!own) {
      const usual = () => { form.instruments = registry.measures.filter((one) => one.usual).map((one) => one.code);
        view.anew("instruments"); };
      return panel("Record drawer", place("instruments", "div", { class: "stack" }, el("p", {},
        "The usual measures in the usual order."), el("div", {}, button("Choose an own order", usual))));
    }
    const move = (n, by) => function () { own.splice(n + by, 0, own.splice(n, 1)[0]); view.anew("instruments"); };
    const lines = own.map((code, n) => el("li", {}, el("span", {}, label(code)), el("div", { class: "row" },
      n ? button("Up", move(n, -1), { quiet: true, name: label(code) + " up" }) : null,
      n < own.length - 1 ? button("Down", move(n, 1), { quiet: true, name: label(code) + " down" }) : null,
      button("Remove", () => { own.splice(n, 1); view.anew("instruments"); }, { quiet: true,
        name: "Remove " + label(code) + " from the drawer" }))));
    const left = registry.measures.filter((one) => !own.includes(one.code));
    const chosen = { code: "" };
    const adding = el("select", { class: "select", "aria-label": "Add a measure to the drawer" }, el("option", { value: "" },
      "Add a measure"), left.map((one) => el("option", { value: one.code }, one.label)));
    adding.addEventListener("change", function () { chosen.code = adding.value; own.push(chosen.code); view.anew("instruments"); });
    const words = "Boxes stand above scales, " + registry.face + " of each; the others stay under More measures.";
    return panel("Record drawer", place("instruments", "div", { class: "stack" }, el("p", { class: "quiet-text" }, words),
      el("ol", { class: "protocol-order" }, lines), row(adding, button("Back to the usual order", function () {
        form.instruments = null; view.anew("instruments"); }))));
  }

  /** `view`: {form, was, registry, typed(), anew(path)}. */
  function draw(view) {
    const { form, registry } = view;
    return [
      el("div", { class: "rules-problems", role: "alert" }), dose(view), observation(view), checks(view), breaths(view),
      panel("Hold before the dose", holds(view, "soft", "Soft: a clinician's reason"), holds(view, "hard",
        "Hard: a clinician's password too")),
      panel("Leaving", ...registry.gates.filter((one) => one.numbers.length).map((one) => gate(view, one)),
        el("div", { class: "tick-row" }, registry.gates.filter((one) => !one.numbers.length).map((one) => gate(view, one)))),
      panel("Note", ticks(view, form, "required", "shared.note.required", "Parts that must be written", registry.note),
        tick(view, form, "prepared", "shared.note.prepared", "A nurse signs first, as prepared")),
      drawer(view),
    ];
  }

  Object.assign(Chairside.protocols, { draw });
})();
