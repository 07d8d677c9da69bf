/* The note: sign as prepared, sign and lock, add to a signed one, copy its text. */
(function () {
  "use strict";

  const { actions, sheet, outbox, copy } = Chairside;

  const MEANINGS = {
    approved: { title: "Sign and lock", intro: "After this the note cannot be changed. Additions go into an addendum.",
      says: "Approved: I reviewed this record and it is complete." },
    prepared: { title: "Sign as prepared", intro: "A clinician approves and locks it after you.",
      says: "Prepared: I recorded this session." },
  };

  const password = () => ({ name: "password", label: "Your password", kind: "password", required: true,
    autocomplete: "current-password" });

  actions.sign = function (dataset) {
    const session = dataset.session, meaning = dataset.meaning, words = MEANINGS[meaning];
    const unsaved = document.querySelector(".own-boxes .unsaved");
    sheet.open({
      id: "sign", title: words.title, submit: words.title, small: true, intro: words.intro,
      fields: [
        { kind: "static", label: "You sign", value: words.says },
        dataset.warning ? { kind: "static", label: "Know before you sign", value: dataset.warning } : null,
        unsaved ? { kind: "static", label: "Not in the note", value: "Your words are not saved. Save them first." }
          : null,
        password(),
      ],
      send: (values, key) => outbox.direct({
        path: "/sessions/" + session + "/note/sign", body: { password: values.password, meaning }, key, session,
      }),
      done: () => location.reload(),
    });
  };

  actions.addendum = function (dataset) {
    const session = dataset.session;
    sheet.open({
      id: "addendum", title: "Add addendum", submit: "Sign addendum",
      intro: "It stands under the signed note with your name, the time and your signature.",
      fields: [{ name: "text", label: "Addendum", kind: "textarea", rows: 6, required: true, maxLength: 10000 },
        password()],
      send: (values, key) => outbox.direct({ path: "/sessions/" + session + "/note/addenda", body: values, key,
        session }),
      done: () => location.reload(),
    });
  };

  actions["copy-text"] = async function (dataset, button) {
    const text = await sheet.load("/sessions/" + dataset.session + "/note.txt");
    if (text === null) return;
    const before = button.textContent;
    if (await copy(text)) {
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = before; }, 2000);
    } else {
      sheet.open({ id: "note-text", title: "Text of the note", cancel: "Close",
        fields: [{ name: "text", label: "Select and copy", kind: "textarea", rows: 16, value: text }] });
    }
  };
})();
