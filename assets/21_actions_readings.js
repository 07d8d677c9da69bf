/* Correcting and striking what was recorded; both versions stay. */
(function () {
  "use strict";

  const { actions, sheet, outbox, clock } = Chairside;
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

  actions.correct = async function (data) {
    const loaded = await sheet.loadAll("/sessions/" + data.session + "/readings", "/sessions/" + data.session
      + "/entry");
    const reading = loaded && loaded[0].items.find((one) => one.id === data.reading);
    if (!reading) return;
    const version = reading.version;
    sheet.open({
      id: "correct", title: "Correct the set of " + clock.hhmm(Date.parse(reading.observed_at)),
        submit: "Save correction",
      who: loaded[1].session.patient.name, intro: "Fill only what changes. The old values stay in the record.",
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

  function strike(data, kind, id) {
    sheet.open({
      id: "strike", title: "Strike " + (data.text || "this entry"), submit: "Strike", small: true,
      intro: "It stays in the record, crossed out, with your reason.",
      fields: [{ name: "reason_code", label: "What was wrong", kind: "radio", options: REASONS, required: true,
        missing: "Choose what was wrong." }, why],
      send: (values, key) => outbox.save({
        path: "/" + kind + "/" + id + "/strike", body: values, key, ifMatch: data.version, label: "Struck: "
          + (data.text || "entry"),
        session: data.session,
      }),
    });
  }

  actions.strike = (data) => strike({ ...data }, "readings", data.reading);
  actions["strike-event"] = (data) => strike({ ...data }, "events", data.event);

  const NUMBERS = ["amount", "drawn", "given", "wasted", "amount_given", "volume_ml", "number", "from", "to"];
  const FIXED = ["drug", "unit", "route"];

  function detailBox([code, value]) {
    const label = (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll("_", " ");
    return { name: code, path: "detail." + code, label, width: "half", hint: stored(value),
      kind: NUMBERS.includes(code) ? "number" : "text" };
  }

  actions["correct-event"] = async function (data) {
    const found = await sheet.load("/sessions/" + data.session + "/events");
    const event = found && found.items.find((one) => one.id === data.event);
    if (!event) return;
    const boxes = Object.entries(event.detail).filter(([code]) => !FIXED.includes(code)).map(detailBox);
    sheet.open({
      id: "correct-event", title: "Correct: " + (data.text || event.kind.replaceAll("_", " ")),
        submit: "Save correction",
      intro: "Fill only what changes. Minutes, checks and alerts are judged again.",
      fields: [...boxes, { name: "occurred_at", label: "When", kind: "datetime",
        nowLabel: clock.hhmm(Date.parse(event.occurred_at)) + " as stored" }, why],
      send: function (values, key, opened) {
        const detail = Object.fromEntries(boxes.map((one) => [one.name, values[one.name]]).filter(([,
          value]) => value !== null && value !== ""));
        const body = { reason: values.reason };
        if (Object.keys(detail).length) body.detail = detail;
        if (values.occurred_at) body.occurred_at = values.occurred_at;
        if (!body.detail && !body.occurred_at) { opened.fail("Nothing is changed yet."); return null; }
        return outbox.save({ path: "/events/" + event.id + "/corrections", body, key, ifMatch: event.version,
          label: "Correction", session: data.session });
      },
    });
  };
})();
