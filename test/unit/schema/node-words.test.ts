/** What a kind's name leaves open. */
import { expect, it } from 'vitest'
import { detailWords } from '../../../preload/schema/node-words'
import type { NodeOf } from '../../../preload/schema/network'

const convolution: NodeOf<'convolution'> = {
  type: 'convolution', name: 'conv1', inputs: ['input'], filters: 2, kernel: [7, 5], stride: 2, padding: 'same',
  bias: true
}

it.each<[Partial<NodeOf<'convolution'>>, string]>([
  [{}, '7×5/2'], [{ stride: 1, padding: 'valid' }, '7×5'], [{ padding: [3, 3, 3, 3] }, '7×5/2 +3'],
  [{ stride: 1, padding: [0, 1, 2, 3] }, '7×5 +0,1,2,3'], [{ groups: 2 }, '7×5/2, 2 groups'],
  [{ stride: [2, 1], dilation: 3 }, '7×5/2×1, dilation 3']
])('%j', (part, words) => {
  expect(detailWords({ ...convolution, ...part })).toBe(words)
})

it('a function is named', () => {
  const apply = { function: 'leaky-relu', slope: 0.1 } as const
  expect(detailWords({ type: 'activation', name: 'leaky', inputs: ['conv1'], apply })).toBe('leaky-relu')
})
