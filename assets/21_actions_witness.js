/* A second person beside an entry, with a password of their own; without one the sheet asks once. */
(function () {
  "use strict";

  const { el } = Chairside;
  const ALONE = "No witness";
  const NAMES = ["witness_name", "witness_password", "witness"];

  /** Name, password, and a line that says while there is nobody; hidden until shown. */
  function fields() {
    const line = el("p", { class: "was" }, ALONE);
    const shared = { width: "half", optional: true, hidden: true };
    return [
      { ...shared, name: "witness_name", label: "Witness's username", kind: "text",
        says: (typed) => { line.textContent = typed ? "" : ALONE; } },
      { ...shared, name: "witness_password", path: "second.password", label: "Witness's password", kind: "password",
        autocomplete: "new-password" },
      { name: "witness", path: "second", kind: "static", node: line, hidden: true },
    ];
  }

  function show(opened, yes) {
    NAMES.forEach((name) => opened.field(name).show(yes));
  }

  /** The second person as typed; null for none, or when it was chosen to go on without; undefined to go back. */
  async function second(opened, values, asks) {
    const { witness_name: username, witness_password: password } = values;
    if (username && password) return { username, password };
    if (username || password) {
      const missing = opened.field(username ? "witness_password" : "witness_name");
      missing.fail("The witness types username and password.");
      missing.control.focus();
      return undefined;
    }
    if (!asks) return null;
    const alone = await opened.ask("witness", "No witness for a controlled drug.", "Record without a witness",
      "Add a witness");
    if (alone) return null;
    opened.field("witness_name").control.focus();
    return undefined;
  }

  Chairside.witness = { fields, show, second };
})();
