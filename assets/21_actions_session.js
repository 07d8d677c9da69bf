/* The header of a session: baseline, weight and people, cancelling it. */
(function () {
  "use strict";

  const { actions, sheet, outbox, amounts } = Chairside;

  actions["accept-baseline"] = function (dataset) {
    const data = { ...dataset };
    const late = data.afterDose === "1";
    sheet.open({
      id: "baseline", title: "Accept baseline " + (data.text || ""), submit: "Accept baseline", small: true,
      intro: late ? "The dose has started. The reason stands with the baseline." : "Rises are judged against this set.",
      fields: [late && { name: "reason", label: "Reason", kind: "text", required: true, maxLength: 500 }],
      send: (values, key) => outbox.save({
        path: "/sessions/" + data.session + "/baseline", body: { reading_id: data.reading, ...values }, key,
        ifMatch: data.version, label: "Baseline " + (data.text || ""), session: data.session,
      }),
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
    if (values.room && values.room !== session.room) sent.room = values.room;
    if (values.nurse_id && values.nurse_id !== (session.nurse || {}).id) sent.nurse_id = values.nurse_id;
    if (values.clinician_id && values.clinician_id !== (session.clinician || {}).id) sent.clinician_id = values.clinician_id;
    return sent;
  }

  function weightFields(session, staff, rooms) {
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
      { name: "room", label: "Room", kind: "select", width: "half", value: session.room,
        options: rooms.items.filter((one) => one.in_use).map((one) => ({ value: one.name, label: one.name })) },
    ];
  }

  actions.weight = async function (dataset) {
    const path = "/sessions/" + dataset.session;
    const loaded = await sheet.loadAll(path, "/staff", "/protocols", "/rooms");
    if (!loaded) return;
    const [session, staff, protocols, rooms] = loaded;
    const protocol = protocols.items.find((one) => one.code === session.protocol.code) || {};
    sheet.open({
      again: () => actions.weight(dataset),
      id: "weight", title: "Weight, dose, people, room", submit: "Save", who: sheet.whose(session),
        fields: weightFields(session, staff, rooms),
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
})();
