/** Throw where the browser cannot draw with WebGL 2, so that the plain version of an island stays. */
export function webGl(): void {
  if (!document.createElement('canvas').getContext('webgl2')) throw new Error('This browser offers no WebGL 2.');
}
