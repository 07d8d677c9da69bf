/* The menu of pages: a button that opens a panel of plain links. Tab or the arrows go through it; Esc, a tap elsewhere
   or leaving it by Tab closes it. */
(function () {
  "use strict";

  const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const panel = () => document.getElementById("menu");
  const opener = () => document.querySelector('[data-action="menu"]');
  const isOpen = () => Boolean(panel() && !panel().hidden);
  const isInside = (node) => Boolean(node && node.closest && node.closest(".menu"));
  const entries = () => [...panel().querySelectorAll("a[href], button")];

  function show(open) {
    panel().hidden = !open;
    opener().setAttribute("aria-expanded", String(open));
  }

  /** Closed from within: the focus goes back to the button, so that it is not lost with the panel. */
  function shut() {
    const within = panel().contains(document.activeElement);
    show(false);
    if (within) opener().focus();
  }

  Chairside.actions.menu = () => (isOpen() ? shut() : show(true));

  /** The entry that a key leads to from `from`; none while the focus is elsewhere. */
  function next(key, from) {
    const all = entries(), at = all.indexOf(from);
    if (key === "Home") return all[0];
    if (key === "End") return all.at(-1);
    if (at < 0) return STEPS[key] > 0 ? all[0] : all.at(-1);
    return all[(at + STEPS[key] + all.length) % all.length];
  }

  document.addEventListener("keydown", function (event) {
    if (!isInside(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      show(false);
      opener().focus();
    } else if (event.key in STEPS || (isOpen() && ["Home", "End"].includes(event.key))) {
      event.preventDefault();
      if (!isOpen()) show(true);
      next(event.key, event.target).focus();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && isOpen() && !document.querySelector("dialog[open]")) shut();
  });

  document.addEventListener("pointerdown", function (event) {
    if (isOpen() && !isInside(event.target)) show(false);
  });

  document.addEventListener("focusout", function (event) {
    if (isOpen() && isInside(event.target) && event.relatedTarget && !isInside(event.relatedTarget)) show(false);
  });

  document.addEventListener("click", function (event) {
    if (isOpen() && event.target.closest("#menu a, #menu button")) shut();
  });
})();
