// What the pages do beyond plain HTML and htmx. Everything here is a convenience: each action works without it.
// This file says what happens when; how is in the parts.
import { $, isPoll, on, swallow } from "./dom.js";
import { collectNews } from "./announce.js";
import { closeDialog, closeWhenDone, dialogClosed, dialogFilled, focusSummary, rememberFocus, restoreFocus, showDialog } from "./dialog.js";
import { openWanted, typedInFinder } from "./finder.js";
import { fillAddress, fillReason, guardSubmit, guessZone, isSending, release, releaseAll } from "./forms.js";
import { checkIdle, lookAgain, recheck, watchIdle } from "./idle.js";
import { openJoined } from "./join.js";
import { keyPressed, showKeys } from "./keys.js";
import { fillLock, hearTabs, restoreTyped, seen } from "./lock.js";
import { closeMenus, pressedBesideMenus } from "./menus.js";
import { takeLength, takeSlot, timeTyped } from "./booking.js";
import { copy } from "./copy.js";
import { holdOrder } from "./order.js";
import { askForPasskey, offerPasskeys } from "./passkey.js";
import { beforeRequest, poll, requestEnded, restorePollInterval, setPollInterval, takeBackPoll, togglePause } from "./poll.js";
import { refreshTimes } from "./times.js";
import { dismissToast, reportFailure, watchToasts } from "./toasts.js";

// ---- a request of htmx, from its beginning to its end
on("htmx:config:request", ({ detail: { ctx } }) => fillAddress(ctx));
on("htmx:before:request", beforeRequest);
on("htmx:after:request", ({ detail: { ctx } }) => closeWhenDone(ctx));

on("htmx:before:swap", ({ detail }) => {
  rememberFocus();
  detail.ctx.deferred = holdOrder(detail);
});

on("htmx:after:swap", ({ detail: { ctx } }) => {
  dialogFilled(ctx);
  refreshTimes();
  collectNews(ctx);
  restoreFocus();
  if (ctx.response?.status === 422) focusSummary();
  openWanted();
  openJoined();
});

on("htmx:after:settle", ({ target }) => { if (target.id === "dialog") showDialog(); });
on("htmx:response:error", ({ detail: { ctx } }) => reportFailure(ctx));
on("htmx:error", ({ detail: { ctx } }) => reportFailure(ctx));

on("htmx:finally:request", ({ detail: { ctx } }) => {
  release(ctx.request.form);
  requestEnded(ctx);
  if (!isPoll(ctx) && ctx.response?.status < 400) seen();
  recheck();
});

// ---- what a person presses, types and chooses
const presses = {
  "[data-poll-pause]": togglePause,
  "[data-pending]": () => poll({ show: true }),
  "[data-close]": closeDialog,
  "[data-copy]": copy,
  "[data-passkey-ask]": askForPasskey,
  "[data-minutes]": takeLength,
  "[name=slot]": takeSlot,
  "[data-dismiss]": dismissToast,
  "[data-keys-open]": showKeys,
};

on("click", (event) => {
  const { target } = event;
  if (target.closest('[aria-disabled="true"]')) return swallow(event);
  pressedBesideMenus(target);
  for (const [selector, press] of Object.entries(presses)) {
    const pressed = target.closest(selector);
    if (pressed) press(pressed, event);
  }
}, true);

on("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  keyPressed(event);
});

on("input", ({ target }) => {
  typedInFinder(target);
  timeTyped(target);
});
on("change", ({ target }) => {
  if (target.matches("[data-poll-interval]")) setPollInterval(target.value);
  if (target.matches("[data-reason]")) fillReason(target);
});
on("submit", (event) => {
  guardSubmit(event);
  if (event.target.id === "lock") fillLock();
  if (isSending()) takeBackPoll(); // the form may sign out: no poll is to learn of that before the page is left
}, true);

// ---- the page comes and goes
on("visibilitychange", () => {
  poll({ now: true });
  if (!document.hidden) checkIdle();
});

// The back button may bring a page as it was left. One that is only read is read anew; forms keep what was typed.
// data-ready on the root: the page is loaded, and neither left nor about to be read anew.
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted && $("[data-fresh]")) return location.reload();
  if (persisted) lookAgain();
  releaseAll();
  document.documentElement.dataset.ready = "";
});
window.addEventListener("pagehide", () => delete document.documentElement.dataset.ready);

$("#dialog").addEventListener("close", () => {
  dialogClosed();
  recheck();
  poll({ now: true });
});

watchToasts();
watchIdle();
offerPasskeys();
hearTabs(recheck);
seen();
restoreTyped();
restorePollInterval();
guessZone();
refreshTimes();
setInterval(refreshTimes, 5_000);
focusSummary();
