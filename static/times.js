// Relative times stay true while a page is open, and actions come and go with their time.
import { $$ } from "./dom.js";
import { language, translate } from "./catalogue.js";

const exact = new Intl.RelativeTimeFormat(language);
const idiomatic = new Intl.RelativeTimeFormat(language, { numeric: "auto" }); // "yesterday", not "1 day ago"
const units = [["minute", 60, 60], ["hour", 3600, 24], ["day", 86400, Infinity]]; // name, seconds, how many at most

function relative(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000), sign = Math.sign(ms);
  if (seconds < 45) return translate("just now");
  for (const [unit, size, limit] of units) {
    const n = Math.floor(seconds / size + 0.5);
    if (n < limit) return (unit === "day" && n === 1 ? idiomatic : exact).format(sign * n, unit);
  }
}

function rewrite(time, now) {
  const then = Date.parse(time.dateTime), text = then ? relative(then - now) : time.textContent;
  if (text !== time.textContent) time.textContent = text;
}

// An action outside its window is refused by the server in any case; here it only stops being offered.
function disableUntil(el, now) {
  const early = now < Number(el.dataset.from);
  if ("disabled" in el) el.disabled = early; else el.ariaDisabled = String(early);
}

export function refreshTimes() {
  const now = Date.now();
  for (const time of $$("time[data-relative]")) rewrite(time, now);
  for (const el of $$("[data-from]")) disableUntil(el, now);
  for (const el of $$("[data-quiet]")) {
    if (now >= Number(el.dataset.quiet)) delete el.dataset.variant;
  }
  for (const el of $$("[data-until]")) el.hidden = now >= Number(el.dataset.until);
}
