// When the region is asked for anew, and what the page says about it. htmx sends the requests: the region listens to
// "every", the event of htmx's own timer; here is decided which of them leave.
import { $, $$, isPoll, region } from "./dom.js";
import { language, translate } from "./catalogue.js";
import { isSending } from "./forms.js";

let paused = false;
let interval = 5000; // ms
let lastPoll = Date.now();
let abortPoll = null;
let changing = 0; // requests under way that may change the region
let failures = 0; // in a row

// poll asks now. how: now = do not wait for the interval; show = a person asked, so poll even when paused and let the
// cards move.
export const poll = (how) => region() && htmx.trigger(region(), "every", how, false);

// ---- what a person chose: pause, and an interval, which storage keeps unless it is forbidden
const storage = {
  get() { try { return localStorage.getItem("poll"); } catch { return null; } },
  set(value) { try { localStorage.setItem("poll", value); } catch { /* then it lasts as long as the page */ } },
};

function setPaused(value) {
  paused = value;
  for (const b of $$("[data-poll-pause]")) b.ariaPressed = String(value);
  for (const el of $$("[data-live]")) el.textContent = value ? translate("Paused") : translate("Live");
  if (value) return;
  for (const s of $$("[data-poll-interval]")) if (s.value === "off") storage.set(s.value = String(interval / 1000));
  poll({ now: true });
}

export const togglePause = () => setPaused(!paused);

// value is in seconds, or "off".
export function setPollInterval(value) {
  storage.set(value);
  if (value !== "off") interval = Number(value) * 1000 || 5000;
  if (paused !== (value === "off")) setPaused(!paused);
}

export function restorePollInterval() {
  const chosen = storage.get();
  for (const select of chosen ? $$("[data-poll-interval]") : []) setPollInterval(select.value = chosen);
}

// ---- requests of the page
const mayPoll = () => !document.hidden && !paused && !changing && !isSending() && !$("dialog[open]");

function beforePoll(event) {
  const { ctx } = event.detail, { now, show } = ctx.sourceEvent?.detail ?? {};
  const due = now || Date.now() - lastPoll >= interval - 500;
  if (show ? changing : !mayPoll() || !due) return event.preventDefault();
  lastPoll = Date.now();
  abortPoll = ctx.request.abort;
}

export const takeBackPoll = () => abortPoll?.();

export function beforeRequest(event) {
  const { ctx } = event.detail;
  if (isPoll(ctx)) return beforePoll(event);
  if (ctx.request.method === "GET" && ctx.target !== region()) return;
  ctx.counted = true;
  changing++;
  takeBackPoll(); // a poll that left before this change must not bring the old state back after it
}

export function requestEnded(ctx) {
  if (ctx.counted) changing--;
  if (isPoll(ctx)) pollEnded(ctx);
}

function pollEnded(ctx) {
  const { aborted, reason } = ctx.request.signal;
  const failed = ctx.status.startsWith("error") || ctx.response?.status >= 400;
  if ((aborted && reason !== "timeout") || (!failed && !ctx.response)) return; // taken back, or never left
  failures = failed ? failures + 1 : 0;
  showConnection();
  if (!failed && !ctx.deferred) showTime();
}

function showConnection() {
  region()?.toggleAttribute("data-stale", failures > 1);
  const text = failures > 1 ? translate("Connection lost, retrying") : "";
  for (const el of $$("[data-offline]")) if (el.textContent !== text) el.textContent = text;
}

function showTime() {
  for (const el of $$("[data-updated]")) {
    el.textContent = new Date().toLocaleTimeString(language, { timeZone: el.dataset.zone, hourCycle: el.dataset.cycle });
  }
}
