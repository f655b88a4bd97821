/** The digits in colour: what can be seen of them, and that they are the same everywhere. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { consecutive } from '../../../../main/engine/datasets/dataset'
import { colourDigits, loadColourDigits } from '../../../../main/engine/datasets/formats/colour-digits'
import { loadMnist10k } from '../../../../main/engine/datasets/formats/mnist-10k'

const coloured = loadColourDigits()
const digits = loadMnist10k()
const side = 32
const everyLabel = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

it('are those of mnist-10k, label by label, in the same split', () => {
  expect([coloured.train.count, coloured.test.count]).toEqual([colourDigits.trainExamples, colourDigits.testExamples])
  expect(coloured.train.labels).toEqual(digits.train.labels)
  expect(coloured.test.labels).toEqual(digits.test.labels)
})

it('have the same pixels on every machine', () => {
  const digest = createHash('sha256')
  for (const split of ['train', 'test'] as const) digest.update(coloured[split].readPixels(consecutive(0, 500)))
  expect(digest.digest('hex')).toBe('eccfb2e6f87de3c2f4fece750feb00520ff2e865f414fa1a6a1b10709ca11147')
})

/** [32, 32], the brightness of an image from 0 to 1. */
function brightnessOf(pixels: Uint8Array): Float64Array {
  return Float64Array.from({ length: side * side }, (_, at) =>
    (0.299 * pixels[at * 3] + 0.587 * pixels[at * 3 + 1] + 0.114 * pixels[at * 3 + 2]) / 255)
}

/** How alike the digit and the brightness are where the digit fits best: a correlation. */
function bestFit(digit: Uint8Array, brightness: Float64Array): number {
  let best = 0
  for (let top = 0; top <= 4; top++)
    for (let left = 0; left <= 4; left++) {
      const ink = new Float64Array(side * side)
      for (let at = 0; at < 784; at++) ink[(top + Math.floor(at / 28)) * side + left + at % 28] = digit[at]
      best = Math.max(best, correlation(ink, brightness))
    }
  return best
}

function correlation(one: Float64Array, other: Float64Array): number {
  const mean = (of: Float64Array): number => of.reduce((sum, value) => sum + value, 0) / of.length
  const [ofOne, ofOther] = [mean(one), mean(other)]
  let [both, squares, otherSquares] = [0, 0, 0]
  one.forEach((value, at) => {
    both += (value - ofOne) * (other[at] - ofOther)
    squares += (value - ofOne) ** 2
    otherSquares += (other[at] - ofOther) ** 2
  })
  return both / Math.sqrt(squares * otherSquares)
}

it('show their own digit, wherever in the square it is', () => {
  const fits = Array.from({ length: 100 }, (_, example) => {
    const at = Int32Array.of(example)
    const brightness = brightnessOf(coloured.test.readPixels(at))
    const [own, other] = [at, Int32Array.of(example + 1)].map((one) => digits.test.readPixels(one))
    return [bestFit(own, brightness), bestFit(other, brightness)]
  })
  const own = fits.filter(([fit]) => fit > 0.3).length
  expect(own).toBeGreaterThan(90)
  expect(fits.filter(([fit, other]) => fit > other).length).toBeGreaterThan(90)
})

it('are on grounds that tell nothing of the digit: their mean colour is the same for every class', () => {
  const { labels } = coloured.train
  for (const label of everyLabel) {
    const of = consecutive(0, 8000).filter((example) => labels[example] === label)
    const pixels = coloured.train.readPixels(of)
    for (const channel of [0, 1, 2]) {
      // The upper left corner, where no digit has ink.
      const mean = of.reduce((sum, _, at) => sum + pixels[at * side * side * 3 + channel] / 255, 0) / of.length
      // 0.6 times a mean of two uniform numbers: some 800 have a standard error of 0.005, of which these are six.
      expect(Math.abs(mean - 0.3)).toBeLessThan(0.03)
    }
  }
})
