// Who is about to be signed out is asked in time. Only the server knows when that is: other tabs count too.
import { $ } from "./dom.js";

const dialog = $("#idle");
const lock = Number(dialog?.dataset.lock); // s
const warning = Math.min(120, lock / 2);
let timer = 0;

function checkIn(seconds) {
  clearTimeout(timer);
  timer = setTimeout(checkIdle, seconds * 1000);
}

async function secondsLeft() {
  const answer = await fetch(dialog.dataset.left, { headers: { "HX-Request": "true" } });
  return answer.ok ? Number(await answer.text()) : 0;
}

// checkIdle warns if it is time to, and takes the warning back if somebody was there. What it cannot ask it asks again.
export async function checkIdle() {
  if (!dialog) return;
  const left = await secondsLeft().catch(() => NaN);
  if (Number.isNaN(left)) return checkIn(5);
  const warn = left > 0 && left <= warning;
  if (!warn) dialog.close(); else if (!dialog.open) dialog.showModal();
  if (left > 0) checkIn(warn ? left + 1 : left - warning);
}

export const watchIdle = () => { if (dialog) checkIn(lock - warning); };
