/* Starting a session in a room: who, how, by which limits, with which people. */
(function () {
  "use strict";

  const { actions, sheet, outbox, amounts, patients, clock } = Chairside;

  const people = (staff, role) => staff.items.filter((one) => one.roles.includes(role))
    .map((one) => ({ value: one.id, label: one.display_name }));

  function age(birthDate) {
    const [year, month, day] = clock.day(clock.now()).split("-").map(Number);
    const [bornYear, bornMonth, bornDay] = birthDate.split("-").map(Number);
    return year - bornYear - (month < bornMonth || (month === bornMonth && day < bornDay) ? 1 : 0);
  }

  function treatmentFields(loaded, kg) {
    const [protocols, sets, staff] = loaded;
    return [
      { name: "protocol", label: "Protocol", kind: "select", width: "half", required: true,
        options: protocols.items.map((one) => ({ value: one.code, label: one.label })) },
      { name: "threshold_set", label: "Limits", kind: "select", width: "half", placeholder: "Those of the protocol",
        options: sets.items.map((one) => ({ value: one.code, label: one.label || one.name || one.code })) },
      { name: "weight_kg", label: "Weight (kg)", kind: "number", decimals: 1, width: "half", optional: true,
        says: (value) => (value ? amounts.inPounds(value) + "." : "") },
      { name: "amount", label: "Planned dose (mg)", kind: "number", width: "half", optional: true,
        path: "planned_dose.amount",
        says: (value) => (value ? amounts.perKg(value, kg()) + "." : "") },
      { name: "nurse_id", label: "Nurse", kind: "select", width: "half", options: people(staff, "nurse"),
        placeholder: "Not named yet" },
      { name: "clinician_id", label: "Clinician", kind: "select", width: "half", options: people(staff,
        "clinician"), placeholder: "Not named yet" },
    ];
  }

  function body(values, patient, room, protocol) {
    const sent = { patient_id: patient.id, protocol: values.protocol, room };
    ["threshold_set", "weight_kg", "nurse_id",
      "clinician_id"].forEach((code) => { if (values[code]) sent[code] = values[code]; });
    if (values.amount) sent.planned_dose = { drug: protocol.drug, amount: values.amount, unit: "mg",
      route: protocol.route };
    return sent;
  }

  /** The patient chosen, or the new one stored once; null when neither is there yet. */
  async function whom(state, values, opened) {
    if (state.patient) return state.patient;
    if (!state.isNew) { opened.fail("Choose a patient, or New patient."); return null; }
    const result = await outbox.direct({ path: "/patients", body: patients.body(values) });
    if (!result.ok) return result;
    state.patient = result.data;
    if (!(state.patient.similar || []).length) return state.patient;
    const kept = await opened.ask("mrn", "Another patient is much alike. Is this one really new?", "Keep");
    return kept ? state.patient : null;
  }

  async function questions(values, patient, protocol, opened) {
    if (age(patient.birth_date) >= 65 && !values.threshold_set) {
      opened.field("threshold_set").fail("65 or over: choose Standard or Cautious limits.");
      return false;
    }
    const asked = { protocol: protocol.code, weight_kg: values.weight_kg, amount_mg: values.amount };
    return amounts.askAll(opened, patient.id, asked, "amount");
  }

  actions["start-session"] = async function (dataset) {
    const room = dataset.room;
    const loaded = await sheet.loadAll("/protocols", "/threshold-sets", "/staff");
    if (!loaded) return;
    const state = { patient: null, isNew: false };
    const search = patients.search((patient) => { state.patient = patient; });
    const opened = sheet.open({
      id: "start-session", title: "Start session", who: room, submit: "Start session",
      fields: [
        { name: "who", label: "Patient", kind: "radio", value: "known", options: [
          { value: "known", label: "Known patient" }, { value: "new", label: "New patient" }], onChange: turn },
        { name: "search", kind: "static", node: search },
        ...patients.fields(null, true),
        ...treatmentFields(loaded, () => opened.field("weight_kg").read()),
      ],
      send: async function (values, key, sheetNow) {
        const patient = await whom(state, values, sheetNow);
        if (!patient || patient.ok === false) return patient;
        const protocol = loaded[0].items.find((one) => one.code === values.protocol);
        if (!(await questions(values, patient, protocol, sheetNow))) return null;
        return outbox.direct({ path: "/sessions", body: body(values, patient, room, protocol), key });
      },
      done: (session) => location.assign("/session/" + session.id),
    });
    function turn(choice) {
      state.isNew = choice === "new";
      state.patient = null;
      opened.field("search").show(!state.isNew);
      patients.CODES.forEach((code) => opened.field(code).show(state.isNew));
    }
    search.querySelector("input").focus();
  };
})();
