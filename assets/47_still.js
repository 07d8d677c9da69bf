/* Lists that never change their order under a pointer, a finger or the focus, nor within 3 s of it; and taps that count
   for what stood there when they began (A1).

   The server fills a hidden source, [data-still-for="ID"], whose children carry data-key. They are copied from there into
   #ID, which only this script fills: texts and severities follow at once, new lines join at the end, and the order
   follows when nobody has been near for 3 s; until then what has left the source stays before others, marked data-gone.
   Every element marked data-still holds its taps. Where data-lines stands, what does not fit into so many lines of
   the grid folds, never what is marked data-loud, and nothing that stands there folds while somebody is near. */
(function () {
  "use strict";

  const { actions, el } = Chairside;
  const STILL_MS = 3000, MOVED_PX = 12, CLICK_MS = 400, LOST_MS = 60;
  const OURS = ["data-draft", "data-folded"];
  const near = new WeakMap(), unfolded = new WeakSet();
  let hovered = null, down = null, waiting = null;

  const held = (node) => (node && node.closest ? node.closest("[data-still]") : null);
  const keyed = (place) => [...place.children].filter((child) => child.dataset.key);
  const touch = (place) => { if (place) near.set(place, performance.now()); };

  function free(place) {
    if (hovered === place || (down && down.place === place) || place.contains(document.activeElement)) return 0;
    const since = performance.now() - (near.has(place) ? near.get(place) : -STILL_MS);
    return since >= STILL_MS ? true : STILL_MS - since;
  }

  /** true when nobody is near #ID or in it; else how many ms until then, 0 while they are on it. */
  Chairside.still = { free };

  const deed = (node) => (node.dataset ? node.dataset.action : undefined);

  /** Makes `node` say what `fresh` says, keeping its elements as far as they are of one kind. */
  function follow(node, fresh) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.nodeValue !== fresh.nodeValue) node.nodeValue = fresh.nodeValue;
      return;
    }
    [...node.attributes].forEach(({ name }) => {
      if (!fresh.hasAttribute(name) && !OURS.includes(name)) node.removeAttribute(name);
    });
    [...fresh.attributes].forEach(({ name, value }) => {
      if (node.getAttribute(name) !== value) node.setAttribute(name, value);
    });
    const wanted = [...fresh.childNodes];
    while (node.childNodes.length > wanted.length) node.lastChild.remove();
    wanted.forEach((child, place) => {
      const mine = node.childNodes[place];
      if (!mine) node.append(child.cloneNode(true));
      else if (mine.nodeName === child.nodeName && deed(mine) === deed(child)) follow(mine, child);
      else mine.replaceWith(child.cloneNode(true));
    });
  }

  function mark(item) {
    if (!item.hasAttribute("data-gone")) item.setAttribute("data-gone", "true");
  }

  /** What is gone and has nothing after it moves nothing when it goes. */
  function dropLast(place) {
    for (let last = keyed(place).at(-1); last && last.hasAttribute("data-gone"); last = keyed(place).at(-1)) last.remove();
  }

  function copy(source) {
    const place = document.getElementById(source.dataset.stillFor);
    if (!place || (down && down.place === place)) return;
    const still = free(place);
    const mine = new Map(keyed(place).map((item) => [item.dataset.key, item]));
    const wanted = keyed(source);
    wanted.forEach((fresh, at) => {
      const key = fresh.dataset.key;
      const item = mine.get(key) || fresh.cloneNode(true);
      if (mine.has(key)) follow(item, fresh);
      const there = still === true ? keyed(place)[at] : mine.has(key) ? item : null;
      if (there !== item) place.insertBefore(item, there || keyed(place).at(-1)?.nextSibling || null);
      mine.delete(key);
    });
    mine.forEach((item) => { if (still === true) item.remove(); else mark(item); });
    if (still !== true) { dropLast(place); wait(still); }
    fold(place);
  }

  function copyAll() {
    waiting = null;
    document.querySelectorAll("[data-still-for]").forEach(copy);
  }

  /** Looks again when a place may have come to rest; while somebody is on it, whenever they leave. */
  function wait(ms) {
    if (ms > 0 && waiting === null) waiting = setTimeout(copyAll, ms);
  }

  function fold(place) {
    const lines = Number(place.dataset.lines || 0);
    if (!lines) return;
    const items = keyed(place), fits = lines * getComputedStyle(place).gridTemplateColumns.split(" ").length;
    const most = place.dataset.all || items.length <= fits ? items.length : fits - 1;
    const rests = free(place) === true || place.dataset.all || !items.some((item) => unfolded.has(item));
    const hidden = items.filter((item, at) => !item.dataset.loud && (rests ? at >= most : !unfolded.has(item)));
    items.forEach((item) => {
      const folded = hidden.includes(item);
      if (folded) unfolded.delete(item); else unfolded.add(item);
      if (item.hasAttribute("data-folded") !== folded) item.toggleAttribute("data-folded", folded);
    });
    const more = place.querySelector(":scope > .still-more");
    const words = hidden.length ? "and " + hidden.length + " more, " + hidden[0].dataset.word : "";
    if (!words) { if (more) more.remove(); return; }
    const button = more || el("button", { type: "button", class: "still-more", "data-action": "still-more" });
    if (button.textContent !== words) button.textContent = words;
    if (place.lastChild !== button) place.append(button);
  }

  actions["still-more"] = function (_data, button) {
    const place = held(button);
    place.dataset.all = "true";
    fold(place);
  };

  const tapped = (node) => (node && node.closest ? node.closest("a[href], [data-action]") : null);
  const address = (item) => (item ? item.getAttribute("href") || item.dataset.to || "" : "");
  const moved = (event) => Math.hypot(event.clientX - down.x, event.clientY - down.y) > MOVED_PX;

  function go(was) {
    if (was.to) window.location.assign(was.to);
    else if (was.item.isConnected) was.item.click();
  }

  function lift() {
    touch(down && down.place);
    down = null;
    copyAll();
  }

  document.addEventListener("pointerdown", function (event) {
    const item = tapped(event.target), place = held(item);
    down = place && event.button === 0
      ? { item, place, to: address(item), x: event.clientX, y: event.clientY, keys: event.ctrlKey || event.metaKey
        || event.shiftKey } : null;
  }, true);

  // A click that never comes, since what stood under the finger is gone, is made up for.
  document.addEventListener("pointerup", function (event) {
    if (!down) return;
    const was = down, stayed = !moved(event);
    setTimeout(function () {
      if (down !== was) return;
      if (stayed && !was.item.isConnected) { lift(); go(was); }
    }, LOST_MS);
    setTimeout(() => { if (down === was) lift(); }, CLICK_MS);
  }, true);

  document.addEventListener("pointercancel", () => { if (down) lift(); }, true);

  document.addEventListener("click", function (event) {
    if (!down || event.detail === 0) return;
    const was = down, item = tapped(event.target), far = moved(event);
    lift();
    if (far || was.keys || (item === was.item && address(item) === was.to)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    go(was);
  }, true);

  document.addEventListener("pointerover", function (event) {
    const place = held(event.target);
    if (hovered === place) return;
    leave(hovered);
    hovered = place;
  }, true);

  document.documentElement.addEventListener("pointerleave", function () {
    const place = hovered;
    hovered = null;
    leave(place);
  });

  document.addEventListener("focusout", (event) => leave(held(event.target)), true);

  function leave(place) {
    if (!place) return;
    touch(place);
    wait(STILL_MS);
  }

  const places = "[data-still], [data-still-for]";
  const brings = (node) => node.nodeType === Node.ELEMENT_NODE && (node.matches(places) || node.querySelector(places));
  const sourceOf = (node) => (node.closest ? node : node.parentNode)?.closest?.("[data-still-for]");

  /** A page changes all the time: only what changes in a source, or brings a source or a place, is followed. */
  function changed(changes) {
    if (changes.some((one) => [...one.addedNodes].some(brings) || one.attributeName === "data-lines")) { copyAll(); return; }
    new Set(changes.map((one) => sourceOf(one.target)).filter(Boolean)).forEach(copy);
  }

  new MutationObserver(changed).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true });
  window.addEventListener("resize", () => document.querySelectorAll("[data-still]").forEach(fold));
})();
