/* The dose: what fits the protocol is offered; what was given is always stored; no amount is proposed. */
(function () {
  "use strict";

  const { actions, sheet, outbox, amounts, el } = Chairside;
  const BOXES = {
    amount: { label: "Amount (mg)", kind: "number", hint: "As given. It is never filled in for you." },
    amount_given: { label: "Amount given (mg)", kind: "number" },
    lot: { label: "Lot", kind: "text", maxLength: 60 },
    drawn: { label: "Drawn (mg)", kind: "number" },
    given: { label: "Given (mg)", kind: "number" },
    wasted: { label: "Wasted (mg)", kind: "number" },
    volume_ml: { label: "Volume (mL)", kind: "number" },
    number: { label: "Device number", kind: "number", decimals: 0 },
    from: { label: "From", kind: "number" }, to: { label: "To", kind: "number" }, unit: { label: "Unit", kind: "text" },
    reason: { label: "Reason", kind: "text", maxLength: 500 },
  };
  const GIVES = ["dose_start", "bolus", "booster"];

  function box(code, dose) {
    const known = BOXES[code] || { label: code.replaceAll("_", " "), kind: "text" };
    const says = ["amount", "amount_given"].includes(code)
      ? (mg) => (mg ? amounts.perKg(mg, dose.weight_kg) + (dose.last_dose ? ". Last: " + dose.last_dose.text
        : "") : "") : null;
    return { ...known, name: code, path: "detail." + code, width: "half", optional: true, hidden: true, says };
  }

  function detail(choice, dose, values) {
    const given = { ...(choice.detail || {}) };
    choice.fields.forEach(function (code) {
      if (values[code] !== null && values[code] !== undefined && values[code] !== "") given[code] = values[code];
    });
    if (GIVES.includes(choice.kind) && dose.planned) {
      given.drug = given.drug || dose.planned.drug;
      given.route = given.route || dose.planned.route;
    }
    if (GIVES.includes(choice.kind) && given.amount !== undefined) given.unit = "mg";
    if (choice.kind === "device_given" && given.number === undefined) given.number = Number((/\d+/.exec(choice.label) || [1])[0]);
    return given;
  }

  function facts(dose) {
    const lines = [];
    if (dose.planned && dose.planned.amount) lines.push("Planned: " + amounts.perKg(dose.planned.amount,
      dose.weight_kg));
    if (dose.last_dose) lines.push("Last: " + dose.last_dose.text);
    if (!dose.weight_kg) lines.push("No weight recorded");
    return lines.length ? lines.join(". ") + "." : null;
  }

  function record(session, data, dose) {
    const codes = [...new Set(dose.choices.flatMap((choice) => choice.fields))];
    const chosen = (label) => dose.choices.find((choice) => choice.label === label);
    const only = dose.choices.length === 1 ? dose.choices[0] : null;
    const names = dose.choices.map((choice) => choice.label);
    const opened = sheet.open({
      id: "dose", title: "Dose", who: session.patient.name, intro: facts(dose), submit: only ? only.label : "Save",
      fields: [
        !only && { name: "choice", label: "What happened", kind: "radio", options: names, required: true,
          missing: "Choose what happened.", onChange: (label) => turn(chosen(label)) },
        ...codes.map((code) => box(code, dose)),
        { name: "occurred_at", label: "When", kind: "datetime", stamps: true },
      ],
      send: async function (values, key, sheetNow) {
        const choice = only || chosen(values.choice);
        const told = detail(choice, dose, values);
        const name = told.amount !== undefined ? "amount" : "amount_given";
        const asked = { protocol: session.protocol.code, amount_mg: told[name], weight_kg: dose.weight_kg,
          session_id: data.session };
        if (told[name] && !(await amounts.askAll(sheetNow, session.patient.id, asked, name))) return null;
        const body = { kind: choice.kind, detail: told };
        if (values.occurred_at) body.occurred_at = values.occurred_at;
        return outbox.save({ path: "/sessions/" + data.session + "/events", body, key, label: choice.label,
          session: data.session });
      },
    });
    function turn(choice) {
      codes.forEach((code) => opened.field(code).show(choice.fields.includes(code)));
      opened.submitAs(choice.label);
    }
    if (only) turn(only);
  }

  /** What keeps the dose closed, the baseline to accept, and the way on for what was already given. */
  function explain(session, data, dose) {
    const offered = dose.offered_baseline;
    const reasons = el("ul", { class: "stack" }, dose.closed.map((one) => el("li", {}, el("b", {}, one.text))));
    const given = el("button", { type: "button", class: "button quiet",
      onclick: () => { opened.close(); record(session, data, dose); } },
      "It was already given: record it");
    const opened = sheet.open({
      id: "dose-closed", title: "Not ready for the dose", who: session.patient.name, small: true, cancel: "Close",
      submit: offered ? "Accept baseline " + offered.text.split(" ")[0] : null,
      fields: [{ kind: "static", node: reasons }, offered && { kind: "static",
        value: "Last set before the dose: " + offered.text },
        { kind: "static", node: given }],
      send: (values, key) => outbox.save({
        path: "/sessions/" + data.session + "/baseline", body: { reading_id: offered.reading_id }, key,
        label: "Baseline " + offered.text, session: data.session,
      }),
      done: () => actions.dose(data),
    });
  }

  actions.dose = async function (dataset) {
    const data = { ...dataset };
    const loaded = await sheet.loadAll("/sessions/" + data.session, "/sessions/" + data.session + "/dose");
    if (!loaded) return;
    const [session, dose] = loaded;
    if (!dose.choices.length) sheet.tell("Dose", "Nothing of the dose is left to record.");
    else if (dose.closed.length) explain(named(session), data, dose);
    else record(named(session), data, dose);
  };

  function named(session) {
    const patient = session.patient || {};
    const name = patient.name || [patient.family_name, patient.given_name].filter(Boolean).join(", ");
    return { ...session, patient: { ...patient, name } };
  }
})();
