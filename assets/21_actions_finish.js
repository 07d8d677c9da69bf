/* The end of a session: its gates, the escort, and what each way of ending asks for. */
(function () {
  "use strict";

  const { actions, sheet, outbox, api, el, glyph } = Chairside;

  function patientName(session) {
    const patient = session.patient || {};
    return patient.name || [patient.family_name, patient.given_name].filter(Boolean).join(", ");
  }

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
