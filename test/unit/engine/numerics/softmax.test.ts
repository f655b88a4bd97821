/** Softmax against its closed form, and of logits that would overflow without their largest taken away. */
import { expect, it } from 'vitest'
import { toProbabilities } from '../../../../main/engine/numerics/softmax'

it('gives e^z / Σ e^z and its cross-entropy', () => {
  const row = Float64Array.of(0, Math.log(3), Math.log(4))
  expect(toProbabilities(row, 1)).toBeCloseTo(Math.log(8 / 3), 14)
  for (const [k, share] of [1 / 8, 3 / 8, 4 / 8].entries()) expect(row[k]).toBeCloseTo(share, 14)
})

it('of logits of a thousand is finite', () => {
  const row = Float64Array.of(1000, 0)
  expect(toProbabilities(row, 1)).toBe(1000)
  expect([...row]).toEqual([1, 0])
})
