// Keys for who works without a mouse. Each only presses what is on the page, so nothing can be done by them alone.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typed = "input, textarea, select, [contenteditable]";
  const card = "main :is(li.card, .agenda > li)";

  // ---- single keys; a person can switch them off
  const headline = (of) => of && ($(":is(h2, h3, p) > a[href]", of) ?? $("a[href]", of));
  const current = () => document.activeElement.closest(card);

  function step(by) {
    const all = $$(card), at = all.indexOf(current());
    headline(all[at < 0 && by < 0 ? all.length - 1 : at + by])?.focus();
  }

  function search() {
    const field = $$("main :is(input[type=search], #f-switch)").find((e) => e.checkVisibility());
    field?.focus();
    field?.select();
  }

  function refresh() {
    if ($("#sessions")) htmx.trigger($("#sessions"), "every", { show: true }, false); else location.reload();
  }

  const single = {
    "/": search,
    "?": () => $("#keys")?.showModal(),
    "j": () => step(1),
    "k": () => step(-1),
    "o": () => headline(current())?.click(),
    "n": () => $('[data-key="n"]')?.click(),
    "r": refresh,
    "p": () => $("[data-poll-pause]")?.click(),
  };

  // ---- the switcher: from the box down into the finds and back
  const box = () => $("#f-switch"), finds = () => $$("#switch-found a");
  let wanted = null; // what was typed when Enter came before the answer to it

  function go() {
    if (wanted === null || $("#switch-list")?.dataset.for !== wanted) return;
    wanted = null;
    finds()[0]?.click();
  }

  function inSwitcher(event) {
    const at = finds().indexOf(event.target), atBox = event.target === box();
    if (at < 0 && !atBox) return;
    const { key } = event;
    if (key === "ArrowDown") finds()[at + 1]?.focus();
    else if (key === "ArrowUp") (finds()[at - 1] ?? box()).focus();
    else if (key === "Enter" && atBox && box().value.trim()) {
      wanted = box().value.trim();
      if ($("#switch-list").dataset.for !== wanted) return; // the form asks; go on when the answer is here
      go();
    } else {
      if (!atBox && key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) box().focus(); // goes on typing
      return;
    }
    event.preventDefault();
  }

  function switcher(event) {
    event.preventDefault();
    if (box()) box().focus(); else if (!$("dialog[open]")) $("#switch-open")?.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
    // Enter held a little long opens a form; it must not also send it.
    if (key === "Enter" && event.repeat && target.closest("dialog :not(textarea)")) return event.preventDefault();
    if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k") return switcher(event);
    inSwitcher(event);
    if (ctrlKey || metaKey || altKey || event.defaultPrevented) return;
    if (document.body.dataset.keys === "off" || target.closest(typed) || $("dialog[open]") || !Object.hasOwn(single, key)) return;
    event.preventDefault();
    single[key]();
  });
  document.addEventListener("input", ({ target }) => { if (target === box()) wanted = null; });
  document.addEventListener("htmx:after:swap", go);
  document.addEventListener("click", ({ target }) => { if (target.closest("[data-keys-open]")) $("#keys").showModal(); });
})();
