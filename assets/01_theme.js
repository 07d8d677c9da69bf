/* Light, dim, dark: set before the first paint, kept on this device. A cookie tells the server, which draws
   the figures in the same colours. */
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
    document.cookie = "chairside_theme=" + theme + "; path=/; max-age=31536000; SameSite=Lax";
    document.querySelectorAll('[data-action="theme"]').forEach(name);
  }

  apply(ORDER.includes(kept()) ? kept() : root.dataset.theme || "light");

  window.Chairside.actions.theme = function () {
    const next = ORDER[(ORDER.indexOf(root.dataset.theme) + 1) % ORDER.length];
    try { localStorage.setItem("chairside-theme", next); } catch { /* the choice lasts for this page */ }
    apply(next);
    if (window.Chairside.live) window.Chairside.live.refresh();
  };
})();
