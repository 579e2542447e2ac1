// Cards do not move under a hand: while a person is at one, its text may change, and another order waits for a button.
import { $, $$, cardsIn, isPoll, region } from "./dom.js";
import { translate } from "./catalogue.js";

function engaged() {
  const hover = matchMedia("(hover: hover)").matches ? ", [data-status]:hover" : "";
  return Boolean($(`[data-status]:focus-within, [data-status] details[open]${hover}`, region()));
}

const places = (cards) => cards.map((card) => `${card.parentElement.id}/${card.id}`).join();

function offer(shown, fresh) {
  const ids = new Set(shown.map((card) => card.id));
  const added = fresh.filter((card) => !ids.has(card.id)).length;
  for (const b of $$("[data-pending]")) {
    b.textContent = added ? translate("%d new: show", added) : translate("List changed: show");
    b.hidden = false;
  }
}

// Gives the answer the groups and the order that are on the screen.
function keepOrder(task, fresh) {
  if (!fresh.length) { // an empty list has nothing to hold the cards
    task.swapSpec.style = "none";
    return;
  }
  const byId = new Map(fresh.map((card) => [card.id, card])), kept = $("[data-cards]", region()).cloneNode(true);
  for (const card of cardsIn(kept)) card.replaceWith(byId.get(card.id) ?? card.cloneNode(true));
  $("[data-cards]", task.fragment).replaceWith(kept);
}

// holdOrder reports whether an order was held back. The next poll brings all of it again, because the version tag of
// the region is dropped.
export function holdOrder({ ctx, tasks }) {
  const task = tasks.find((t) => t.type === "main");
  if (!isPoll(ctx) || !task || ctx.response?.status !== 200) return false;
  const shown = cardsIn(region()), fresh = cardsIn(task.fragment);
  const hold = places(shown) !== places(fresh) && !ctx.sourceEvent?.detail?.show && engaged();
  for (const b of $$("[data-pending]")) b.hidden = true;
  if (!hold) return false;
  offer(shown, fresh);
  delete region()._htmx.ptag;
  keepOrder(task, fresh);
  return true;
}
