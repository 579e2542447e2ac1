// The quick finder by keys: from its box down into the results and back.
import { $, $$ } from "./dom.js";

const box = () => $("#f-finder"), results = () => $$("#finder-found a");
let wanted = null; // what was typed when Enter came before the answer to it

// A closed dialog has its box for a frame.
export function openFinder() {
  if (box()?.checkVisibility()) box().focus(); else if (!$("dialog[open]")) $("#finder-open")?.click();
}

// openWanted opens the first result once the answer is here.
export function openWanted() {
  if (wanted === null || $("#finder-list")?.dataset.for !== wanted) return;
  wanted = null;
  results()[0]?.click();
}

// Who types on does not want what was typed before.
export function typedInFinder(target) {
  if (target === box()) wanted = null;
}

// Where the keys lead from a result, at its index, or from the box, at -1; null for other keys.
const neighbours = {
  ArrowDown: (at) => results()[at + 1],
  ArrowUp: (at) => results()[at - 1] ?? box(),
};

// finderKey does what a key does in the finder, if the focus is there.
export function finderKey(event) {
  const { key, target } = event, at = results().indexOf(target), atBox = target === box();
  if (at < 0 && !atBox) return;
  if (Object.hasOwn(neighbours, key)) {
    neighbours[key](at)?.focus();
  } else if (key === "Enter" && atBox && box().value.trim()) {
    wanted = box().value.trim();
    if ($("#finder-list").dataset.for !== wanted) return; // the form asks
    openWanted();
  } else {
    if (!atBox && isLetter(event)) box().focus(); // goes on typing
    return;
  }
  event.preventDefault();
}

const isLetter = ({ key, ctrlKey, metaKey, altKey }) => key.length === 1 && !ctrlKey && !metaKey && !altKey;
