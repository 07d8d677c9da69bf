/* The figure cannot read CSS variables: the server is told which theme and size this page has. The styles are told which
   page it is: asking them for a page by what stands in it (:has) made each change of the page five times as dear. */
(function () {
  "use strict";

  const WIDE = 1280;
  const DRAWN = "#session-figure, #board-rooms, #review-figure, #course-figure";

  function look() {
    const theme = document.documentElement.dataset.theme || "light";
    return { theme: theme, size: window.innerWidth >= WIDE ? "wide" : "compact" };
  }

  function tell() {
    if (document.querySelector(DRAWN) && window.dash_clientside && window.dash_clientside.set_props) {
      window.dash_clientside.set_props("look", { data: look() });
    }
  }

  document.documentElement.dataset.page = window.location.pathname.split("/")[1];

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.chairside = Object.assign(window.dash_clientside.chairside || {}, { look: look });

  new MutationObserver(tell).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  window.matchMedia("(min-width: " + WIDE + "px)").addEventListener("change", tell);
})();
