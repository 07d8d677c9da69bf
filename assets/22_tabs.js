/* Tabs: a tap or the arrow keys show one panel; "show-tab" opens one from elsewhere on the page. */
(function () {
  "use strict";

  function show(tab, focus) {
    const list = tab.closest('[role="tablist"]');
    list.querySelectorAll('[role="tab"]').forEach(function (one) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(one.getAttribute("aria-controls"));
      if (panel) panel.hidden = !chosen;
    });
    if (focus) tab.focus();
  }

  document.addEventListener("click", function (event) {
    const tab = event.target.closest('[role="tab"]');
    if (tab) show(tab, false);
  });

  document.addEventListener("keydown", function (event) {
    const tab = event.target.closest && event.target.closest('[role="tab"]');
    if (!tab || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    const tabs = Array.from(tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]'));
    const steps = { ArrowLeft: tabs.indexOf(tab) - 1, ArrowRight: tabs.indexOf(tab) + 1, Home: 0,
      End: tabs.length - 1 };
    event.preventDefault();
    show(tabs[(steps[event.key] + tabs.length) % tabs.length], true);
  });

  Chairside.actions["show-tab"] = function (dataset) {
    const tab = document.getElementById(dataset.tab);
    if (tab) show(tab, true);
  };
})();
