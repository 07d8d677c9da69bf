/* Correcting and striking what was recorded; both versions stay. */
(function () {
  "use strict";

  const { actions, api, sheet, outbox, clock } = Chairside;
  const REASONS = [
    { value: "wrong_patient", label: "Wrong patient" }, { value: "wrong_time", label: "Wrong time" },
    { value: "wrong_value", label: "Wrong value" }, { value: "other", label: "Other" },
  ];
  const why = { name: "reason", label: "Reason", kind: "text", required: true, maxLength: 500,
    missing: "Say why. The old entry stays readable." };

  const stored = (value, unit) => "Stored: " + value + (unit ? " " + unit : "");

  function box(measure, value) {
    const choices = measure.choices && measure.choices.length ? measure.choices : null;
    const shared = { name: measure.code, path: "values." + measure.code, label: measure.label, width: "third",
      hint: stored(value, measure.unit) };
    if (!choices) return { ...shared, kind: "number", decimals: measure.decimals };
    const options = choices.map((one) => ({ value: String(one.value), label: one.value + (one.word ? " "
      + one.word : "") }));
    return { ...shared, kind: "select", options, placeholder: "As stored" };
  }

  function correctionFields(reading, measures) {
    const derived = reading.derived || [];
    const held = measures.filter((one) => one.code in reading.values && !derived.includes(one.code));
    return [
      ...held.map((one) => box(one, reading.values[one.code])),
      { name: "gone", label: "Take away a value", kind: "checks", options: held.map((one) => ({ value: one.code,
        label: one.label })) },
      { name: "observed_at", label: "Measured at", kind: "datetime",
        nowLabel: clock.hhmm(Date.parse(reading.observed_at)) + " as stored" },
      why,
    ];
  }

  function correction(values, measures) {
    const changed = {};
    measures.forEach(function (one) {
      const given = values[one.code];
      if (given !== undefined && given !== null && given !== "") changed[one.code] = Number(given);
    });
    values.gone.forEach((code) => { changed[code] = null; });
    const body = { reason: values.reason };
    if (Object.keys(changed).length) body.values = changed;
    if (values.observed_at) body.observed_at = values.observed_at;
    return body;
  }

  const measureOf = (error) => (error.field || "").split(".").pop();

  /** Sends; an improbable value is asked about beside its box and goes out again when kept. */
  async function sendAsking(body, opened, post) {
    for (;;) {
      const result = await post(body);
      const errors = (result.data && result.data.errors) || [];
      if (result.status !== 422 || !errors.length || !errors.every((one) => one.code === "improbable")) return result;
      for (const error of errors) {
        const name = measureOf(error);
        if (!opened.field(name)) return result;
        if (!(await opened.ask(name, error.message || "Check this value."))) return null;
      }
      body.confirmed = [...(body.confirmed || []), ...errors.map(measureOf)];
    }
  }

  actions.correct = async function (dataset) {
    const data = { ...dataset };
    const loaded = await sheet.loadAll("/sessions/" + data.session + "/readings", "/sessions/" + data.session
      + "/entry");
    const reading = loaded && loaded[0].items.find((one) => one.id === data.reading);
    if (!reading) return;
    const version = reading.version;
    sheet.open({
      again: () => actions.correct(data),
      id: "correct", title: "Correct the set of " + clock.hhmm(Date.parse(reading.observed_at)),
        submit: "Save correction",
      who: sheet.whose(loaded[1].session), intro: "Fill only what changes. The old values stay in the record.",
      fields: correctionFields(reading, loaded[1].measures),
      send: function (values, key, opened) {
        const body = correction(values, loaded[1].measures);
        if (!body.values && !body.observed_at) { opened.fail("Nothing is changed yet."); return null; }
        return sendAsking(body, opened, (sent) => outbox.save({
          path: "/readings/" + reading.id + "/corrections", body: sent, key, ifMatch: version, label: "Correction",
            session: data.session,
        }));
      },
    });
  };

  const OPEN_STATES = ["preparing", "running", "recovering"];
  const HERE = "here";

  /** The other sessions that have not ended, as one can tell their patients apart; [] when none can be had. */
  async function otherSessions(own) {
    const asked = OPEN_STATES.map((state) => api.send("GET", "/sessions?state=" + state, undefined, { timeoutMs: 3000 }));
    const found = await Promise.all(asked);
    const sessions = found.flatMap((one) => (one.ok ? one.data.items : [])).filter((one) => one.id !== own);
    return sessions.sort((a, b) => a.room.localeCompare(b.room, undefined, { numeric: true }));
  }

  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

  function placeOption(session) {
    const { family_name: family, given_name: given, birth_date: born } = session.patient;
    return { value: session.id, label: session.room + " · " + family + ", " + given,
      detail: "born " + day.format(Date.parse(born)) };
  }

  function moveField(others) {
    return { name: "move_to_session_id", label: "Move to", kind: "radio", required: true, hidden: true,
      missing: "Choose whose set it is, or leave it struck here.",
      options: [...others.map(placeOption), { value: HERE, label: "Only strike it here" }] };
  }

  function strikeBody(values) {
    const { move_to_session_id: to, ...body } = values;
    return to && to !== HERE ? { ...body, move_to_session_id: to } : body;
  }

  function strike(data, kind, id, others) {
    const opened = sheet.open({
      id: "strike", title: "Strike " + (data.text || "this entry"), submit: "Strike", small: true,
      intro: "It stays in the record, crossed out, with your reason.",
      fields: [{ name: "reason_code", label: "What was wrong", kind: "radio", options: REASONS, required: true,
        missing: "Choose what was wrong.", onChange: (reason) => turn(opened, reason) },
      others.length > 0 && moveField(others), why],
      send: (values, key) => outbox.save({
        path: "/" + kind + "/" + id + "/strike", body: strikeBody(values), key, ifMatch: data.version,
        label: "Struck: " + (data.text || "entry"), session: data.session,
      }),
    });
  }

  function turn(opened, reason) {
    const move = opened.field("move_to_session_id");
    if (move) move.show(reason === "wrong_patient");
  }

  actions.strike = async function (dataset) {
    const data = { ...dataset };
    strike(data, "readings", data.reading, await otherSessions(data.session));
  };
  Chairside.strikeSheet = (data, kind, id) => strike(data, kind, id, []);

  /** Two people charted the same moment, and both sets are right. */
  Chairside.keepBoth = (about) => outbox.event({
    session: about.session, key: api.newKey(), label: "Both sets kept",
    body: { kind: "both_kept", detail: { reading: about.reading, of: about.of } },
  });
  actions["keep-both"] = async function (dataset) {
    const result = await Chairside.keepBoth({ ...dataset });
    if (!result.ok) sheet.tell("Not saved", api.words(result));
  };
})();
