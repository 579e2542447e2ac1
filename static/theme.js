// Runs in the head, before the first paint: the chosen theme must not flash, and .js-only shows only here.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  let theme = null;
  try { theme = localStorage.getItem("theme"); } catch { /* storage may be forbidden: the system's theme then */ }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  // ---- the button: light → dark → the system's
  function show() {
    const messages = JSON.parse(document.getElementById("catalogue").textContent), id = `Theme: ${root.dataset.theme ?? "system"}`;
    for (const b of document.querySelectorAll("[data-theme-toggle]")) b.ariaLabel = b.title = messages[id] ?? id;
  }

  function next() {
    const chosen = { light: "dark", dark: "" }[root.dataset.theme] ?? "light";
    if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
    try { localStorage.setItem("theme", chosen); } catch { /* as above */ }
    show();
  }

  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("click", ({ target }) => { if (target.closest("[data-theme-toggle]")) next(); });
})();
