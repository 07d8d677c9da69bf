/* What is asked of a patient before a session: allergies and history. Not asked is not the same as none. */
(function () {
  "use strict";

  const { el, clock } = Chairside;
  const NONE_KNOWN = "None known";
  const ASKS_LIMITS = ["hypertension", "cardiac"], ASKS_FROM = 65, ADULT = 18;
  const FACTS = [
    { value: "hypertension", label: "Hypertension" }, { value: "cardiac", label: "Cardiac disease" },
    { value: "substance_use", label: "History of substance use" },
  ];
  const NAMES = ["allergies_asked", "allergies", "facts"];
  const isNone = (text) => /^(none( known)?|no known allerg(ies|y)|nk(d)?a)\.?$/i.test(text);

  function asked(patient) {
    if (patient.allergies === undefined || patient.allergies === null) return "not_asked";
    return isNone(patient.allergies.trim()) ? "none" : "some";
  }

  /** Allergies and history; nothing is preset for a new patient. `again` offers "Not asked" as an answer. */
  function fields(patient, { hidden = false, again = false, changed = () => {} } = {}) {
    const given = patient || {};
    const unasked = again ? [{ value: "not_asked", label: "Not asked", alone: true }] : [];
    const was = patient ? asked(patient) : "";
    const facts = given.facts ? (given.facts.length ? given.facts : ["none_of_these"]) : ["not_asked"];
    return [
      { name: "allergies_asked", label: "Allergies", kind: "radio", hidden, value: again ? was : undefined,
        options: [...unasked, { value: "none", label: NONE_KNOWN }, { value: "some", label: "Allergic to" }],
        onChange: (choice) => changed("allergies_asked", choice) },
      { name: "allergies", label: "Allergic to", kind: "text", required: true, maxLength: 200,
        hidden: hidden || was !== "some", value: was === "some" ? given.allergies : undefined },
      { name: "facts", label: "Known history", kind: "checks", hidden, value: again ? facts : undefined,
        options: [...FACTS, { value: "none_of_these", label: "None of these", alone: true }, ...unasked],
        onChange: (chosen) => changed("facts", chosen) },
    ];
  }

  /** What was answered, as the server takes it; an unanswered question is left out, "not asked" is null. */
  function body(values) {
    const said = {};
    if (values.allergies_asked === "none") said.allergies = NONE_KNOWN;
    if (values.allergies_asked === "some") said.allergies = values.allergies;
    if (values.allergies_asked === "not_asked") said.allergies = null;
    const facts = values.facts || [];
    if (facts.includes("not_asked")) said.facts = null;
    else if (facts.length) said.facts = facts.filter((code) => code !== "none_of_these");
    return said;
  }

  /** Only what differs from what stands. */
  function changes(values, patient) {
    const said = body(values);
    if (said.allergies === patient.allergies) delete said.allergies;
    const same = (one, other) => JSON.stringify(one && [...one].sort()) === JSON.stringify(other && [...other].sort());
    if ("facts" in said && same(said.facts, patient.facts)) delete said.facts;
    return said;
  }

  function age(birthDate) {
    if (!/^\d{4}-\d\d-\d\d$/.test(birthDate || "")) return null;
    const [year, month, day] = clock.day(clock.now()).split("-").map(Number);
    const [bornYear, bornMonth, bornDay] = birthDate.split("-").map(Number);
    return year - bornYear - (month < bornMonth || (month === bornMonth && day < bornDay) ? 1 : 0);
  }

  /** Why the start asks "Standard or Cautious": words, or nothing when it does not ask. */
  function whyLimits(birthDate, facts) {
    const why = FACTS.filter((one) => ASKS_LIMITS.includes(one.value) && (facts || []).includes(one.value))
      .map((one) => one.label);
    const years = age(birthDate);
    if (years !== null && years >= ASKS_FROM) why.push(years + " years old");
    return why.join(", ");
  }

  /** What the server says is known of a patient, as flags; the allergen in full. */
  function flags(patient) {
    const words = patient.screening || [];
    const young = age(patient.birth_date) < ADULT ? ["Under 18"] : [];
    const look = { some: " allergy", none: " none-known", not_asked: " unasked" }[asked(patient)];
    return el("div", { class: "screening" }, [...words, ...young].map((text, place) => el("span",
      { class: "flag" + (place === 0 ? look : "") }, text)));
  }

  Chairside.screening = { fields, body, changes, age, whyLimits, flags, NAMES, ADULT };
})();
