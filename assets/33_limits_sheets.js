/* The sheet of the limits page that adds a line; those of versions are shared with the protocols. */
(function () {
  "use strict";

  const { sheet } = Chairside;
  const KINDS = [
    { value: "absolute", label: "High and low" }, { value: "rise", label: "Rise over baseline" },
    { value: "rise_percent", label: "Rise over baseline in percent" },
    { value: "not_resolved", label: "Not resolved by a time" },
  ];

  /** `turn`: {draft, registry, added(row)}. */
  function add(turn) {
    const { measures, protocols } = turn.registry;
    sheet.open({
      id: "limits-add", title: "Add a line", submit: "Add",
      fields: [
        { name: "measure", label: "Measure", kind: "select", width: "half", required: true,
          options: measures.map((one) => ({ value: one.code, label: one.label })) },
        { name: "family", label: "Kind", kind: "select", width: "half", required: true, options: KINDS },
        { name: "age", label: "For whom", kind: "radio", required: true, options: [
          { value: "0", label: "Every age" }, { value: "65", label: "From 65 years" }] },
        { name: "protocol", label: "Protocol", kind: "select", value: "", options: [
          { value: "", label: "Every protocol" }, ...protocols.map((one) => ({ value: one.code, label: one.label }))] },
      ],
      send: async function (values) {
        const { measure, family, age, protocol } = values;
        const row = { measure, family, age: Number(age), protocols: protocol };
        if (!turn.draft.has(row)) { turn.added(row); return { ok: true, data: null }; }
        const message = "This line is there already.";
        return { ok: false, status: 422, data: { detail: message, errors: [{ field: "measure", message }] } };
      },
    });
  }

  Chairside.limits.add = add;
})();
