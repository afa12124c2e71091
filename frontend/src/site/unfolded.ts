/** Evidence marks and menus are native `details`: Escape and a click elsewhere fold them. */

const FOLDABLE = 'details.evidence, details.menu, details[data-dismiss]';

export function watchUnfolded(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    const from = event.target instanceof Element ? event.target.closest<HTMLDetailsElement>(`:is(${FOLDABLE})[open]`) : null;
    const unfolded = from ?? [...document.querySelectorAll<HTMLDetailsElement>(`:is(${FOLDABLE})[open]`)].at(-1);
    if (!unfolded) return;
    unfolded.open = false;
    if (from) unfolded.querySelector('summary')?.focus();
  });
  document.addEventListener('click', (event) => {
    for (const unfolded of document.querySelectorAll<HTMLDetailsElement>(`:is(${FOLDABLE})[open]`)) {
      if (event.target instanceof Node && !unfolded.contains(event.target)) unfolded.open = false;
    }
  });
}
