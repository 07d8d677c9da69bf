/* Sheets of the limits page: publish a draft, approve or refuse a version, add a line, discard. */
(function () {
  "use strict";

  const { actions, sheet, outbox, el } = Chairside;
  const BESIDE = "beside", LATER = "later";
  const KINDS = [
    { value: "absolute", label: "High and low" }, { value: "rise", label: "Rise over baseline" },
    { value: "rise_percent", label: "Rise over baseline in percent" },
    { value: "not_resolved", label: "Not resolved by a time" },
  ];

  /** A clinician's own sign-in; hidden until asked for. */
  function clinician(hidden) {
    const shared = { width: "half", required: true, hidden };
    return [
      { ...shared, name: "username", path: "second.username", label: "Clinician's username", kind: "text" },
      { ...shared, name: "password", path: "second.password", label: "Clinician's password", kind: "password",
        autocomplete: "new-password" },
    ];
  }

  const second = (values) => (values.username ? { second: { username: values.username, password: values.password } }
    : {});

  /** `turn`: {draft, built(), version, refused(errors), published()}. */
  function publish(turn) {
    const opened = sheet.open({
      id: "limits-publish", title: "Publish version " + turn.version, submit: "Publish",
      intro: "Sessions that are running keep the version they began with.",
      fields: [
        { name: "reason", label: "Reason", kind: "textarea", required: true, maxLength: 1000,
          value: turn.draft.kept.reason || "" },
        { name: "starts_at", label: "Counts from", kind: "datetime", nowLabel: "Now, or with the approval" },
        { name: "approval", label: "A clinician approves", kind: "radio", required: true, missing: "Choose one.",
          options: [{ value: BESIDE, label: "A clinician signs in beside me" },
            { value: LATER, label: "Leave it for approval", detail: "it waits here" }],
        onChange: (choice) => ["username", "password"].forEach((name) => opened.field(name).show(choice === BESIDE)) },
        ...clinician(true),
      ],
      send: async function (values, key) {
        const body = { ...turn.built().document, reason: values.reason, ...second(values) };
        if (values.starts_at) body.starts_at = values.starts_at;
        const result = await outbox.direct({ path: "/threshold-sets/" + turn.draft.kept.code + "/versions", body, key });
        if (!result.ok && result.data && result.data.errors) turn.refused(result.data.errors);
        return result;
      },
      done: turn.published,
    });
    const reason = opened.field("reason").control;
    reason.addEventListener("input", () => turn.reason(reason.value));
  }

  function decide(dataset, decision, words) {
    const alone = Boolean(dataset.alone);
    const refusing = decision === "rejected";
    sheet.open({
      id: "limits-decide", title: words + " version " + dataset.version, submit: words, small: true,
      intro: refusing ? "It stays in the history, with the reason." : "Running sessions keep their version.",
      fields: [
        refusing ? { name: "reason", label: "Reason", kind: "textarea", required: true, maxLength: 1000 } : null,
        ...(alone ? [] : clinician(false)),
      ],
      send: (values, key) => outbox.direct({
        path: "/threshold-sets/" + dataset.code + "/versions/" + dataset.version + "/approve", key,
        body: { decision, ...(refusing ? { reason: values.reason } : {}), ...second(values) },
      }),
      done: () => Chairside.live.refresh(),
    });
  }

  actions["limits-approve"] = (dataset) => decide(dataset, "approved", "Approve");
  actions["limits-refuse"] = (dataset) => decide(dataset, "rejected", "Refuse");

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

  function discard(draft, done) {
    const changes = draft.changes();
    if (!changes && !draft.kept.reason) { done(); return; }
    sheet.open({
      id: "limits-discard", title: "Discard the draft", submit: "Discard", cancel: "Keep", small: true, danger: true,
      fields: [{ kind: "static", node: el("p", {}, changes === 1 ? "One changed box is lost." : changes
        + " changed boxes are lost.") }],
      send: async () => ({ ok: true, data: null }), done,
    });
  }

  Object.assign(Chairside.limits, { publish, add, discard });
})();
