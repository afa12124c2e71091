/** Building elements from text alone: nothing a server sends is ever read as markup. */

type Child = Node | string | null | undefined | false;

/** Return a new element; an attribute that is `false`, `null` or `undefined` is left out, `true` is empty. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string | number | boolean | null | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return made;
}

/** Return a function that runs `action` once its calls have ceased for `delay_ms`; `cancel` forgets the waiting call. */
export function debounced<Arguments extends unknown[]>(action: (...given: Arguments) => void, delay_ms: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (...given: Arguments) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), delay_ms);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

let counter = 0;

/** Return an identifier no other element of the page has. */
export const freshId = (stem: string) => `${stem}-${++counter}`;

export const reducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
