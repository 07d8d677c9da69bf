/* Answering an alert. The sheet opens empty: nobody told, no sign ticked. */
(function () {
  "use strict";

  const { actions, sheet, outbox, clock, el, glyph } = Chairside;
  const SIGNS = [
    { value: "none", label: "None of these", alone: true },
    { value: "chest_pain", label: "Chest pain" },
    { value: "breathlessness", label: "Short of breath" },
    { value: "severe_headache", label: "Sudden severe headache" },
    { value: "vision_change", label: "Vision change" },
    { value: "seizure", label: "Seizure" },
    { value: "weakness", label: "Weakness or confusion" },
  ];
  const RED_FLAG = "URGENT with any pressure. Call.";

  const seen = (signs) => (signs || []).filter((sign) => sign !== "none");
  const named = (signs) => SIGNS.filter((one) => signs.includes(one.value)).map((one) => one.label.toLowerCase());
  const summary = (data) => el("a", { class: "button", target: "_blank", rel: "noopener",
    href: "/api/v1/sessions/" + data.session + "/transfer.pdf" }, "Transfer summary");

  const urgent = (data) => data.level === "urgent";
  const badge = (data) => ({ kind: urgent(data) ? "urgent" : "advisory", word: data.level.toUpperCase() });

  function fields(data, staff, asked) {
    return [
      urgent(data) && {
        name: "signs", label: "Any warning sign?", kind: "checks", options: SIGNS, required: true,
        missing: "Tick each sign seen, or None of these.", onChange: asked.turn,
      },
      { name: "told", label: "Who was told", kind: "text", width: "half",
        list: staff.items.map((one) => one.display_name), required: asked.told, optional: !asked.told, maxLength: 200,
        missing: "Name the provider who was told." },
      { name: "note", label: asked.why || "Note", kind: "text", width: "half", required: Boolean(asked.why),
        optional: !asked.why, maxLength: 1000, placeholder: asked.why ? "" : "What you saw or did",
        missing: "Say why." },
    ];
  }

  function body(values) {
    const sent = {};
    if (values.told) sent.told = values.told;
    if (values.note) sent.note = values.note;
    if (values.signs) sent.signs = seen(values.signs);
    return sent;
  }

  /** With a sign the foot says so, and leads to the summary for whoever takes over. */
  function redFlag(opened, data, signs) {
    const foot = opened.form.querySelector(".sheet-foot");
    const shown = foot.querySelector(".red-flag");
    if (Boolean(shown) === seen(signs).length > 0) return;
    if (shown) shown.remove();
    else foot.prepend(el("div", { class: "red-flag", role: "alert" }, glyph("octagon"), el("b", {}, RED_FLAG), summary(data)));
    foot.classList.toggle("flagged", !shown);
  }

  function offerTransfer(data, signs) {
    sheet.open({
      id: "offer-transfer", small: true, title: "Warning sign: " + named(signs).join(", "), who: data.who,
      badge: { kind: "urgent", word: "URGENT" }, intro: RED_FLAG, cancel: "Not now", submit: "Transfer",
      fields: [{ kind: "static", label: "For whoever takes over", node: summary(data) }],
      send: async () => ({ ok: true, status: 200, data: null }),
      done: () => actions.finish({ session: data.session, end: "transferred" }),
    });
  }

  /** Two answered at once: whose answer stands on the screens, and that this one is kept as well. */
  function sayWhoWasFirst(answered) {
    const first = answered && answered.acknowledged_by;
    if (!first || first.id === document.documentElement.dataset.user) return;
    sheet.tell(first.display_name + " was first", "Acknowledged at " + clock.hhmm(Date.parse(answered.acknowledged_at))
      + ". Your answer is kept beside it.");
  }

  /** asked: {told: who was told must be named, why: label of the reason that must be given, submit}. */
  async function answer(data, asked) {
    const staff = await sheet.load("/staff");
    if (!staff) return;
    let signs = [];
    const opened = sheet.open({
      id: "acknowledge", title: data.text, who: data.who, note: data.note, badge: badge(data), submit: asked.submit,
      fields: fields(data, staff, { ...asked, turn: (now) => redFlag(opened, data, now) }),
      send: function (values, key) {
        signs = seen(values.signs);
        return outbox.save({ path: "/alerts/" + data.alert + "/acknowledge", body: body(values), key,
          label: "Acknowledged: " + data.text, session: data.session });
      },
      done: function (answered) {
        if (signs.length) offerTransfer(data, signs);
        else sayWhoWasFirst(answered);
      },
    });
  }

  function resolve(data) {
    sheet.open({
      id: "resolve", small: true, title: "Resolve: " + data.text, who: data.who, badge: badge(data), submit: "Resolve",
      intro: "The value stays in the record. The alert leaves the screen.",
      fields: [{ name: "reason", label: "Reason", kind: "text", required: true, maxLength: 1000,
        missing: "Say why it is resolved." }],
      send: (values, key) => outbox.save({ path: "/alerts/" + data.alert + "/resolve", body: { reason: values.reason },
        key, label: "Resolved: " + data.text, session: data.session }),
    });
  }

  actions.acknowledge = (data) => answer({ ...data }, { submit: "Acknowledge" });
  actions["provider-told"] = (data) => answer({ ...data }, { submit: "Provider told", told: true });
  actions["why-late"] = (data, button) => answer({ ...data }, { submit: "Save reason", why: button.textContent });
  actions["resolve-alert"] = (data) => resolve({ ...data });
  actions["repeat-now"] = (data) => Chairside.record.open(data.session);
})();
