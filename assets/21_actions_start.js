/* Starting a session in a room: who, how, by which limits, with which people. */
(function () {
  "use strict";

  const { actions, sheet, outbox, amounts, patients, screening, el } = Chairside;

  const people = (staff, role) => staff.items.filter((one) => one.roles.includes(role))
    .map((one) => ({ value: one.id, label: one.display_name }));

  /** Asked of whom a crisis could hurt more; nothing is preset, and the start waits for the answer. */
  const ASKED_SET = {
    name: "asked_set", path: "asked_set", label: "Limits: Standard or Cautious?", kind: "radio", required: true,
    hidden: true, missing: "Choose Standard or Cautious.", options: [
      { value: "own", label: "Standard", detail: "The usual limits" },
      { value: "cautious", label: "Cautious", detail: "Stricter for blood pressure" }],
  };

  function treatmentFields(loaded, kg) {
    const [protocols, sets, staff] = loaded;
    return [
      { name: "protocol", label: "Protocol", kind: "select", width: "half", required: true,
        options: protocols.items.map((one) => ({ value: one.code, label: one.label })) },
      { name: "threshold_set", label: "Limits", kind: "select", width: "half", placeholder: "Those of the protocol",
        options: sets.items.map((one) => ({ value: one.code, label: one.label || one.name || one.code })) },
      ASKED_SET,
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
    if (values.asked_set === "cautious") sent.threshold_set = "cautious";
    if (values.asked_set === "own") {
      sent.threshold_set = protocol.threshold_set === "cautious" ? "standard" : protocol.threshold_set;
    }
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
    const asked = { protocol: protocol.code, weight_kg: values.weight_kg, amount_mg: values.amount };
    return amounts.askAll(opened, patient.id, asked, "amount");
  }

  /** What was answered about a known patient is kept with them before the session begins. */
  async function keepScreening(state, values) {
    const said = state.isNew ? {} : screening.body(values);
    if (!Object.keys(said).length) return null;
    const result = await outbox.direct({ method: "PATCH", path: "/patients/" + state.patient.id,
      body: { ...said, reason: "Asked at the start of a session" }, ifMatch: state.patient.version });
    if (result.ok) state.patient = result.data;
    return result.ok ? null : result;
  }

  /** Which questions stand in the sheet: what nobody asked yet, and which limits. */
  function conduct(opened, state, known) {
    const fields = (name) => opened.field(name);
    function facts() {
      const typed = fields("facts").node.hidden ? [] : fields("facts").read();
      return [...((state.patient || {}).facts || []), ...typed];
    }
    function askLimits() {
      const born = state.isNew ? fields("birth_date").read() : (state.patient || {}).birth_date;
      const why = screening.whyLimits(born, facts());
      fields("asked_set").show(Boolean(why));
      fields("asked_set").say(why ? "Asked because: " + why + "." : "");
      fields("threshold_set").show(!why);
      const young = born && screening.age(born) < screening.ADULT;
      known.young.textContent = young ? "Under 18: no protocol here was made for children. Ask the clinician." : "";
      known.young.hidden = !young;
      fields("known").show(Boolean(young || (state.patient && !state.isNew)));
    }
    function askScreening() {
      const patient = state.patient || {};
      const open = (code) => state.isNew || Boolean(state.patient && patient[code] === null);
      fields("allergies_asked").show(open("allergies"));
      fields("allergies").show(open("allergies") && fields("allergies_asked").read() === "some");
      fields("facts").show(open("facts"));
      known.flags.replaceChildren(state.patient && !state.isNew ? screening.flags(patient) : "");
      askLimits();
    }
    /** What was answered about one patient never stands for the next. */
    function anew() {
      [...screening.NAMES, "asked_set"].forEach((name) => fields(name).node.querySelectorAll("input").forEach((box) => {
        if (box.type === "text") box.value = "";
        else box.checked = false;
      }));
      askScreening();
    }
    return { askLimits, askScreening, anew };
  }

  actions["start-session"] = async function (dataset) {
    const room = dataset.room;
    const loaded = await sheet.loadAll("/protocols", "/threshold-sets", "/staff");
    if (!loaded) return;
    const state = { patient: null, isNew: false };
    const known = { flags: el("div", {}), young: el("p", { class: "field-error", role: "status", hidden: true }) };
    let conducted = null;
    const search = patients.search((patient) => { state.patient = patient; conducted.anew(); });
    const opened = sheet.open({
      id: "start-session", title: "Start session", who: room, submit: "Start session",
      fields: [
        { name: "who", label: "Patient", kind: "radio", value: "known", options: [
          { value: "known", label: "Known patient" }, { value: "new", label: "New patient" }], onChange: turn },
        { name: "search", kind: "static", node: search },
        ...patients.fields(null, true),
        { name: "known", kind: "static", hidden: true, node: el("div", { class: "stack" }, known.flags, known.young) },
        ...screening.fields(null, { hidden: true, changed: () => conducted.askScreening() }),
        ...treatmentFields(loaded, () => opened.field("weight_kg").read()),
      ],
      send: async function (values, key, sheetNow) {
        const patient = await whom(state, values, sheetNow);
        if (!patient || patient.ok === false) return patient;
        const protocol = loaded[0].items.find((one) => one.code === values.protocol);
        if (!(await questions(values, patient, protocol, sheetNow))) return null;
        const refused = await keepScreening(state, values);
        if (refused) return refused;
        return outbox.direct({ path: "/sessions", body: body(values, patient, room, protocol), key });
      },
      done: (session) => location.assign("/session/" + session.id),
    });
    conducted = conduct(opened, state, known);
    opened.field("birth_date").node.addEventListener("input", conducted.askLimits);
    function turn(choice) {
      state.isNew = choice === "new";
      state.patient = null;
      opened.field("search").show(!state.isNew);
      patients.CODES.forEach((code) => opened.field(code).show(state.isNew));
      conducted.anew();
    }
    search.querySelector("input").focus();
  };
})();
