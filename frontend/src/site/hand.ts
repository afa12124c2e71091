/** What the reader has in hand inside a part of the page that is about to be replaced. */

/** Note the focus, the text being typed and the unfolded groups of `region`; the answer puts them back. */
export function keepHand(region: HTMLElement): () => void {
  const focused = region.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
  const text = focused instanceof HTMLInputElement && /^(text|search)$/.test(focused.type) ? focused : null;
  const selection = text ? ([text.selectionStart, text.selectionEnd] as const) : null;
  const typed = text?.value;
  const find = focused ? likeness(focused) : null;
  const folded = new Map([...region.querySelectorAll('details')].map((one) => [titleOf(one), one.open]));

  return () => {
    for (const details of region.querySelectorAll('details')) {
      const open = folded.get(titleOf(details));
      if (open !== undefined) details.open = open;
    }
    const again = find?.(region);
    if (again instanceof HTMLInputElement && typed !== undefined) again.value = typed;
    again?.focus({ preventScroll: true });
    if (again instanceof HTMLInputElement && selection) again.setSelectionRange(...selection);
  };
}

const titleOf = (details: HTMLDetailsElement) =>
  details.id || `${details.className}:${details.querySelector('summary')?.textContent?.replace(/\d+/g, '').trim() ?? ''}`;

/** Return how to find, in the new region, the element that answers to `old`. */
function likeness(old: HTMLElement): (region: HTMLElement) => HTMLElement | null {
  if (old.id) return () => document.getElementById(old.id);
  const name = old.getAttribute('name');
  if (name && old instanceof HTMLInputElement) {
    if (!/^(checkbox|radio)$/.test(old.type)) return (region) => region.querySelector(`input[name="${CSS.escape(name)}"]`);
    return (region) => region.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(old.value)}"]`);
  }
  const tag = old.localName;
  const said = old.textContent?.replace(/\d+/g, '').trim();
  return (region) => [...region.querySelectorAll<HTMLElement>(tag)].find((one) => one.textContent?.replace(/\d+/g, '').trim() === said) ?? null;
}
