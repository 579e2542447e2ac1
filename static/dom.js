// What all parts share: how elements are found, and what the page polls.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const on = (type, handler, capture) => document.addEventListener(type, handler, capture);

// Nothing else hears of the event, the browser included.
export function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

// The region that is polled, null on pages without one, and the cards or rows in it.
export const region = () => $("#sessions");
export const cardsIn = (root) => $$('[id^="session-"]', root);

// ctx is what htmx knows about a request.
export const isPoll = (ctx) => ctx.sourceElement?.id === "sessions";
