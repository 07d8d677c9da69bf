/* The focus outlives a refresh. Dash draws all that stands in a changed place anew, and a new element has no focus: a
   nurse with the keyboard would begin at the top of the page whenever anything happened in any room. What had the focus
   is found again by what it is and does, never by where it stands: the key pressed next must not answer another alert
   than the one it was meant for (A1). After a tap the focus that nobody sees may go: kept, it would hold the board still
   for somebody who has left (47_still.js). */
(function () {
  "use strict";

  // Set by other scripts, some time after an element came.
  const LATER = ["data-draft", "data-folded"];
  let held = null;

  const tells = ({ name }) => name === "href" || (name.startsWith("data-") && !LATER.includes(name));
  const isBody = () => !document.activeElement || document.activeElement === document.body;

  /** In which line it stands, what it does and with what; its words only where it tells nothing else: clocks tick. */
  function signature(node) {
    const line = node.closest("[data-key]");
    const said = [...node.attributes].filter(tells).map(({ name, value }) => name + "=" + value).sort();
    const words = said.length ? said : [node.getAttribute("aria-label"), node.textContent];
    return [line ? line.dataset.key : "", ...words].join("\n");
  }

  /** Where to look for it again: the nearest place above that Dash keeps. */
  const placeOf = (node) => (node.parentNode.closest ? node.parentNode.closest("[id]") : null);

  function hold(node) {
    const place = node.matches(":focus-visible") ? placeOf(node) : null;
    held = place ? { node, place: place.id, signature: signature(node) } : null;
  }

  /** The one element that is the same; null where there is none or more than one. */
  function again() {
    const place = document.getElementById(held.place);
    if (!place) return null;
    const same = [...place.querySelectorAll(held.node.tagName)].filter((node) => signature(node) === held.signature);
    return same.length === 1 ? same[0] : null;
  }

  function look() {
    if (!held || held.node.isConnected) return;
    if (!isBody()) { held = null; return; }
    const found = again();
    if (found) found.focus({ preventScroll: true });
  }

  document.addEventListener("focusin", (event) => hold(event.target));
  document.addEventListener("focusout", function () {
    queueMicrotask(() => { if (held && held.node.isConnected && isBody() && document.hasFocus()) held = null; });
  });
  // Whoever taps or presses a key has gone on.
  ["pointerdown", "keydown"].forEach((kind) => document.addEventListener(kind, function () {
    if (held && !held.node.isConnected) held = null;
  }, true));
  new MutationObserver(look).observe(document.documentElement, { subtree: true, childList: true });
})();
