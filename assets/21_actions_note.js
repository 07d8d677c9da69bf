/* The note: sign and lock, add to a signed one, copy its text. */
(function () {
  "use strict";

  const { actions, sheet, outbox, el } = Chairside;

  actions.sign = function (dataset) {
    const session = dataset.session;
    sheet.open({
      id: "sign", title: "Sign and lock", submit: "Sign and lock", small: true,
      intro: "After this the note cannot be changed. Additions go into an addendum.",
      fields: [{ name: "password", label: "Your password", kind: "password", required: true,
        autocomplete: "current-password" }],
      send: (values, key) => outbox.direct({
        path: "/sessions/" + session + "/note/sign", body: { password: values.password, meaning: "approved" }, key,
          session,
      }),
      done: () => location.reload(),
    });
  };

  actions.addendum = function (dataset) {
    const session = dataset.session;
    sheet.open({
      id: "addendum", title: "Add addendum", submit: "Save addendum",
      intro: "It stands under the signed note with your name and the time.",
      fields: [{ name: "text", label: "Addendum", kind: "textarea", rows: 6, required: true, maxLength: 4000 }],
      send: (values, key) => outbox.save({ path: "/sessions/" + session + "/note/addenda", body: values, key,
        label: "Addendum", session }),
      done: () => location.reload(),
    });
  };

  function copyByHand(text) {
    const box = el("textarea", { class: "spoken", readonly: true, value: text });
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyByHand(text);
    }
  }

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
