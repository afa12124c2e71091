/** "/" goes to the search box, unless the reader is typing. */

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

export function watchShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const boxes = [...document.querySelectorAll<HTMLInputElement>('[aria-keyshortcuts="/"], [data-island="suggest"] input[type="search"]')];
    const box = boxes.find((candidate) => candidate.getClientRects().length > 0);
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
