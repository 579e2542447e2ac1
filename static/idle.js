// Who is about to be signed out is told in time. Only the server knows when that is: other tabs count too.
import { $ } from "./dom.js";
import { release } from "./forms.js";
import { lockNow, seen } from "./lock.js";

const banner = $("#idle");
const lock = Number(banner?.dataset.lock); // s
const warning = Math.min(120, lock / 2);
let timer = 0;

function checkIn(seconds) {
  clearTimeout(timer);
  timer = setTimeout(checkIdle, seconds * 1000);
}

async function secondsLeft() {
  const answer = await fetch(banner.dataset.left, { headers: { "HX-Request": "true" } });
  if (answer.status === 401) return 0;
  return answer.ok ? Number(await answer.text()) : NaN;
}

// What lies outside an open dialog cannot be pressed, so there the warning goes into it.
function warn() {
  const place = $("dialog:modal") ?? document.body;
  if (banner.parentElement !== place) place.append(banner);
  if (!banner.matches(":popover-open")) banner.showPopover();
}

// checkIdle warns if it is time to, and takes the warning back if somebody was there. What it cannot ask it asks again. Who
// is signed out, or locked by another page, leaves this one with what they typed.
export async function checkIdle() {
  if (!banner) return;
  const left = await secondsLeft().catch(() => NaN);
  if (Number.isNaN(left)) return checkIn(5);
  if (left <= 0) return lockNow();
  document.documentElement.hidden = false;
  if (left <= warning) warn(); else if (banner.isConnected) banner.hidePopover();
  checkIn(left <= warning ? left + 1 : left - warning);
}

// lookAgain shows a page that the way back brought as it was only once its login is known to go on: it may be locked.
export function lookAgain() {
  document.documentElement.hidden = Boolean(banner);
  checkIdle();
}

// recheck looks again if the warning is shown, or was swapped away with the dialog that it was in.
export function recheck() {
  if (banner && (!banner.isConnected || banner.matches(":popover-open"))) checkIdle();
}

async function stay(event) {
  event.preventDefault();
  const form = event.target;
  await fetch(form.action, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams() }).catch(() => null);
  release(form);
  seen();
  checkIdle();
}

export function watchIdle() {
  if (!banner) return;
  $("form", banner).addEventListener("submit", stay);
  checkIn(lock - warning);
}
