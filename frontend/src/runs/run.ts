/**
 * How far a run is, while one looks at it.
 *
 *     <section data-island="run" data-src="…/progress.json"> <p data-text> <progress data-bar> <p role="status" data-said>
 *
 * The server is asked every half second at first, then less and less often, at once again when one comes back to the
 * page. When the run is over the page is loaded anew: the server shows what came out. Without script a link does that.
 */

const FIRST_MS = 500;
const LONGEST_MS = 5000;
const SLOWER = 1.15;
/** A screen reader hears it at quarters, not at every step. */
const TOLD_PARTS = 4;

export interface Progress {
  state: string;
  state_words: string;
  is_over: boolean;
  done: number;
  of: number;
  text: string;
}

/** How long to wait before asking again: shortly while something moves, longer and longer while nothing does. */
export function nextPause(pause: number, moved: boolean): number {
  return moved ? FIRST_MS : Math.min(LONGEST_MS, pause * SLOWER);
}

/** What a screen reader is to hear anew: the state, and the quarter of the way. */
export function toldPart(progress: Progress): string {
  const quarter = progress.of ? Math.floor((TOLD_PARTS * progress.done) / progress.of) : -1;
  return progress.state === 'waiting' ? progress.text : `${progress.state} ${quarter}`;
}

export function mount(place: HTMLElement): void {
  const source = place.dataset['src'];
  const text = place.querySelector<HTMLElement>('[data-text]');
  const bar = place.querySelector<HTMLProgressElement>('[data-bar]');
  const said = place.querySelector<HTMLElement>('[data-said]');
  if (!source || !text || !bar || !said) return;
  const look = place.querySelector<HTMLElement>('[data-look]');
  if (look) look.hidden = true;
  let pause = FIRST_MS;
  let before = '';
  let told = '';
  let timer = 0;
  let asking = false;

  function show(progress: Progress): void {
    text!.textContent = progress.text;
    const state = document.querySelector<HTMLElement>('[data-run-state]');
    if (state) {
      state.textContent = progress.state_words;
      state.className = `run-state run-state-${progress.state}`;
    }
    if (progress.of) {
      bar!.max = progress.of;
      bar!.value = progress.done;
    } else {
      bar!.removeAttribute('value');
    }
    const part = toldPart(progress);
    if (part !== told) said!.textContent = progress.text;
    told = part;
  }

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    let moved = false;
    try {
      const reply = await fetch(source!, { headers: { Accept: 'application/json' }, cache: 'no-store' });
      if (reply.ok) {
        const progress = (await reply.json()) as Progress;
        if (progress.is_over) return location.reload();
        show(progress);
        moved = before !== progress.text;
        before = progress.text;
      }
    } catch {
      // Without the network nothing is shown anew; the run itself goes on.
    }
    asking = false;
    window.clearTimeout(timer);
    pause = nextPause(pause, moved);
    timer = window.setTimeout(() => void ask(), pause);
  }

  document.addEventListener('visibilitychange', () => {
    window.clearTimeout(timer);
    if (document.hidden) return;
    pause = FIRST_MS;
    void ask();
  });
  void ask();
}
