/* Putting a text on the clipboard, by the browser's way or, where that is closed, by a selection. */
(function () {
  "use strict";

  const { el } = Chairside;

  function byHand(text) {
    const box = el("textarea", { class: "spoken", readonly: true, value: text });
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }

  /** Whether the text is on the clipboard now. */
  Chairside.copy = async function (text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return byHand(text);
    }
  };
})();
