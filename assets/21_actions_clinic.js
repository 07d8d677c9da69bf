/* People, rooms, the clinic, exports, one's own contact and sign-in. */
(function () {
  "use strict";

  const { actions, sheet, outbox, api, el } = Chairside;
  const ROLES = [
    { value: "nurse", label: "Nurse" }, { value: "clinician", label: "Clinician" }, { value: "administrator",
      label: "Administrator" },
  ];
  const LENGTH = "12 to 128 characters; spaces are allowed.";
  const again = () => location.reload();

  const newPassword = (label, required) => ({
    name: "password", label, kind: "password", required, optional: !required, hint: LENGTH, maxLength: 128,
      autocomplete: "new-password",
  });

  actions["user-add"] = () => sheet.open({
    id: "user", title: "Add a person", submit: "Add person",
    fields: [
      { name: "username", label: "Username", kind: "text", width: "half", required: true, maxLength: 64 },
      { name: "display_name", label: "Name on screen and in notes", kind: "text", width: "half", required: true,
        maxLength: 100 },
      { name: "roles", label: "Roles", kind: "checks", options: ROLES, required: true,
        missing: "Tick at least one role." },
      newPassword("First password", true),
    ],
    send: (values) => outbox.direct({ path: "/users", body: values }),
    done: again,
  });

  /** As forms outside ask for it: the REMS form names who monitored. */
  const contact = (known) => [["first_name", "First name, on forms"], ["last_name", "Last name, on forms"],
    ["phone", "Phone"], ["email", "Email"]].map(([name, label]) => ({ name, label, kind: "text", width: "half",
    optional: true, value: known[name] || "", maxLength: 120 }));

  actions["user-edit"] = async function (dataset) {
    const users = await sheet.load("/users");
    const user = users && users.items.find((one) => one.id === dataset.user);
    if (!user) return;
    sheet.open({
      id: "user", title: user.display_name, who: user.username, owner: user.username, submit: "Save",
      fields: [
        { name: "display_name", label: "Name on screen and in notes", kind: "text", required: true,
          value: user.display_name, maxLength: 100 },
        { name: "roles", label: "Roles", kind: "checks", options: ROLES, value: user.roles, required: true,
          missing: "Tick at least one role." },
        { name: "access", label: "Access", kind: "radio", value: user.disabled ? "off" : "on", options: [
          { value: "on", label: "May sign in" }, { value: "off", label: "Disabled", detail: "signed out at once" }] },
        ...contact(user.contact || {}),
        newPassword("New password", false),
      ],
      send: function (values) {
        const body = { display_name: values.display_name, roles: values.roles, disabled: values.access === "off",
          contact: { first_name: values.first_name, last_name: values.last_name, phone: values.phone,
            email: values.email } };
        if (values.password) body.password = values.password;
        return outbox.direct({ method: "PATCH", path: "/users/" + user.id, body, ifMatch: user.version });
      },
      done: again,
    });
  };

  actions["own-contact"] = async function () {
    const known = await sheet.load("/me/contact");
    if (!known) return;
    sheet.open({
      id: "own-contact", title: "How I am reached", submit: "Save",
      intro: "Forms such as the REMS form name who monitored.",
      fields: contact(known),
      send: (values) => outbox.direct({ method: "PATCH", path: "/me/contact", body: values }),
      done: again,
    });
  };

  function zones() {
    return Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [];
  }

  const address = (known) => [["line_1", "Address, on forms", "half"], ["line_2", "Second line", "half"],
    ["city", "City", "half"], ["state", "State", "quarter"], ["postal_code", "ZIP", "quarter"]]
    .map(([name, label, width]) => ({ name, label, kind: "text", width, optional: true, value: known[name] || "",
      maxLength: 120 }));

  actions["clinic-edit"] = async function () {
    const clinic = await sheet.load("/clinic");
    if (!clinic) return;
    sheet.open({
      id: "clinic", title: "Clinic", submit: "Save",
      fields: [
        { name: "name", label: "Name", kind: "text", width: "half", required: true, value: clinic.name,
          maxLength: 120 },
        { name: "time_zone", label: "Time zone", kind: "text", width: "half", required: true,
          value: clinic.time_zone, list: zones() },
        { name: "emergency_text", label: "In an emergency", kind: "textarea", optional: true,
          value: clinic.emergency_text || "", maxLength: 500,
          hint: "Whom to call, on which number. It stands beside urgent alerts nobody answers." },
        ...address(clinic.address || {}),
      ],
      send: function (values) {
        const { name, time_zone, emergency_text, ...place } = values;
        return outbox.direct({ method: "PATCH", path: "/clinic", ifMatch: clinic.version,
          body: { name, time_zone, emergency_text, address: place } });
      },
      done: again,
    });
  };

  actions.password = () => sheet.open({
    id: "password", title: "Change my password", submit: "Change password", small: true,
    fields: [
      { name: "current_password", label: "Present password", kind: "password", required: true,
        autocomplete: "current-password" },
      { name: "new_password", label: "New password", kind: "password", required: true, hint: LENGTH, maxLength: 128,
        autocomplete: "new-password" },
      { name: "repeated", label: "New password again", kind: "password", required: true, maxLength: 128,
        autocomplete: "new-password" },
    ],
    send: function (values, key, opened) {
      if (values.new_password !== values.repeated) {
        opened.field("repeated").fail("The two new passwords differ.");
        return null;
      }
      return outbox.direct({ path: "/me/password", body: { current_password: values.current_password,
        new_password: values.new_password } });
    },
    done: () => sheet.tell("Password changed", "Use the new one at the next sign-in."),
  });

  const room = (title, submit, name, send) => sheet.open({
    id: "room", title, submit, small: true, send, done: again,
    fields: [{ name: "name", label: "Name of the room", kind: "text", required: true, value: name, maxLength: 60 }],
  });
  actions["room-new"] = () => room("New room", "Add room", "", (values) => outbox.direct({ path: "/rooms",
    body: values }));
  actions["room-edit"] = (dataset) => {
    const id = dataset.room;
    room("Rename " + dataset.name, "Save", dataset.name, (values) => outbox.direct({ method: "PATCH",
      path: "/rooms/" + id, body: values }));
  };

  actions["export-new"] = () => sheet.open({
    id: "export", title: "New export", submit: "Export",
    fields: [
      { name: "from", label: "From", kind: "date", width: "half", required: true },
      { name: "to", label: "To", kind: "date", width: "half", required: true },
      { name: "format", label: "Format", kind: "radio", value: "csv", options: [
        { value: "csv", label: "CSV", detail: "one row a value" }, { value: "csv_wide", label: "CSV, wide",
          detail: "one row a set" }] },
      { name: "who", label: "Who can be recognised", kind: "radio", value: "de", options: [
        { value: "de", label: "De-identified", detail: "no names, days shifted" }, { value: "id",
          label: "Identified", detail: "names and record numbers" }] },
      { name: "purpose", label: "Purpose", kind: "text", required: true, maxLength: 200,
        hint: "Kept with the export in the audit trail." },
    ],
    send: (values) => outbox.direct({ path: "/exports", body: {
      format: values.format, from: values.from, to: values.to, deidentified: values.who === "de",
        purpose: values.purpose } }),
    done: again,
  });

  async function leave() {
    const result = await api.send("POST", "/sign-out", {});
    if (!result.ok && result.status !== 401) return result;
    await outbox.wipe();
    try { sessionStorage.clear(); } catch { /* nothing was kept */ }
    location.assign("/sign-in");
    return { ok: true, status: 200, data: null };
  }

  actions["sign-out"] = async function () {
    const waiting = await outbox.waiting();
    if (!waiting.length) {
      const result = await leave();
      if (!result.ok) sheet.tell("Not signed out", api.words(result));
      return;
    }
    sheet.open({
      id: "sign-out", title: "Some entries are not saved", submit: "Sign out and lose them", cancel: "Stay",
        small: true,
      fields: [{ kind: "static", node: el("ul", {}, waiting.map((entry) => el("li", {}, el("b", {},
        entry.label || "Entry")))) },
        { kind: "static", value: "The server does not have them. Signing out wipes them from this tablet." }],
      send: leave,
    });
  };
})();
