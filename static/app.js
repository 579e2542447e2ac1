// What the pages do beyond plain HTML and htmx. Everything here is a convenience: each action works without it.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (type, handler, capture) => document.addEventListener(type, handler, capture);
  const region = () => $("#sessions");
  const cards = (root) => $$('li[id^="session-"]', root);
  const isPoll = (ctx) => ctx.sourceElement?.id === "sessions";
  const store = { // storage may be forbidden: then choices last as long as the page
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* as above */ } },
  };

  // ---- words: a text's id is its English; %d is a number
  const lang = document.documentElement.lang, plural = new Intl.PluralRules(lang);
  let words = {};
  function say(id, n) {
    const text = words[id] ?? id;
    return (text[plural.select(n ?? 0)] ?? text.other ?? text).replace("%d", n);
  }

  // ---- times
  const phrases = { always: new Intl.RelativeTimeFormat(lang), auto: new Intl.RelativeTimeFormat(lang, { numeric: "auto" }) };
  const units = [["minute", 60, 60], ["hour", 3600, 24], ["day", 86400, Infinity]];
  function relative(ms) {
    const seconds = Math.floor(Math.abs(ms) / 1000), sign = Math.sign(ms);
    if (seconds < 45) return say("just now");
    for (const [unit, size, limit] of units) {
      const n = Math.floor(seconds / size + 0.5);
      if (n < limit) return phrases[unit === "day" && n === 1 ? "auto" : "always"].format(sign * n, unit);
    }
  }

  // An action outside its window is refused by the server in any case; here it only stops being offered.
  function refresh() {
    const now = Date.now();
    for (const time of $$("time[data-relative]")) {
      const then = Date.parse(time.dateTime), text = then ? relative(then - now) : time.textContent;
      if (text !== time.textContent) time.textContent = text;
    }
    for (const el of $$("[data-from]")) {
      const early = now < Number(el.dataset.from);
      if ("disabled" in el) el.disabled = early; else el.ariaDisabled = String(early);
    }
    for (const el of $$("[data-until]")) el.hidden = now >= Number(el.dataset.until);
  }

  // ---- polling
  let paused = false, posting = 0, failures = 0, every = 5000, lastPoll = Date.now(), abortPoll = null;
  const mayPoll = () => !document.hidden && !paused && !posting && !busy.size && !$("dialog[open]");

  // The region listens to "every", which htmx's own timer sends. how: now = do not wait for the interval,
  // show = asked for by hand, so poll even when paused and let the cards move.
  const poll = (how) => region() && htmx.trigger(region(), "every", how, false);

  function setPaused(value) {
    paused = value;
    for (const b of $$("[data-poll-pause]")) b.ariaPressed = String(value);
    for (const el of $$("[data-live]")) el.textContent = value ? say("Paused") : say("Live");
    if (value) return;
    for (const s of $$("[data-poll-interval]")) if (s.value === "off") store.set("poll", s.value = String(every / 1000));
    poll({ now: true });
  }

  function setPollInterval(value) {
    store.set("poll", value);
    if (value !== "off") every = Number(value) * 1000 || 5000;
    if (paused !== (value === "off")) setPaused(!paused);
  }

  // An attribute data-hx-get or data-hx-post without a value goes where its link or form goes.
  function fillAction({ detail: { ctx } }) {
    ctx.request.action ||= ctx.sourceElement.getAttribute("href") ?? ctx.sourceElement.getAttribute("action");
  }

  function beforeRequest(event) {
    const { ctx } = event.detail, { now, show } = ctx.sourceEvent?.detail ?? {};
    if (!isPoll(ctx)) {
      if (ctx.request.method === "GET" && ctx.target !== region()) return;
      ctx.counted = true;
      posting++;
      abortPoll?.(); // a poll that left before this change must not bring the old state back after it
    } else if (show ? posting : !mayPoll() || (!now && Date.now() - lastPoll < every - 500)) {
      event.preventDefault();
    } else {
      lastPoll = Date.now();
      abortPoll = ctx.request.abort;
    }
  }

  function pollEnded(ctx) {
    const { aborted, reason } = ctx.request.signal;
    const failed = ctx.status.startsWith("error") || ctx.response?.status >= 400;
    if ((aborted && reason !== "timeout") || (!failed && !ctx.response)) return; // taken back, or never left
    failures = failed ? failures + 1 : 0;
    region()?.toggleAttribute("data-stale", failures > 1);
    const text = failures > 1 ? say("Connection lost, retrying") : "";
    for (const el of $$("[data-offline]")) if (el.textContent !== text) el.textContent = text;
    if (failed || ctx.held) return;
    for (const el of $$("[data-updated]")) {
      el.textContent = new Date().toLocaleTimeString("en-GB", { timeZone: el.dataset.zone });
    }
  }

  // ---- order: cards do not move under a hand
  function engaged() {
    const hover = matchMedia("(hover: hover)").matches ? ", .card:hover" : "";
    return Boolean($(`.card:focus-within, .card details[open]${hover}`, region()));
  }

  const places = (all) => all.map((card) => `${card.parentElement.id}/${card.id}`).join();
  function offer(shown, fresh) {
    const ids = new Set(shown.map((card) => card.id));
    const added = fresh.filter((card) => !ids.has(card.id)).length;
    for (const b of $$("[data-pending]")) {
      b.textContent = added ? say("%d new: show", added) : say("List changed: show");
      b.hidden = false;
    }
  }

  // Gives the answer the groups and the order that are on the screen, so that texts change and nothing moves; the
  // rest waits for the button or the next poll, which brings all of it again because the version tag is dropped.
  function holdOrder({ ctx, tasks }) {
    const task = tasks.find((t) => t.type === "main");
    if (!isPoll(ctx) || !task || ctx.response?.status !== 200) return false;
    const shown = cards(region()), fresh = cards(task.fragment);
    const held = places(shown) !== places(fresh) && !ctx.sourceEvent?.detail?.show && engaged();
    for (const b of $$("[data-pending]")) b.hidden = true;
    if (!held) return false;
    offer(shown, fresh);
    delete region()._htmx.ptag;
    const byId = new Map(fresh.map((card) => [card.id, card])), kept = $("[data-cards]", region()).cloneNode(true);
    for (const card of cards(kept)) card.replaceWith(byId.get(card.id) ?? card.cloneNode(true));
    if (fresh.length) $("[data-cards]", task.fragment).replaceWith(kept);
    else task.swapSpec.style = "none"; // an empty list has nothing to hold the cards
    return true;
  }

  // ---- announcements: what polls changed, at most once in ten seconds, never at load
  const news = { added: new Set(), changed: new Set(), timer: 0, last: 0 };
  let statuses = new Map();
  const readStatuses = () => new Map(cards(document).map((card) => [card.id, card.dataset.status]));
  function collectNews(ctx) {
    const before = statuses;
    statuses = readStatuses();
    if (!isPoll(ctx)) return;
    for (const [id, status] of statuses) {
      if (!before.has(id)) news.added.add(id); else if (before.get(id) !== status) news.changed.add(id);
    }
    if (news.timer || !(news.added.size + news.changed.size)) return;
    news.timer = setTimeout(announce, Math.max(0, news.last + 10_000 - Date.now()));
  }

  function announce() {
    const added = news.added.size, changed = news.changed.size;
    const said = [added && say("%d new sessions", added), changed && say("%d sessions changed", changed)];
    $("#announce").textContent = said.filter(Boolean).join(", ");
    Object.assign(news, { added: new Set(), changed: new Set(), timer: 0, last: Date.now() });
  }

  // ---- focus and dialog
  let focusedCard = null, opener = null;
  // When what had the focus is gone, the focus goes to its card rather than to the top of the page.
  function restoreFocus() {
    const card = focusedCard && document.activeElement === document.body && document.getElementById(focusedCard);
    if (card) $("a[href], button, summary", card)?.focus({ preventScroll: true });
  }

  function showDialog() {
    const dialog = $("#dialog");
    if (dialog.open || !dialog.firstElementChild) return;
    opener = document.activeElement;
    focusedCard = opener.closest(".card")?.id;
    dialog.ariaLabel = $("h1, h2", dialog)?.textContent ?? say("Dialog");
    dialog.showModal();
  }

  function dialogClosed() {
    const target = (opener?.id && document.getElementById(opener.id)) || opener;
    if (target?.isConnected) target.focus({ preventScroll: true });
    restoreFocus();
    $("#dialog").replaceChildren();
    poll({ now: true });
  }

  // ---- forms: one submit at a time; aria-disabled, because a disabled button would lose the focus
  const busy = new Map(); // form → the buttons held
  const swallow = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };

  function release(form) {
    for (const button of busy.get(form) ?? []) button.ariaDisabled = null;
    busy.delete(form);
  }

  function guardSubmit(event) {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (busy.has(form)) return swallow(event);
    const buttons = $$("button:not([type=button])", form).filter((b) => !b.ariaDisabled);
    for (const button of buttons) button.ariaDisabled = "true";
    busy.set(form, buttons);
    abortPoll?.(); // the form may sign out: no poll is to learn of that before the page is left
    setTimeout(release, 15_000, form); // a navigation that never came
  }

  // ---- toasts
  function dismissLater(toast) {
    toast.dataset.seen = "";
    const dismiss = () => toast.matches(":hover, :focus-within") ? dismissLater(toast) : toast.remove();
    setTimeout(dismiss, 12_000);
  }

  // A failure that the server did not put into words itself.
  function reportFailure({ detail: { ctx } }) {
    if (!ctx || isPoll(ctx) || ctx.hx?.redirect || ctx.response?.status === 422 || ctx.text?.includes("<hx-partial")) return;
    const dialog = $("#dialog"), notice = document.createElement("p");
    notice.className = dialog.open ? "error" : "toast";
    notice.role = "alert";
    notice.textContent = ctx.response
      ? say("That did not work (error %d). Reload the page and try again.", ctx.response.status)
      : say("No answer from the server. Check the list before you try again.");
    if (dialog.open) dialog.prepend(notice); else $("#toasts").replaceChildren(notice);
  }

  // ---- htmx
  function afterRequest({ detail: { ctx } }) {
    const done = ctx.response.status < 300 || ctx.response.status === 409;
    if (ctx.request.method !== "GET" && done && ctx.sourceElement?.closest("#dialog :not([data-stay])")) $("#dialog").close();
  }

  function beforeSwap({ detail }) {
    if (!$("#dialog").open) focusedCard = document.activeElement?.closest(".card")?.id;
    detail.ctx.held = holdOrder(detail);
  }

  function afterSwap({ detail: { ctx } }) {
    refresh();
    collectNews(ctx);
    restoreFocus();
    if (ctx.response?.status === 422) ($("dialog[open] [data-summary]") ?? $("[data-summary]"))?.focus();
  }

  function finallyRequest({ detail: { ctx } }) {
    if (ctx.counted) posting--;
    release(ctx.request.form);
    if (isPoll(ctx)) pollEnded(ctx);
  }

  const whenSettled = ({ target }) => { if (target.id === "dialog") showDialog(); };
  for (const [step, handler] of Object.entries({
    "config:request": fillAction, "before:request": beforeRequest, "after:request": afterRequest, "before:swap": beforeSwap, "after:settle": whenSettled,
    "after:swap": afterSwap, "response:error": reportFailure, "error": reportFailure, "finally:request": finallyRequest,
  })) on(`htmx:${step}`, handler);

  // ---- what a person presses
  const presses = {
    "[data-poll-pause]": () => setPaused(!paused),
    "[data-pending]": () => poll({ show: true }),
    "[data-close]": () => $("#dialog").close(),
    "[data-dismiss]": (button) => button.closest(".toast").remove(),
  };

  function closeMenu(menu) {
    if (menu.contains(document.activeElement)) $("summary", menu).focus();
    menu.open = false;
  }

  on("click", (event) => {
    if (event.target.closest('[aria-disabled="true"]')) return swallow(event);
    const choice = event.target.closest("li > a, li button");
    for (const menu of $$("details.menu[open]")) if (choice || !menu.contains(event.target)) closeMenu(menu);
    for (const [selector, act] of Object.entries(presses)) {
      const el = event.target.closest(selector);
      if (el) act(el);
    }
  }, true);
  on("keydown", ({ key }) => { if (key === "Escape") $$("details.menu[open]").forEach(closeMenu); });
  on("change", ({ target }) => { if (target.matches("[data-poll-interval]")) setPollInterval(target.value); });
  on("submit", guardSubmit, true);
  on("visibilitychange", () => poll({ now: true }));
  // The back button may bring a page as it was left. One that is only read is read anew; forms keep what was typed.
  // data-ready on the root says that the page is the one to work with: loaded, and neither left nor about to be read anew.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && $("[data-fresh]")) return location.reload();
    [...busy.keys()].forEach((form) => release(form));
    document.documentElement.dataset.ready = "";
  });
  window.addEventListener("pagehide", () => delete document.documentElement.dataset.ready);

  on("DOMContentLoaded", () => {
    words = JSON.parse($("#words").textContent);
    const chosen = store.get("poll");
    for (const select of chosen ? $$("[data-poll-interval]") : []) setPollInterval(select.value = chosen);
    refresh();
    setInterval(refresh, 5_000);
    statuses = readStatuses();
    $("#dialog").addEventListener("close", dialogClosed);
    new MutationObserver(() => $$("#toasts > :not([data-seen])").forEach(dismissLater)).observe($("#toasts"), { childList: true });
    $("[data-summary]")?.focus();
  });
})();
