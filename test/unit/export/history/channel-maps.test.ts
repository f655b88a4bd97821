/** Maps of channels beside each other, as grey pictures. */
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { channelMaps } from '../../../../main/export/history/tensorboard/channel-maps'

describe('the maps of a layer', () => {
  it('lie beside each other, white where a unit is always on', () => {
    // Two rows of two channels' maps, 2 × 2 each; unit (y, x, channel).
    const on = Uint32Array.from([10, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0])
    const picture = channelMaps([2, 2, 3], on, 10)!
    const scale = picture.width / 5
    expect([picture.width, picture.height]).toEqual([260, 260])
    const png = Buffer.from(picture.png)
    const lines = inflateSync(png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8))
    const grey = (x: number, y: number): number => lines[y * scale * 261 + 1 + x * scale]
    const rows = Array.from({ length: 5 }, (_, y) => Array.from({ length: 5 }, (_, x) => grey(x, y)))
    expect(rows).toEqual([
      [255, 0, 96, 0, 0],
      [0, 0, 96, 255, 0],
      [96, 96, 96, 96, 96],
      [128, 0, 96, 96, 96],
      [0, 0, 96, 96, 96]
    ])
  })

  it('are none of a layer without positions', () => {
    expect(channelMaps([1, 1, 10], new Uint32Array(10), 10)).toBe(null)
  })
})
