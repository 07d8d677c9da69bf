/* Finding, adding and correcting patients. */
(function () {
  "use strict";

  const { actions, sheet, outbox, api, el, screening } = Chairside;
  const SEX = [
    { value: "female", label: "Female" }, { value: "male", label: "Male" },
    { value: "other", label: "Other" }, { value: "unknown", label: "Unknown" },
  ];
  const PAUSE_MS = 200;

  function fields(patient, hidden) {
    const given = patient || {};
    return [
      { name: "family_name", label: "Family name", kind: "text", width: "half", required: true, maxLength: 100,
        value: given.family_name, hidden },
      { name: "given_name", label: "Given name", kind: "text", width: "half", required: true, maxLength: 100,
        value: given.given_name, hidden },
      { name: "birth_date", label: "Birth date", kind: "date", width: "third", required: true,
        value: given.birth_date, hidden },
      { name: "mrn", label: "Record number", kind: "text", width: "third", required: true, maxLength: 40,
        value: given.mrn, hidden },
      { name: "sex", label: "Sex", kind: "select", width: "third", options: SEX, required: true, value: given.sex,
        hidden },
    ];
  }

  const CODES = ["family_name", "given_name", "birth_date", "mrn", "sex"];
  const body = (values) => ({ ...Object.fromEntries(CODES.map((code) => [code, values[code]])),
    ...screening.body(values) });
  const fullName = (patient) => patient.family_name + ", " + patient.given_name;

  function row(patient, choose) {
    const alike = (patient.similar || []).length > 0;
    return el("button", { type: "button", class: "option", "aria-pressed": "false",
      onclick: (event) => choose(patient, event.currentTarget) },
      el("span", {}, el("b", {}, fullName(patient)), el("small", {}, "born " + patient.birth_date + " · MRN "
        + patient.mrn),
        alike ? el("small", {}, el("b", {},
          "Another patient has a similar name. Compare birth date and record number.")) : null));
  }

  /** A search with its answers; pick(patient) is called with the chosen one. */
  function search(pick) {
    const box = el("input", { id: "find-patient", class: "input", type: "search", autocomplete: "off",
      placeholder: "Name, birth date or record number" });
    const list = el("div", { class: "found", role: "group", "aria-label": "Found patients" });
    const said = el("p", { class: "quiet-text", role: "status" });
    let timer = null, asked = 0;
    function choose(patient, button) {
      list.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
      pick(patient);
    }
    async function find() {
      const turn = (asked += 1);
      if (box.value.trim().length < 2) { list.replaceChildren(); said.textContent = ""; return; }
      const result = await api.send("GET", "/patients?query=" + encodeURIComponent(box.value.trim()));
      if (turn !== asked) return;
      pick(null);
      if (!result.ok) { said.textContent = api.words(result); return; }
      const found = result.data.items.slice(0, 6);
      said.textContent = found.length ? "" : "No patient found. Check the spelling, or choose New patient.";
      list.replaceChildren(...found.map((patient) => row(patient, choose)));
    }
    box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, PAUSE_MS); });
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); find(); } });
    return el("div", { class: "field" }, el("label", { for: "find-patient" }, "Find patient"), box, said, list);
  }

  function tellSimilar(patient) {
    if (!(patient.similar || []).length) return location.assign("/patient/" + patient.id);
    const opened = sheet.tell("Stored. Another patient is much alike",
      "Compare birth date and record number before any entry.");
    opened.dialog.addEventListener("close", () => location.assign("/patient/" + patient.id));
    return opened;
  }

  /** Shows the box for the allergen while "Allergic to" is chosen. */
  const turning = (opened) => (name, choice) => {
    if (name === "allergies_asked") opened().field("allergies").show(choice === "some");
  };

  actions["patient-new"] = function () {
    const opened = sheet.open({
      id: "patient", title: "New patient", submit: "Add patient",
      fields: [...fields(), ...screening.fields(null, { changed: turning(() => opened) })],
      send: (values, key) => outbox.direct({ path: "/patients", body: body(values), key }),
      done: tellSimilar,
    });
  };

  actions["patient-edit"] = async function (dataset) {
    const patient = await sheet.load("/patients/" + dataset.patient);
    if (!patient) return;
    const opened = sheet.open({
      id: "patient", title: "Correct: " + fullName(patient), submit: "Save",
        intro: "The old values stay in the record.",
      fields: [...fields(patient), ...screening.fields(patient, { again: true, changed: turning(() => opened) }),
        { name: "reason", label: "Reason", kind: "text", optional: true, maxLength: 500 }],
      send: function (values, key, sheetNow) {
        const differing = CODES.filter((code) => values[code] !== patient[code]);
        const changed = { ...Object.fromEntries(differing.map((code) => [code, values[code]])),
          ...screening.changes(values, patient) };
        if (!Object.keys(changed).length) { sheetNow.fail("Nothing is changed yet."); return null; }
        if (values.reason) changed.reason = values.reason;
        return outbox.direct({ method: "PATCH", path: "/patients/" + patient.id, body: changed,
          ifMatch: patient.version });
      },
      done: () => location.reload(),
    });
  };

  Chairside.patients = { fields, body, search, fullName, CODES };
})();
