/* The sentences of the drawer: previous values, and what saving will do. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const SHOWN = { spo2: "SpO₂", respiratory_rate: "Resp. rate" };
  const MINUTE = 60000;

  function measureOf(spec, code) {
    return spec.measures.find((m) => m.code === code);
  }

  /** The label as it stands on the page; its spoken name is always the measure's own. */
  function shown(measure) {
    return SHOWN[measure.code] || measure.label;
  }

  function reasonLabel(spec, code) {
    const reason = spec.reasons.find((r) => r.code === code);
    return reason ? reason.label : code;
  }

  function minutes(ms) {
    const whole = Math.max(0, Math.floor(ms / MINUTE));
    return whole < 120 ? `${whole} min` : `${Math.floor(whole / 60)} h`;
  }

  function age(iso, now) {
    return minutes(now - Date.parse(iso));
  }

  function lastWords(spec, code) {
    const last = spec.last[code];
    if (!last) return null;
    if (last.not_obtained) return `not taken: ${reasonLabel(spec, last.not_obtained).toLowerCase()}`;
    return String(last.value);
  }

  /** The previous answer with its age, under it the oxygen it was taken under; or nothing. */
  function previous(spec, code, now) {
    const words = lastWords(spec, code);
    if (words === null) return "";
    const { observed_at: at, under } = spec.last[code];
    return `${words} · ${age(at, now)}${under ? `\n${under}` : ""}`;
  }

  /** The previous pair with its age and arm; halves of different readings keep their own ages. */
  function previousPair(spec, now) {
    const { systolic, diastolic } = spec.last;
    const together = systolic && diastolic && systolic.observed_at === diastolic.observed_at;
    if (!together || systolic.not_obtained || diastolic.not_obtained) {
      return ["systolic", "diastolic"].map((code) => previous(spec, code, now)).filter(Boolean).join(" / ");
    }
    const arm = spec.qualifiers.find((q) => q.code === "arm");
    const chosen = arm && arm.last && arm.choices.find((c) => c.value === arm.last);
    const side = chosen ? ` · ${chosen.label.toLowerCase()}` : "";
    return `${systolic.value}/${diastolic.value} · ${age(systolic.observed_at, now)}${side}`;
  }

  function answerWords(measure, value) {
    const choice = (measure.choices || []).find((c) => c.value === value);
    const words = choice && (choice.spoken || choice.word);
    return words ? `, ${words}` : "";
  }

  function overBaseline(spec, code, value) {
    const start = spec.baseline && spec.baseline[code];
    return start && value > start ? `+${value - start} over baseline ${start}` : "";
  }

  /** As typed; SpO2 with the oxygen that runs. */
  const typedWords = (code, found, spec) => found.typed[code] + (code === "spo2" && spec.oxygen ? ` %${spec.oxygen}` : "");

  function finding(flag, found, spec) {
    const measure = measureOf(spec, flag.measure) || { label: flag.measure };
    const value = found.values[flag.measure];
    const typed = found.typed[flag.measure] === undefined ? "" : ` ${typedWords(flag.measure, found, spec)}`;
    const named = `${measure.label}${typed}${answerWords(measure, value)}`;
    const rise = overBaseline(spec, flag.measure, value);
    if (flag.kind === "rise") return `${named}, ${rise}`;
    if (flag.kind === "rise_percent") return `${named}, ${rise} (limit ${flag.value} %)`;
    if (flag.kind === "not_resolved") return `${named}, expected below ${flag.value} by now`;
    return `${named}, limit ${flag.value}${flag.kind === "high" && rise ? ` · ${rise}` : ""}`;
  }

  function pairFinding(flags, found) {
    const limit = (code) => flags.find((f) => f.measure === code && f.kind === "high");
    const [upper, lower] = [limit("systolic"), limit("diastolic")];
    if (!upper || !lower) return null;
    const above = found.values.systolic > upper.value && found.values.diastolic > lower.value;
    const { systolic, diastolic } = found.typed;
    return `${systolic}/${diastolic} ${above ? "is above" : "is at or above"} ${upper.value}/${lower.value}`;
  }

  function others(flags, named, found, spec) {
    const codes = [...new Set(flags.map((f) => f.measure))].filter((code) => !named.includes(code));
    const listed = codes.map((code) => `${Chairside.judge.inSentence(measureOf(spec, code).label)} ${typedWords(code, found, spec)}`);
    return listed.length ? ` · also ${listed.join(", ")}` : "";
  }

  /** The loudest level among the flags, in words: {tone, strong, rest}; null when nothing is crossed. */
  function severity(flags, found, spec) {
    const level = ["urgent", "advisory", "info"].find((l) => flags.some((f) => f.level === l));
    if (!level) return null;
    const loudest = flags.filter((f) => f.level === level && found.typed[f.measure] !== undefined);
    if (loudest.length === 0) return null;
    const pair = pairFinding(loudest, found);
    const named = pair ? ["systolic", "diastolic"] : [loudest[0].measure];
    const strong = `${pair || finding(loudest[0], found, spec)}${others(loudest, named, found, spec)}.`;
    return { tone: level, strong, rest: level === "info" ? "Marked, no alert." : "Saving also raises an alert." };
  }

  /**
   * The verdict line: {tone, strong, rest, asks?, focus?}. What cannot be stored comes first, then what
   * must be asked, then the loudest level; `also` names an urgent finding beside a question.
   */
  function verdict(found, judged, spec) {
    const refused = [...found.unreadable, ...judged.impossible];
    const level = severity(judged.flags, found, spec);
    if (refused.length) {
      const kilopascal = judged.improbable.find((item) => item.confirms && item.confirms.length === 2);
      const strong = kilopascal ? kilopascal.message : refused[0].message;
      const rest = kilopascal ? refused[0].message : refused.length > 1 ? `And ${refused.length - 1} more.` : "";
      return { tone: "refused", strong, rest, focus: refused[0].measure };
    }
    if (judged.improbable.length) {
      const asks = judged.improbable[0];
      return { tone: "ask", strong: asks.message, rest: "", asks, also: level && level.tone !== "info" ? level.tone : null };
    }
    return level;
  }

  Chairside.recordWords = { shown, reasonLabel, minutes, previous, previousPair, verdict, measureOf };
})();
