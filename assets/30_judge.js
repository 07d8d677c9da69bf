/* What saving a set will do, judged in the browser by the rules the server applies again.
   Pure functions of values, the drawer's spec and a time: no document, no clock. */
(function () {
  "use strict";
  const Chairside = (window.Chairside = window.Chairside || {});

  const RANK = { info: 0, advisory: 1, urgent: 2 };
  const PULSE_PRESSURE = { least: 10, most: 150 };
  const KPA_PAIR = { systolic: 40, diastolic: 30 };
  const PAIR = ["systolic", "diastolic"];

  /** What was typed, read strictly: {kind: "empty"} or {kind: "value", value} or {kind: "unreadable", message}. */
  function parse(text, measure) {
    if (text === "") return { kind: "empty" };
    const refused = (words) => ({ kind: "unreadable", message: words });
    if (!/^-?[0-9]+(\.[0-9]+)?$/.test(text)) return refused(`${measure.label} ${text} cannot be read as a number.`);
    const decimals = (text.split(".")[1] || "").length;
    if (decimals > 0 && measure.decimals === 0) return refused(`${measure.label} ${text} must be a whole number.`);
    if (decimals > measure.decimals) return refused(`${measure.label} ${text} may have ${measure.decimals} decimal at most.`);
    return { kind: "value", value: Number(text) };
  }

  function isPossible(value, measure) {
    return value >= measure.possible[0] && value <= measure.possible[1];
  }

  function isExpected(value, measure) {
    return value >= measure.ask[0] && value <= measure.ask[1];
  }

  /** Whether more digits after this text could still give a possible value. */
  function canGrow(text, measure) {
    if (!/^-?[0-9]*\.?[0-9]*$/.test(text)) return false;
    if (text.includes(".")) return text.split(".")[1].length < measure.decimals;
    const digits = text.replace("-", "").length;
    const longest = String(Math.max(...measure.possible.map(Math.abs))).length;
    if (measure.decimals > 0 && digits > 0 && isPossible(Number(text), measure)) return true;
    for (let more = 1; digits + more <= longest; more += 1) {
      const lowest = Number(text + "0".repeat(more));
      const highest = Number(text + "9".repeat(more));
      const [from, to] = lowest <= highest ? [lowest, highest] : [highest, lowest];
      if (to >= measure.possible[0] && from <= measure.possible[1]) return true;
    }
    return false;
  }

  /** Whether a possible value can begin with this character (no leading nought, except nought itself). */
  function canBegin(character, measure) {
    if (character === "0") return isPossible(0, measure);
    return isPossible(Number(character), measure) || canGrow(character, measure);
  }

  function inSentence(label) {
    return /^[A-Z][a-z]+( |$)/.test(label) ? label[0].toLowerCase() + label.slice(1) : label;
  }

  function cannotBeStored(measure, typed) {
    const [low, high] = measure.possible;
    const message = `${measure.label} ${typed} cannot be stored. It must lie between ${low} and ${high}.`;
    return { measure: measure.code, code: "impossible", message };
  }

  function swapped(typed) {
    const apart = Number(typed.diastolic) > Number(typed.systolic) ? "above" : "the same as";
    const message = `Diastolic ${typed.diastolic} is ${apart} systolic ${typed.systolic}. Are they swapped?`;
    return { measure: "diastolic", code: "impossible", message, swapped: true };
  }

  function question(code, message, confirms) {
    return { measure: code, code: "improbable", message, confirms };
  }

  function outside(measure, typed) {
    const [low, high] = measure.ask;
    return question(measure.code, `Check: ${inSentence(measure.label)} ${typed}? Outside ${low} to ${high}.`, [measure.code]);
  }

  function looksLikeKilopascal(values) {
    return PAIR.every((code) => values[code] !== undefined && values[code] < KPA_PAIR[code]);
  }

  function pulsePressure(values, typed) {
    const gap = values.systolic - values.diastolic;
    if (gap >= PULSE_PRESSURE.least && gap <= PULSE_PRESSURE.most) return [];
    const range = `${PULSE_PRESSURE.least} to ${PULSE_PRESSURE.most}`;
    const message = `Check: ${typed.systolic}/${typed.diastolic}? They lie ${gap} apart, outside ${range}.`;
    return [question("systolic", message, ["systolic"])];
  }

  function impossibleOf(values, measures, typed) {
    const found = measures.filter((m) => !isPossible(values[m.code], m)).map((m) => cannotBeStored(m, typed[m.code]));
    const pairStands = PAIR.every((code) => values[code] !== undefined && !found.some((item) => item.measure === code));
    if (pairStands && values.diastolic >= values.systolic) found.push(swapped(typed));
    return found;
  }

  function improbableOf(values, measures, typed, impossible, confirmed) {
    const refused = new Set(impossible.flatMap((item) => (item.swapped ? PAIR : [item.measure])));
    const pairRefused = PAIR.some((code) => refused.has(code));
    const pairKept = PAIR.some((code) => confirmed.includes(code));
    const kilopascal = looksLikeKilopascal(values);
    const asked = [];
    if (kilopascal && (pairRefused || !pairKept)) {
      const message = `Check: ${typed.systolic}/${typed.diastolic}: is that kPa? Pressures are in mmHg.`;
      asked.push(question("systolic", message, PAIR));
    }
    measures.forEach((m) => {
      const withPair = kilopascal && PAIR.includes(m.code);
      if (withPair || refused.has(m.code) || confirmed.includes(m.code) || isExpected(values[m.code], m)) return;
      asked.push(outside(m, typed[m.code]));
    });
    const hasPair = PAIR.every((code) => values[code] !== undefined);
    if (hasPair && !kilopascal && !pairRefused && !pairKept) asked.push(...pulsePressure(values, typed));
    return asked;
  }

  function rises(limit, value, baseline) {
    const start = baseline ? baseline[limit.measure] : undefined;
    if (start === undefined || start === null) return false;
    if (limit.kind === "rise") return value - start >= limit.value;
    return start > 0 && (value - start) * 100 >= limit.value * start;
  }

  function crosses(limit, values, baseline, observedAt) {
    const value = values[limit.measure];
    const condition = limit.only_if;
    if (value === undefined) return false;
    if (condition && !(values[condition.measure] >= condition.high)) return false;
    if (limit.kind === "high") return value >= limit.value;
    if (limit.kind === "low") return value <= limit.value;
    if (limit.kind === "not_resolved") return value >= limit.value && Boolean(limit.from) && observedAt >= Date.parse(limit.from);
    return rises(limit, value, baseline);
  }

  function withMeanPressure(values) {
    if (values.mean_pressure !== undefined || !PAIR.every((code) => values[code] !== undefined)) return values;
    return { ...values, mean_pressure: Math.round((values.systolic + 2 * values.diastolic) / 3) };
  }

  function flagsOf(values, spec, observedAt) {
    const known = withMeanPressure(values);
    const loudest = new Map();
    spec.limits.items.filter((limit) => crosses(limit, known, spec.baseline, observedAt)).forEach((limit) => {
      const key = `${limit.measure} ${limit.kind}`;
      const before = loudest.get(key);
      if (!before || RANK[limit.level] > RANK[before.level]) loudest.set(key, limit);
    });
    return [...loudest.values()]
      .map(({ measure, kind, level, value }) => ({ measure, kind, level, value }))
      .sort((a, b) => RANK[b.level] - RANK[a.level]);
  }

  /**
   * What saving these values would meet. `values` are numbers by measure code, `confirmed` the codes that
   * were kept, `observedAt` milliseconds; `typed` gives the texts as typed, for the sentences.
   * Returns {impossible, improbable: [{measure, code, message}], flags: [{measure, kind, level, value}]}.
   */
  function classify(values, spec, confirmed, observedAt, typed) {
    const measures = spec.measures.filter((m) => values[m.code] !== undefined);
    const texts = typed || Object.fromEntries(Object.entries(values).map(([code, value]) => [code, String(value)]));
    const impossible = impossibleOf(values, measures, texts);
    return {
      impossible,
      improbable: improbableOf(values, measures, texts, impossible, confirmed),
      flags: flagsOf(values, spec, observedAt),
    };
  }

  Chairside.judge = { parse, classify, canGrow, canBegin, isPossible, isExpected, inSentence };
})();
