import type { Channels } from '../../charts/contrast'

/** An opaque colour as one number, its bytes in the order that images have them. */
export function pixelOf([red, green, blue]: Channels): number {
  const [pixel = 0] = new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)
  return pixel
}
