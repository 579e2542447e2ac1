// Runs in the head, before the first paint: the chosen theme must not flash, and .js-only shows only here.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  let theme = null;
  try { theme = localStorage.getItem("theme"); } catch { /* storage may be forbidden: the system's theme then */ }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
})();
