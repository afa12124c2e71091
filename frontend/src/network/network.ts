export function mount(_place: HTMLElement): void {}
