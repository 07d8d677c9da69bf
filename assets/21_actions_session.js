/* What happens in a session besides readings and the dose: baseline, events, weight and people, its end. */
(function () {
  "use strict";

  const { actions, sheet, outbox, amounts, api, el, glyph } = Chairside;

  function patientName(session) {
    const patient = session.patient || {};
    return patient.name || [patient.family_name, patient.given_name].filter(Boolean).join(", ");
  }

  actions["accept-baseline"] = function (dataset) {
    const data = { ...dataset };
    const late = data.afterDose === "1";
    sheet.open({
      id: "baseline", title: "Accept baseline " + (data.text || ""), submit: "Accept baseline", small: true,
      intro: late ? "The dose has started. The reason stands with the baseline." : "Rises are judged against this set.",
      fields: [late && { name: "reason", label: "Reason", kind: "text", required: true, maxLength: 500 }],
      send: (values, key) => outbox.save({
        path: "/sessions/" + data.session + "/baseline", body: { reading_id: data.reading, ...values }, key,
        label: "Baseline " + (data.text || ""), session: data.session,
      }),
    });
  };

  actions.event = function (dataset) {
    const session = dataset.session;
    sheet.open({
      id: "event", title: "Event", submit: "Save event", small: true,
      fields: [
        { name: "text", label: "What happened", kind: "textarea", required: true, maxLength: 1000,
          path: "detail.text", missing: "Say what happened." },
        { name: "occurred_at", label: "When", kind: "datetime", stamps: true },
      ],
      send: function (values, key) {
        const body = { kind: "other", detail: { text: values.text } };
        if (values.occurred_at) body.occurred_at = values.occurred_at;
        return outbox.save({ path: "/sessions/" + session + "/events", body, key, label: "Event", session });
      },
    });
  };

  const options = (staff, role) => staff.items.filter((one) => one.roles.includes(role))
    .map((one) => ({ value: one.id, label: one.display_name }));

  function changes(values, session, protocol) {
    const planned = session.planned_dose;
    const sent = {};
    if (values.weight_kg) sent.weight_kg = values.weight_kg;
    if (values.amount) {
      sent.planned_dose = { drug: planned ? planned.drug : protocol.drug, amount: values.amount, unit: "mg",
        route: planned ? planned.route : protocol.route };
    }
    if (values.nurse_id && values.nurse_id !== (session.nurse || {}).id) sent.nurse_id = values.nurse_id;
    if (values.clinician_id && values.clinician_id !== (session.clinician || {}).id) sent.clinician_id = values.clinician_id;
    return sent;
  }

  function weightFields(session, staff) {
    const planned = session.planned_dose;
    const was = (value, unit) => "Now: " + (value ? value + unit : "none");
    return [
      { name: "weight_kg", label: "Weight (kg)", kind: "number", decimals: 1, width: "half",
        hint: was(session.weight_kg, " kg"),
        says: (value) => (value ? amounts.inPounds(value) + "." : "") },
      { name: "amount", label: "Planned dose (mg)", kind: "number", width: "half", path: "planned_dose.amount",
        hint: was(planned && planned.amount, " mg") },
      { name: "nurse_id", label: "Nurse", kind: "select", width: "half", options: options(staff, "nurse"),
        value: (session.nurse || {}).id },
      { name: "clinician_id", label: "Clinician", kind: "select", width: "half", options: options(staff,
        "clinician"), value: (session.clinician || {}).id },
    ];
  }

  actions.weight = async function (dataset) {
    const path = "/sessions/" + dataset.session;
    const loaded = await sheet.loadAll(path, "/staff", "/protocols");
    if (!loaded) return;
    const [session, staff, protocols] = loaded;
    const protocol = protocols.items.find((one) => one.code === session.protocol.code) || {};
    sheet.open({
      id: "weight", title: "Weight, dose and people", submit: "Save", who: patientName(session),
        fields: weightFields(session, staff),
      send: async function (values, key, opened) {
        const body = changes(values, session, protocol);
        if (!Object.keys(body).length) { opened.fail("Nothing is changed yet."); return null; }
        const kg = values.weight_kg || session.weight_kg;
        const asked = { protocol: session.protocol.code, weight_kg: kg, amount_mg: values.amount,
          session_id: session.id };
        if (!(await amounts.askAll(opened, session.patient.id, asked, "amount"))) return null;
        return outbox.direct({ method: "PATCH", path, body, key, ifMatch: session.version, session: session.id });
      },
    });
  };

  actions["cancel-session"] = function (dataset) {
    const session = dataset.session;
    sheet.open({
      id: "cancel-session", title: "Cancel this session?", submit: "Cancel session", cancel: "Keep", small: true,
      intro: "Only before any dose. The session stays in the record as cancelled.",
      fields: [{ name: "reason", label: "Reason", kind: "text", optional: true, maxLength: 500 }],
      send: (values, key) => outbox.direct({ path: "/sessions/" + session + "/cancel", body: values.reason
        ? values : {}, key, session }),
      done: () => location.assign("/"),
    });
  };

  const ENDS = [
    { value: "completed", label: "Completed" }, { value: "aborted", label: "Aborted" },
    { value: "against_advice", label: "Against advice" }, { value: "transferred", label: "Transferred" },
  ];
  const NEEDS = { completed: [], aborted: ["reason"], against_advice: ["reason", "witness", "told"],
    transferred: ["reason"] };

  function gateRow(gate) {
    const words = gate.text ? gate.label + ": " + gate.text : gate.label;
    const shape = glyph(gate.open ? "tick" : "ring", gate.open ? "Open" : "Closed");
    return el("li", { class: gate.open ? null : "missing" }, shape, el("span", {}, words));
  }

  const gateList = (gates) => el("ul", { class: "before-sign", "aria-label": "Ready to leave" }, gates.map(gateRow));

  function finishFields(gates, isClinician, turn) {
    const closed = gates.filter((one) => !one.open);
    return [
      { kind: "static", label: "Ready to leave", node: gateList(gates) },
      { name: "end", label: "How it ended", kind: "radio", options: ENDS, required: true,
        missing: "Choose how it ended.", onChange: turn },
      { name: "escort_name", label: "Escort", kind: "text", width: "third", path: "escort.name", maxLength: 120 },
      { name: "escort_relation", label: "Relation", kind: "text", width: "third", path: "escort.relation",
        optional: true, maxLength: 80 },
      { name: "escort_time", label: "Left at", kind: "time", width: "third", path: "escort.time", optional: true },
      { name: "reason", label: "Reason", kind: "text", required: true, hidden: true, maxLength: 1000 },
      { name: "witness", label: "Witness", kind: "text", width: "half", required: true, hidden: true, maxLength: 120 },
      { name: "told", label: "Clinician told", kind: "text", width: "half", required: true, hidden: true,
        maxLength: 120 },
      closed.length && { kind: "static", label: "Override a closed gate",
        value: "A clinician can open a gate with a reason." },
      ...closed.map((one) => ({ name: "override_" + one.gate, path: "gates." + one.gate, kind: "text",
        label: one.label + ": reason to override", optional: true, maxLength: 500 })),
      closed.length && !isClinician && { name: "username", label: "Clinician's username", kind: "text",
        width: "half", optional: true, path: "second.username" },
      closed.length && !isClinician && { name: "password", label: "Clinician's password", kind: "password",
        width: "half", optional: true, path: "second.password", autocomplete: "new-password" },
    ];
  }

  function ending(values, gates) {
    const body = { end: values.end };
    const overrides = gates.map((one) => ({ gate: one.gate, reason: values["override_"
      + one.gate] })).filter((one) => one.reason);
    if (overrides.length) body.overrides = overrides;
    if (values.escort_name) {
      body.escort = { name: values.escort_name };
      if (values.escort_relation) body.escort.relation = values.escort_relation;
      if (values.escort_time) body.escort.time = values.escort_time;
    }
    NEEDS[values.end].forEach((code) => { if (values[code]) body[code] = values[code]; });
    if (values.username) body.second = { username: values.username, password: values.password };
    return body;
  }

  actions.finish = async function (dataset) {
    const id = dataset.session;
    const [loaded, person] = await Promise.all([sheet.loadAll("/sessions/" + id, "/sessions/" + id + "/gates"),
      api.me()]);
    if (!loaded) return;
    const [session, { gates }] = loaded;
    const isClinician = Boolean(person && person.roles.includes("clinician"));
    const opened = sheet.open({
      id: "finish", title: "Finish session", submit: "Finish session", who: patientName(session),
      fields: finishFields(gates, isClinician, turn),
      send: (values, key) => outbox.direct({ path: "/sessions/" + id + "/discharge", body: ending(values, gates),
        key, session: id }),
    });
    function turn(end) {
      ["reason", "witness", "told"].forEach((code) => opened.field(code).show(NEEDS[end].includes(code)));
    }
  };
})();
