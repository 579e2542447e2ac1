// The one dialog, which htmx fills, and where the focus goes when what had it is gone.
import { $ } from "./dom.js";
import { translate } from "./catalogue.js";

const dialog = () => $("#dialog");
let focusedCard = null; // id
let opener = null;

// filledFrom is the page that what is in the dialog has without it, "" where there is none.
let filledFrom = "";
export const dialogPage = () => filledFrom;

export function dialogFilled({ target, request }) {
  if (target === dialog()) filledFrom = request.method === "GET" ? request.action : filledFrom;
}

export const closeDialog = () => dialog().close();

export function showDialog() {
  if (dialog().open || !dialog().firstElementChild) return;
  opener = document.activeElement;
  focusedCard = opener.closest("[data-status]")?.id;
  dialog().ariaLabel = $("h1, h2", dialog())?.textContent ?? translate("Dialog");
  dialog().showModal();
}

export function dialogClosed() {
  if (dialog().open) return; // and opened again: browsers tell of the end with the next frame
  const target = (opener?.id && document.getElementById(opener.id)) || opener;
  if (target?.isConnected) target.focus({ preventScroll: true });
  restoreFocus();
  dialog().replaceChildren();
  filledFrom = "";
}

// A form in the dialog that did what it is for closes it, unless it says data-stay.
export function closeWhenDone({ request, response, sourceElement }) {
  const done = response.status < 300 || response.status === 409;
  if (request.method !== "GET" && done && sourceElement?.closest("#dialog :not([data-stay])")) closeDialog();
}

export function rememberFocus() {
  if (!dialog().open) focusedCard = document.activeElement?.closest("[data-status]")?.id;
}

// The focus goes to the card it was in rather than to the top of the page.
export function restoreFocus() {
  const card = focusedCard && document.activeElement === document.body && document.getElementById(focusedCard);
  if (card) $("h1, a[href], button, summary", card)?.focus({ preventScroll: true });
}

// A form that came back with what is wrong begins with a summary of it.
export const focusSummary = () => ($("dialog[open] [data-summary]") ?? $("[data-summary]"))?.focus();
