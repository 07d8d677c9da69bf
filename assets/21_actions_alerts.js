/* Answering an alert. The sheet opens empty: nobody told, no sign ticked. */
(function () {
  "use strict";

  const { actions, sheet, outbox } = Chairside;
  const SIGNS = [
    { value: "none", label: "None of these", alone: true },
    { value: "chest_pain", label: "Chest pain" },
    { value: "breathlessness", label: "Short of breath" },
    { value: "severe_headache", label: "Severe headache" },
    { value: "vision_change", label: "Vision change" },
    { value: "seizure", label: "Seizure" },
    { value: "weakness", label: "Weakness" },
  ];

  function fields(data, staff, toldRequired) {
    return [
      data.level === "urgent" && {
        name: "signs", label: "Any warning sign?", kind: "checks", options: SIGNS, required: true,
        missing: "Tick each sign seen, or None of these.",
      },
      { name: "told", label: "Who was told", kind: "text", width: "half",
        list: staff.items.map((one) => one.display_name),
        required: toldRequired, optional: !toldRequired, maxLength: 200, missing: "Name the provider who was told." },
      { name: "note", label: "Note", kind: "text", width: "half", optional: true, maxLength: 1000,
        placeholder: "What you saw or did" },
    ];
  }

  function body(values) {
    const sent = {};
    if (values.told) sent.told = values.told;
    if (values.note) sent.note = values.note;
    if (values.signs) sent.signs = values.signs.filter((sign) => sign !== "none");
    return sent;
  }

  async function answer(data, toldRequired) {
    const staff = await sheet.load("/staff");
    if (!staff) return;
    const urgent = data.level === "urgent";
    sheet.open({
      id: "acknowledge", title: data.text, who: data.who, note: data.note,
      badge: { kind: urgent ? "urgent" : "advisory", word: urgent ? "URGENT" : "ADVISORY" },
      submit: toldRequired ? "Provider told" : "Acknowledge", fields: fields(data, staff, toldRequired),
      send: (values, key) => outbox.save({
        path: "/alerts/" + data.alert + "/acknowledge", body: body(values), key,
        label: "Acknowledged: " + data.text, session: data.session,
      }),
    });
  }

  actions.acknowledge = (data) => answer({ ...data }, false);
  actions["provider-told"] = (data) => answer({ ...data }, true);
  actions["repeat-now"] = (data) => Chairside.record.open(data.session);
})();
