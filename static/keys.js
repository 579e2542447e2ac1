// Keys for who works without a mouse. Each only presses what is on the page, so nothing can be done by them alone.
import { $, $$, region } from "./dom.js";
import { finderKey, openFinder } from "./finder.js";
import { lockNow } from "./lock.js";
import { poll } from "./poll.js";

const typed = "input, textarea, select, [contenteditable]";
const card = "main :is(li.card, .agenda > li, tr[data-status])";

const headline = (of) => of && ($(":is(h2, h3, p) > a[href]", of) ?? $("a[href]", of));
const current = () => document.activeElement.closest(card) ?? $("main > [data-status]"); // a session's page is one

function step(by) {
  const all = $$(card), at = all.indexOf(current());
  headline(all[at < 0 && by < 0 ? all.length - 1 : at + by])?.focus();
}

function search() {
  const field = $$("main :is(input[type=search], #f-finder)").find((e) => e.checkVisibility());
  field?.focus();
  field?.select();
}

function refresh() {
  if (region()) poll({ show: true }); else location.reload();
}

// Presses what is in a card or on the page, if it is there and may be pressed.
function press(selector, within) {
  const control = within && $(selector, within);
  if (control && !control.matches(":disabled, [aria-disabled=true]")) control.click();
}

export const showKeys = () => $("#keys")?.showModal();

// Single keys; a person can switch them off.
const single = {
  "/": search,
  "?": showKeys,
  "j": () => step(1),
  "k": () => step(-1),
  "o": () => headline(current())?.click(),
  "n": () => press('[data-key="n"]', document),
  "v": () => press('[data-key="v"]', document),
  "s": () => press('[id^="active-"]', current()),
  "c": () => press('[id^="completed-"]', current()),
  "e": () => press('[data-key="e"]', current()),
  "l": () => press('[data-key="l"]', current()),
  "r": refresh,
  "p": () => $("[data-poll-pause]")?.click(),
};

// After g, a key that comes soon goes to a page, and does nothing else.
const soon = 1500; // milliseconds
let goAt = -Infinity; // when g was pressed

function goes({ key, timeStamp }) {
  const targets = timeStamp - goAt < soon ? $$("[data-go]") : [], link = targets.find((e) => e.dataset.go === key);
  goAt = key === "g" ? timeStamp : -Infinity;
  link?.click();
  return Boolean(link);
}

const singleIn = (target) => document.body.dataset.keys !== "off" && !target.closest(typed) && !$("dialog[open]");

export function keyPressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
  // Enter held a little long opens a form; it must not also send it.
  if (key === "Enter" && event.repeat && target.closest("dialog :not(textarea)")) return event.preventDefault();
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k") {
    event.preventDefault();
    return openFinder();
  }
  if (ctrlKey && !metaKey && !altKey && !shiftKey && key.toLowerCase() === "l") {
    event.preventDefault();
    return lockNow();
  }
  finderKey(event);
  if (ctrlKey || metaKey || altKey || event.defaultPrevented) return;
  if (!singleIn(target)) goAt = -Infinity;
  else if (goes(event)) event.preventDefault();
  else if (Object.hasOwn(single, key)) {
    event.preventDefault();
    single[key]();
  }
}
