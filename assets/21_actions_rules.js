/* Versions of protocols and of limits: publish one, approve or refuse one that waits, discard a draft. */
(function () {
  "use strict";

  const { actions, sheet, outbox, el } = Chairside;
  const BESIDE = "beside", LATER = "later";

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

  /** Shown when the server says that an approved version would never count. */
  const replacing = () => ({ name: "replaces_scheduled", label: "The version approved for later", kind: "checks",
    hidden: true, options: [{ value: "yes", label: "This one replaces it" }] });

  const replaces = (values) => ((values.replaces_scheduled || []).length ? { replaces_scheduled: true } : {});

  /** `spec`: {path, title, body(): document, reason: words so far, reasoned(words), refused(errors), published()}. */
  function publish(spec) {
    const opened = sheet.open({
      id: "rules-publish", title: spec.title, submit: "Publish",
      intro: "Sessions that are running keep the version they began with.",
      fields: [
        { name: "reason", label: "Reason", kind: "textarea", required: true, maxLength: 1000, value: spec.reason || "" },
        { name: "starts_at", label: "Counts from", kind: "datetime", nowLabel: "Now, or with the approval" },
        { name: "approval", label: "A clinician approves", kind: "radio", required: true, missing: "Choose one.", options: [
          { value: BESIDE, label: "A clinician signs in beside me" },
          { value: LATER, label: "Leave it for approval", detail: "it waits here" }],
        onChange: (choice) => ["username", "password"].forEach((name) => opened.field(name).show(choice === BESIDE)) },
        ...clinician(true), replacing(),
      ],
      send: async function (values, key) {
        const body = { ...spec.body(), reason: values.reason, ...second(values), ...replaces(values) };
        if (values.starts_at) body.starts_at = values.starts_at;
        const result = await outbox.direct({ path: spec.path, body, key });
        if (!result.ok && result.data && result.data.errors) {
          spec.refused(result.data.errors.filter((error) => error.field !== "replaces_scheduled"));
        }
        return result;
      },
      done: spec.published,
    });
    const reason = opened.field("reason").control;
    reason.addEventListener("input", () => spec.reasoned(reason.value));
  }

  function decide(dataset, decision, words) {
    const refusing = decision === "rejected";
    sheet.open({
      id: "rules-decide", title: words + " version " + dataset.version, submit: words, small: true,
      intro: refusing ? "It stays in the history, with the reason." : "Running sessions keep their version.",
      fields: [
        refusing ? { name: "reason", label: "Reason", kind: "textarea", required: true, maxLength: 1000 } : null,
        ...(dataset.alone ? [] : clinician(false)), refusing ? null : replacing(),
      ],
      send: (values, key) => outbox.direct({ path: dataset.path, key,
        body: { decision, ...(refusing ? { reason: values.reason } : {}), ...second(values), ...replaces(values) } }),
      done: () => Chairside.live.refresh(),
    });
  }

  actions["rules-approve"] = (dataset) => decide(dataset, "approved", "Approve");
  actions["rules-refuse"] = (dataset) => decide(dataset, "rejected", "Refuse");

  /** Asks first when anything was typed; `words` say what is lost. */
  function discard(words, done) {
    if (!words) { done(); return; }
    sheet.open({
      id: "rules-discard", title: "Discard the draft", submit: "Discard", cancel: "Keep", small: true, danger: true,
      fields: [{ kind: "static", node: el("p", {}, words) }], send: async () => ({ ok: true, data: null }), done,
    });
  }

  Chairside.rules = { publish, discard };
})();
