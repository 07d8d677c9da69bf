/* Two records of one patient: merging them with the record number typed, and taking a merge back. */
(function () {
  "use strict";

  const { actions, sheet, outbox, el } = Chairside;
  const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const born = (patient) => days.format(Date.parse(patient.birth_date));
  const name = (patient) => patient.family_name + ", " + patient.given_name;

  const ALWAYS_APART = ["Record number", "Sessions"];
  const ROWS = [
    ["Name", name], ["Born", born], ["Sex", (one) => one.sex], ["Record number", (one) => one.mrn],
    ["Known", (one) => (one.screening || []).join(", ")],
    ["Last weight", (one) => (one.last_weight_kg === null ? "not recorded" : one.last_weight_kg + " kg")],
    ["Sessions", (one) => one.sessions],
  ];

  function side(patient, other) {
    const head = el("h3", {}, patient.mrn);
    const facts = ROWS.map(([label, read]) => [el("dt", {}, label), el("dd",
      { class: !ALWAYS_APART.includes(label) && String(read(patient)) !== String(read(other)) ? "differs" : null },
      String(read(patient)))]);
    const node = el("section", { class: "merge-side", "aria-label": "Record " + patient.mrn }, head,
      el("dl", { class: "facts" }, facts));
    return { node, say: (stays) => {
      node.classList.toggle("stays", stays === true);
      head.textContent = patient.mrn + (stays === null ? "" : stays ? " stays" : " is read under the other");
    } };
  }

  actions["patient-merge"] = async function (dataset) {
    const both = await sheet.loadAll("/patients/" + dataset.one, "/patients/" + dataset.other);
    if (!both) return;
    const [one, other] = both;
    one.sessions = dataset.oneSessions;
    other.sessions = dataset.otherSessions;
    const sides = [side(one, other), side(other, one)];
    const choose = (id) => sides.forEach((each, n) => each.say(both[n].id === id));
    sheet.open({
      id: "merge", title: "Merge two records of one patient", submit: "Merge records", danger: true,
      intro: "Nothing is deleted. Both records' sessions stand together, and the merge can be undone.",
      fields: [
        { kind: "static", node: el("div", { class: "merge-sides" }, sides.map((each) => each.node)) },
        { name: "into_id", label: "Which record number stays?", kind: "radio", required: true,
          missing: "Choose the record that stays.", onChange: choose,
          options: both.map((each) => ({ value: each.id, label: each.mrn, detail: name(each) })) },
        { name: "typed", label: "Type the record number that stays", kind: "text", required: true, width: "half",
          maxLength: 40, missing: "Type the record number that stays." },
        { name: "reason", label: "Why are they the same person?", kind: "textarea", required: true, maxLength: 500,
          rows: 2, missing: "Give a reason." },
      ],
      send: function (values, key, opened) {
        const stays = both.find((each) => each.id === values.into_id);
        const goes = both.find((each) => each !== stays);
        if (values.typed !== stays.mrn) {
          opened.field("typed").fail("This is not " + stays.mrn + ". Read the number again.");
          opened.field("typed").control.focus();
          return null;
        }
        const body = { into_id: stays.id, reason: values.reason };
        return outbox.direct({ path: "/patients/" + goes.id + "/merge", body, key });
      },
      done: (merge) => location.assign("/patient/" + merge.into_id),
    });
  };

  actions["patient-part"] = (dataset) => sheet.open({
    id: "part", title: "Undo the merge of " + dataset.mrn + " and " + dataset.into, submit: "Undo merge", small: true,
    intro: "Each record gets back the sessions written under it. Sessions begun since the merge stay with "
      + dataset.into + ".",
    fields: [{ name: "reason", label: "Reason", kind: "textarea", required: true, maxLength: 500, rows: 2,
      missing: "Give a reason." }],
    send: (values, key) => outbox.direct({ path: "/patient-merges/" + dataset.merge + "/undo",
      body: { reason: values.reason }, key }),
    done: () => location.reload(),
  });
})();
