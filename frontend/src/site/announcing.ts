/** One live region for the whole page: a region that is itself replaced is not read out by every screen reader. */

let region: HTMLElement | undefined;

export function announce(text: string): void {
  if (!region) {
    region = document.createElement('p');
    region.className = 'visually-hidden';
    region.setAttribute('role', 'status');
    document.body.append(region);
  }
  region.textContent = text;
}
