/* Handing a session over to a named nurse, with what stands open in front of both. */
(function () {
  "use strict";

  const { actions, sheet, outbox, el, glyph } = Chairside;
  const SORTS = { urgent: ["octagon", "Alert"], advisory: ["triangle", "Alert"], check: ["clock", "Check"],
    response: ["ring", "Response"], flag: ["info", "Standing"] };

  function row(matter) {
    const [shape, label] = SORTS[matter.sort];
    const mark = glyph(shape, label);
    if (label === "Alert") mark.classList.add(matter.sort);
    return el("li", {}, mark, el("span", {}, matter.text));
  }

  function matters(handover) {
    if (!handover.matters.length) return el("p", { class: "was" }, "Nothing stands open.");
    return el("ul", { class: "before-sign", "aria-label": "Handed over" }, handover.matters.map(row));
  }

  actions.handover = async function ({ session }) {
    const loaded = await sheet.loadAll("/sessions/" + session + "/event-form", "/staff");
    if (!loaded) return;
    const [form, staff] = loaded;
    if (!(await Chairside.recordLeftOpen.ask(form))) return;
    const { session: about, handover } = form;
    const has = handover.nurse;
    const others = staff.items.filter((one) => !has || one.id !== has.id);
    const options = others.map((one) => ({ value: one.id, label: one.display_name }));
    sheet.open({
      id: "handover", title: "Hand over", who: sheet.whose(about), submit: "Hand over",
      intro: has ? has.display_name + " has this session." : "No nurse stands in this session yet.",
      fields: [
        { kind: "static", label: "Handed over", node: matters(handover) },
        { name: "to_id", label: "To", kind: options.length > 6 ? "select" : "radio", options, required: true,
          missing: "Choose who takes over." },
        { name: "note", label: "Note", kind: "textarea", rows: 2, optional: true, maxLength: handover.note_length },
      ],
      send: function (values, key) {
        const body = { to_id: values.to_id };
        if (values.note) body.note = values.note;
        return outbox.save({ path: "/sessions/" + session + "/handover", body, key, ifMatch: handover.version,
          label: "Handover", session });
      },
      again: () => actions.handover({ session }),
    });
  };
})();
