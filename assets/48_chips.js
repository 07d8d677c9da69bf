/* The top bar never leaves the window. Room chips stand in full, else as number blocks, else the quiet ones fold into
   "+5", which leads to the board: an urgent or late room folds only when the bar has nothing else left to give, and
   then "+5" says so. Nothing is arranged anew while somebody is near the chips (47_still.js). Page links that do not
   fit are left to the menu. */
(function () {
  "use strict";

  const { el, glyph } = Chairside;
  const BLOCK = 48, GAP = 4, ASK_MS = 500;
  const WATCHED = ["class", "aria-label", "aria-current"];
  const GLYPHS = { urgent: "octagon", late: "clock" };
  const arranged = new WeakSet();
  let waiting = null;

  const strip = () => document.getElementById("chips");
  const more = () => document.getElementById("chips-more");
  const bar = () => document.querySelector(".topbar");
  const links = () => document.getElementById("pages-nav");
  const rooms = () => [...strip().querySelectorAll(":scope > .chip")];
  const isFull = (place) => place.scrollWidth > place.clientWidth;
  const fold = (item, yes) => item.toggleAttribute("data-folded", yes);

  function rank(chip) {
    if (chip.classList.contains("urgent")) return 0;
    if (chip.classList.contains("late")) return 1;
    if (chip.hasAttribute("aria-current")) return 2;
    return chip.classList.contains("advisory") ? 3 : 4;
  }

  const isLoud = (chip) => rank(chip) < 2;

  /** How many blocks stand beside "+5". */
  const capacity = () => Math.max(0, Math.floor((strip().parentNode.clientWidth + GAP) / (BLOCK + GAP)) - 1);

  function lay(fit, tight) {
    strip().dataset.fit = fit;
    bar().toggleAttribute("data-tight", tight);
    more().hidden = true;
    return !isFull(strip());
  }

  /** The `most` of these chips that need somebody first, as a set. */
  const loudest = (chips, most) => new Set([...chips].sort((one, other) => rank(one) - rank(other)).slice(0, most));

  /** What "+5" says of the rooms behind it, and the loudest state among them with its shape. */
  function behind(hidden) {
    const level = ["urgent", "late"].find((name) => hidden.some((one) => one.classList.contains(name))) || "";
    const loud = level ? hidden.filter((one) => one.classList.contains(level)).length : 0;
    const said = hidden.length + (hidden.length === 1 ? " more room" : " more rooms")
      + (level ? ", " + loud + " " + level.toUpperCase() : "") + ", on the board";
    return { level, said, shape: level ? [glyph(GLYPHS[level])] : [] };
  }

  Chairside.chips = { loudest, behind };

  function arrange() {
    const all = rooms();
    all.forEach((chip) => { arranged.add(chip); fold(chip, false); });
    if (lay("full", false) || lay("blocks", false)) return;
    let most = capacity();
    if (all.filter(isLoud).length > most) {
      if (lay("blocks", true)) return;
      most = capacity();
    }
    const kept = loudest(all, most);
    all.forEach((chip) => fold(chip, !kept.has(chip)));
  }

  /** Somebody is near: what stands there stays, and what has come since folds when there is no place for it. */
  function hold() {
    rooms().filter((chip) => !arranged.has(chip)).reverse().forEach(function (chip) {
      arranged.add(chip);
      if (isFull(strip())) fold(chip, true);
    });
  }

  /** "+5", with the loudest that it hides. */
  function tell() {
    const hidden = rooms().filter((chip) => chip.hasAttribute("data-folded"));
    const link = more(), { level, said, shape } = behind(hidden);
    link.hidden = !hidden.length;
    if (link.getAttribute("aria-label") === said) return;
    link.setAttribute("aria-label", said);
    link.className = "chips-more " + level;
    link.replaceChildren(el("span", { class: "chip-room" }, "+" + hidden.length), ...shape);
  }

  function later(ms) {
    clearTimeout(waiting);
    waiting = setTimeout(fitRooms, ms || ASK_MS);
  }

  function fitRooms() {
    if (!strip()) return;
    bar().toggleAttribute("data-rooms", rooms().length > 0);
    const free = strip().dataset.fit ? Chairside.still.free(strip()) : true;
    if (free === true) arrange();
    else { hold(); later(free); }
    tell();
  }

  function fitLinks() {
    const all = [...links().children];
    all.forEach((link) => fold(link, false));
    for (let last = all.length - 1; last >= 0 && isFull(links()); last -= 1) fold(all[last], true);
  }

  function fit() {
    fitLinks();
    fitRooms();
  }

  function watch() {
    const sizes = new ResizeObserver(fit);
    [bar(), strip().parentNode, ...bar().querySelectorAll(".brand, .connection, .topbar-user")]
      .forEach((one) => sizes.observe(one));
    new MutationObserver(function (changes) {
      if (changes.some((one) => one.type === "attributes" || one.target === strip())) fitRooms();
    }).observe(strip(), { subtree: true, childList: true, attributes: true, attributeFilter: WATCHED });
    new MutationObserver(fitLinks).observe(links(), { childList: true });
    window.addEventListener("resize", function () { arrange(); tell(); });
  }

  const arrival = new MutationObserver(function () {
    if (!strip() || !links()) return;
    arrival.disconnect();
    watch();
    fit();
  });
  arrival.observe(document.documentElement, { childList: true, subtree: true });
})();
