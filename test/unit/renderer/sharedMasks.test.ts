import { describe, expect, it } from 'vitest'
import { examplesByShare, shareColors, shareWords } from '../../../renderer/figures/sharedMasks'
import { colorOnRamp, contrast } from '../../../charts/contrast'
import { darkPalette, lightPalette } from '../../../charts/palette'

describe('examples by how many share their mask', () => {
  const sizes = [{ size: 250, masks: 1 }, { size: 10, masks: 2 }, { size: 9, masks: 1 }, { size: 1, masks: 40 }]

  it('are counted once each', () => {
    expect(examplesByShare(sizes)).toEqual([40, 9, 20, 250])
    expect(shareWords(sizes)).toBe(
      'Examples by how many share their mask: 40 alone, 9 shared by 2 to 9, 20 10 to 99, 250 100 and more'
    )
  })

  it.each([lightPalette, darkPalette])('have colours that can be told apart beside each other', ({ ramp }) => {
    const colors = shareColors(ramp).map((color) => colorOnRamp([color, color], 0))
    for (let at = 1; at < colors.length; at++)
      expect(contrast(colors[at - 1], colors[at])).toBeGreaterThanOrEqual(1.4)
  })
})
