/* A protocol's document as what a form holds, every number as the text that was typed, and back again.
   Whatever the form does not show stays as it is in the document it began from. */
(function () {
  "use strict";

  const { clone, look, put, number: numberIn } = Chairside.rules;
  const WAYS = { before: "Before the dose", at: "At minutes", window: "In a window",
    every: "Every so many minutes", leaving: "Before leaving" };
  const HOLD_KINDS = ["above", "high", "low", "below"];

  const text = (value) => (value === undefined || value === null ? "" : String(value));
  function wayOf(check) {
    if (check.anchor === "discharge") return "leaving";
    if ("every_min" in check) return "every";
    if ("at_min" in check) return "window_min" in check ? "window" : "at";
    return "before";
  }

  function checkForm(check) {
    const window = check.window_min || [];
    return {
      code: check.code, way: wayOf(check), anchor: check.anchor, at: (check.at_min || []).join(", "),
      every: text(check.every_min), from: text(check.from_min), until: check.until || "ready",
      least: text(check.at_least_min), tolerance: text(check.tolerance_min), opens: text(window[0]),
      closes: text(window[1]), required: check.required !== false, named: "required" in check,
      measures: check.measures.slice(),
    };
  }

  function holdForm(rule) {
    const kind = HOLD_KINDS.find((one) => one in rule);
    return { measure: rule.measure, kind, value: text(rule[kind]), age: text(rule.from_age), instead: text(rule.instead_of) };
  }

  function gateForm(gate, rule) {
    return { on: Boolean(rule) && !rule.off,
      numbers: Object.fromEntries(gate.numbers.map(([path]) => [path, text(rule && look(rule, path))])) };
  }

  /** `registry` is what the server says can be chosen. */
  function read(document, shared, registry) {
    const ask = document.dose_ask || {}, pair = (name, place) => text((ask[name] || [])[place]);
    const gates = (shared.readiness || {}).gates || {}, note = shared.note || {}, hold = shared.hold || {};
    return {
      label: document.label, drug: document.drug, routes: document.routes.slice(), route: document.route,
      threshold_set: document.threshold_set, rems: document.rems === true,
      planned_duration_min: text(document.planned_duration_min), devices_mg: text(document.devices_mg),
      device_gap_min: text(document.device_gap_min), series_sessions: text(document.series_sessions),
      "dose_ask.mg.0": pair("mg", 0), "dose_ask.mg.1": pair("mg", 1), "dose_ask.per_kg_mg.0": pair("per_kg_mg", 0),
      "dose_ask.per_kg_mg.1": pair("per_kg_mg", 1), "dose_ask.step_mg": text(ask.step_mg),
      "observation.after_dose_start_min": text(document.observation.after_dose_start_min),
      "observation.after_last_dose_event_min": text(document.observation.after_last_dose_event_min),
      "observation.floor_min": text(document.observation.floor_min),
      checks: document.checks.map(checkForm),
      breaths: (document.respiratory_rate_required_when || []).map((rule) => ({ measure: rule.measure, low: text(rule.low) })),
      instruments: document.instruments ? document.instruments.slice() : null,
      lead: text(shared.lead_min), soft: (hold.soft || []).map(holdForm), hard: (hold.hard || []).map(holdForm),
      gates: Object.fromEntries(registry.gates.map((gate) => [gate.code, gateForm(gate, gates[gate.code])])),
      required: (note.required || []).slice(), prepared: note.prepared === true,
    };
  }

  /** Reads texts; what is no number is told in `problems` and left out. */
  function reader(problems) {
    function number(field, typed) {
      const { value, problem } = numberIn(typed);
      if (problem) problems.push({ field, message: problem });
      return value;
    }

    function minutes(field, typed) {
      const words = typed.trim();
      if (words === "") return [];
      if (!/^\d+(\s*[,;]\s*\d+|\s+\d+)*$/.test(words)) {
        problems.push({ field, message: "Write whole minutes with commas between, such as 10, 20, 30." });
        return [];
      }
      return words.split(/[\s,;]+/).map(Number);
    }
    return { number, minutes };
  }

  function checkFrom(form, place, read) {
    const check = { code: form.code.trim(), measures: form.measures };
    const set = function (name, typed) {
      const value = read.number(place + "." + name, typed);
      if (value !== undefined) check[name] = value;
    };
    const window = () => [read.number(place + ".window_min", form.opens), read.number(place + ".window_min", form.closes)]
      .map((value) => (value === undefined ? null : value));
    const minutes = form.way === "at" || form.way === "window", timed = minutes || form.way === "every";
    check.anchor = form.way === "leaving" ? "discharge" : form.way === "before" ? "dose_start" : form.anchor;
    if (minutes) check.at_min = read.minutes(place + ".at_min", form.at);
    if (form.way === "every") {
      check.every_min = null;
      set("every_min", form.every);
      check.until = form.until;
      set("from_min", form.from);
      set("at_least_min", form.least);
    }
    if (!timed || form.way === "window") check.window_min = window();
    else set("tolerance_min", form.tolerance);
    if (form.named || !form.required) check.required = form.required;
    return check;
  }

  function holdFrom(form, place, read) {
    const rule = { measure: form.measure };
    const value = read.number(place, form.value);
    if (value !== undefined) rule[form.kind] = value;
    const age = read.number(place + ".from_age", form.age), instead = read.number(place + ".instead_of", form.instead);
    if (instead !== undefined) rule.instead_of = instead;
    if (age !== undefined) rule.from_age = age;
    return rule;
  }

  function gatesFrom(form, gates, registry, read) {
    registry.gates.forEach(function (gate) {
      const given = form.gates[gate.code], place = "shared.readiness.gates." + gate.code;
      if (!given.on && !gates[gate.code]) return;
      const rule = gates[gate.code] || (gates[gate.code] = {});
      gate.numbers.forEach(([path]) => put(rule, path, read.number(place + "." + path, given.numbers[path])));
      if (given.on) delete rule.off;
      else rule.off = true;
    });
  }

  function pairFrom(form, name, made, read) {
    const values = [0, 1].map((place) => read.number(name + "." + place, form[name + "." + place]));
    if (values.every((value) => value === undefined)) put(made, name, undefined);
    else put(made, name, values.map((value) => (value === undefined ? null : value)));
  }

  const PLAIN = ["planned_duration_min", "devices_mg", "device_gap_min", "series_sessions", "dose_ask.step_mg",
    "observation.after_dose_start_min", "observation.after_last_dose_event_min", "observation.floor_min"];

  /** `kept`: {document, shared, form}. Gives {document, shared, problems}. */
  function build(kept, registry) {
    const { form } = kept, problems = [], read = reader(problems);
    const document = clone(kept.document), shared = clone(kept.shared);
    ["drug", "route", "routes", "threshold_set"].forEach((name) => { document[name] = form[name]; });
    document.label = form.label.trim() === text(kept.document.label).trim() ? kept.document.label : form.label.trim();
    if (form.rems || "rems" in document) document.rems = form.rems;
    PLAIN.forEach((path) => put(document, path, read.number(path, form[path])));
    ["dose_ask.mg", "dose_ask.per_kg_mg"].forEach((name) => pairFrom(form, name, document, read));
    document.checks = form.checks.map((check, place) => checkFrom(check, "checks." + place, read));
    const breaths = form.breaths.map(function (rule, place) {
      const low = read.number("respiratory_rate_required_when." + place + ".low", rule.low);
      return { measure: rule.measure, low: low === undefined ? null : low };
    });
    if (breaths.length || "respiratory_rate_required_when" in document) document.respiratory_rate_required_when = breaths;
    if (form.instruments) document.instruments = form.instruments;
    else delete document.instruments;
    sharedFrom(form, shared, registry, read);
    return { document, shared, problems };
  }

  function sharedFrom(form, shared, registry, read) {
    put(shared, "lead_min", read.number("shared.lead_min", form.lead));
    ["soft", "hard"].forEach((level) => put(shared, "hold." + level,
      form[level].map((rule, place) => holdFrom(rule, "shared.hold." + level + "." + place, read))));
    shared.readiness = shared.readiness || {};
    shared.readiness.gates = shared.readiness.gates || {};
    gatesFrom(form, shared.readiness.gates, registry, read);
    if (form.required.length || look(shared, "note.required")) put(shared, "note.required", form.required);
    if (form.prepared || look(shared, "note.prepared") !== undefined) put(shared, "note.prepared", form.prepared);
  }

  const newCheck = () => ({ code: "", way: "at", anchor: "dose_start", at: "", every: "", from: "", until: "ready",
    least: "", tolerance: "", opens: "", closes: "", required: true, named: true, measures: [] });
  const newHold = () => ({ measure: "systolic", kind: "above", value: "", age: "", instead: "" });

  Chairside.protocols = { read, build, WAYS, newCheck, newHold };
})();
