// Runs before the first paint: tells the style sheets that script works, and applies the theme a reader chose.
// The choice stays in this browser; nothing is sent.
(() => {
  const root = document.documentElement;
  const key = "biovaliance-theme";
  const stored = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.classList.add("js");
  apply(stored());
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(dark()));
      button.addEventListener("click", () => {
        const next = dark() ? "light" : "dark";
        apply(next);
        try { localStorage.setItem(key, next); } catch { /* private window: the choice lasts for this page */ }
        button.setAttribute("aria-pressed", String(next === "dark"));
      });
    }
  });
})();
