// What polls changed is announced to screen readers: at most once in ten seconds, and nothing at load.
import { $, cardsIn, isPoll } from "./dom.js";
import { translate } from "./catalogue.js";

const quiet = 10_000; // ms between two announcements

let added = new Set(), changed = new Set(); // ids of cards
let timer = 0, last = 0;
let statuses = readStatuses();

function readStatuses() {
  return new Map(cardsIn(document).map((card) => [card.id, card.dataset.status]));
}

// collectNews notes what the answer to a request changed; only what a poll brought is news.
export function collectNews(ctx) {
  const before = statuses;
  statuses = readStatuses();
  if (!isPoll(ctx)) return;
  for (const [id, status] of statuses) {
    if (!before.has(id)) added.add(id); else if (before.get(id) !== status) changed.add(id);
  }
  if (timer || !(added.size + changed.size)) return;
  timer = setTimeout(announce, Math.max(0, last + quiet - Date.now()));
}

function announce() {
  const texts = [];
  if (added.size) texts.push(translate("%d new sessions", added.size));
  if (changed.size) texts.push(translate("%d sessions changed", changed.size));
  $("#announce").textContent = texts.join(", ");
  added = new Set();
  changed = new Set();
  timer = 0;
  last = Date.now();
}
