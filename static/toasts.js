// Toasts go by themselves, later while somebody is at one. What the server could not put into words is said here.
import { $, $$, isPoll } from "./dom.js";
import { translate } from "./catalogue.js";

function dismissLater(toast) {
  toast.dataset.seen = "";
  const dismiss = () => toast.matches(":hover, :focus-within") ? dismissLater(toast) : toast.remove();
  setTimeout(dismiss, 12_000);
}

export function watchToasts() {
  const dismissNew = () => $$("#toasts > :not([data-seen])").forEach(dismissLater);
  new MutationObserver(dismissNew).observe($("#toasts"), { childList: true });
}

export const dismissToast = (button) => button.closest(".toast").remove();

// Whether the answer says itself what happened, or leads elsewhere.
const explained = (ctx) => ctx.hx?.redirect || ctx.response?.status === 422 || ctx.text?.includes("<hx-partial");

export function reportFailure(ctx) {
  if (!ctx || isPoll(ctx) || explained(ctx)) return;
  const dialog = $("#dialog"), notice = document.createElement("p");
  notice.className = dialog.open ? "error" : "toast";
  notice.role = "alert";
  notice.textContent = ctx.response
    ? translate("That did not work (error %d). Reload the page and try again.", ctx.response.status)
    : translate("No answer from the server. Check the list before you try again.");
  if (dialog.open) dialog.prepend(notice); else $("#toasts").replaceChildren(notice);
}
