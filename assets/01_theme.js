/* Light, dim, dark: set before the first paint, kept on this device. */
(function () {
  "use strict";

  const ORDER = ["light", "dim", "dark"];
  const root = document.documentElement;

  function kept() {
    try { return localStorage.getItem("chairside-theme"); } catch { return null; }
  }

  function name(button) {
    button.setAttribute("aria-label", "Theme: " + root.dataset.theme);
    button.title = "Theme: " + root.dataset.theme;
  }

  function apply(theme) {
    root.dataset.theme = theme;
    document.querySelectorAll('[data-action="theme"]').forEach(name);
  }

  apply(ORDER.includes(kept()) ? kept() : root.dataset.theme || "light");

  window.Chairside.actions.theme = function () {
    const next = ORDER[(ORDER.indexOf(root.dataset.theme) + 1) % ORDER.length];
    try { localStorage.setItem("chairside-theme", next); } catch { /* the choice lasts for this page */ }
    apply(next);
  };
})();
