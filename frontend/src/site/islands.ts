/** Find the islands of a page and give each its module, no sooner than it is of use. */

export interface Island {
  mount(place: HTMLElement): void | Promise<void>;
}

const modules: Record<string, () => Promise<Island>> = {
  suggest: () => import('../suggest/suggest'),
  map: () => import('../map/map'),
  network: () => import('../network/network'),
  review: () => import('../review/review'),
  partners: () => import('../partners/partners'),
  charts: () => import('../charts/charts'),
  editor: () => import('../editor/editor'),
};

/** Islands that are of no use before somebody types in them. */
const USED_BY_TYPING = new Set(['suggest', 'partners']);

const seen = new WeakSet<Element>();

/** Watch the islands inside `root` that are not yet watched. */
export function mountIslands(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-island]')) {
    const load = modules[place.dataset['island'] ?? ''];
    if (!load || seen.has(place)) continue;
    seen.add(place);
    if (USED_BY_TYPING.has(place.dataset['island'] ?? '')) whenUsed(place, () => start(place, load));
    else whenNear(place, () => start(place, load));
  }
}

async function start(place: HTMLElement, load: () => Promise<Island>): Promise<void> {
  try {
    await (await load()).mount(place);
    place.dataset['islandState'] = 'ready';
  } catch (error) {
    // The server's own list or drawing is still there: say so to style sheets and to whoever looks, and leave it.
    place.dataset['islandState'] = 'failed';
    console.warn(`The island "${place.dataset['island']}" could not start; its plain version stays.`, error);
  }
}

function whenUsed(place: HTMLElement, action: () => void): void {
  if (place.contains(document.activeElement)) action();
  else place.addEventListener('focusin', action, { once: true });
}

function whenNear(place: HTMLElement, action: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      action();
    },
    { rootMargin: '300px' },
  );
  observer.observe(place);
}
