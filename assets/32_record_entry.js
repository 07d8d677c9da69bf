/* What has been answered so far in one drawer: plain data, kept as the draft and turned into the body. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const PRESSURES = ["systolic", "diastolic", "mean_pressure"];

  /** An entry with nothing measured; only the qualifiers of the last reading carry over. */
  function empty(spec) {
    const last = spec.qualifiers.filter((q) => q.last).map((q) => [q.code, q.last]);
    return {
      texts: {}, choices: {}, notTaken: {}, confirmed: [], note: "", key: null,
      qualifiers: Object.fromEntries(last), qualifierTouched: false,
      firstAt: null, observedAt: null, keptAt: null,
    };
  }

  /** Boxes hold digits as typed; every other measure is one of a scale's answers. */
  function isBox(measure) {
    return measure.entry === "number" || !measure.choices || measure.choices.length === 0;
  }

  function isAnswered(entry, code) {
    return Boolean(entry.texts[code]) || entry.choices[code] !== undefined || Boolean(entry.notTaken[code]);
  }

  function hasAnswer(entry, spec) {
    return spec.measures.some((m) => isAnswered(entry, m.code));
  }

  function setText(entry, code, text) {
    delete entry.notTaken[code];
    if (text === "") delete entry.texts[code];
    else entry.texts[code] = text;
    forget(entry, code);
  }

  function choose(entry, code, value) {
    delete entry.notTaken[code];
    if (value === null) delete entry.choices[code];
    else entry.choices[code] = value;
    forget(entry, code);
  }

  function skip(entry, codes, reason) {
    codes.forEach((code) => {
      delete entry.texts[code];
      delete entry.choices[code];
      entry.notTaken[code] = reason;
      forget(entry, code);
    });
  }

  /** A changed value has not been kept; for a pressure the question was about the pair. */
  function forget(entry, code) {
    const gone = PRESSURES.includes(code) ? PRESSURES : [code];
    entry.confirmed = entry.confirmed.filter((kept) => !gone.includes(kept));
  }

  function keep(entry, codes) {
    entry.confirmed = [...new Set([...entry.confirmed, ...codes])];
  }

  /** Numbers, the texts behind them and what cannot be read; `except(measure)` leaves a box aside. */
  function read(entry, spec, except) {
    const found = { values: {}, typed: {}, unreadable: [] };
    spec.measures.filter((m) => !except || !except(m)).forEach((m) => {
      if (entry.choices[m.code] !== undefined) {
        found.values[m.code] = entry.choices[m.code];
        found.typed[m.code] = String(entry.choices[m.code]);
      }
      const parsed = Chairside.judge.parse(entry.texts[m.code] || "", m);
      if (parsed.kind === "unreadable") found.unreadable.push({ measure: m.code, code: "unreadable", message: parsed.message });
      if (parsed.kind === "value") {
        found.values[m.code] = parsed.value;
        found.typed[m.code] = entry.texts[m.code];
      }
    });
    return found;
  }

  /** How much of the drawer's face is answered; the pressures are one answer. */
  function count(entry, spec) {
    const face = spec.measures.filter((m) => m.place === "main" && m.code !== "diastolic");
    const given = face.filter((m) => isAnswered(entry, m.code) && (m.code !== "systolic" || isAnswered(entry, "diastolic")));
    return { given: given.length, of: face.length };
  }

  function countWords(entry, spec) {
    const { given, of } = count(entry, spec);
    const more = spec.measures.filter((m) => m.place === "more" && isAnswered(entry, m.code)).length;
    const rest = given < of ? " You can save a part and add the rest later." : "";
    return `${given} of ${of} answered${more ? `, ${more} more` : ""}.${rest}`;
  }

  /** The body of the save: exactly what was typed, nothing that was not. */
  function body(entry, spec, observedAt, timeUnchecked) {
    const { values } = read(entry, spec);
    const sent = { observed_at: new Date(observedAt).toISOString(), values };
    if (Object.keys(entry.notTaken).length) sent.not_obtained = { ...entry.notTaken };
    const confirmed = entry.confirmed.filter((code) => values[code] !== undefined);
    if (confirmed.length) sent.confirmed = confirmed;
    const concerns = entry.qualifierTouched || PRESSURES.some((code) => values[code] !== undefined);
    if (concerns && Object.keys(entry.qualifiers).length) sent.qualifiers = { ...entry.qualifiers };
    if (entry.note !== "") sent.note = entry.note;
    if (timeUnchecked) sent.time_unchecked = true;
    return sent;
  }

  Chairside.recordEntry = {
    empty, isBox, isAnswered, hasAnswer, setText, choose, skip, keep, read, count, countWords, body,
  };
})();
