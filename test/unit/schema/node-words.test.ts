/** The words of a window that slides over positions. */
import { expect, it } from 'vitest'
import { windowWords } from '../../../preload/schema/node-words'
import type { NodeOf } from '../../../preload/schema/network'

const convolution: NodeOf<'convolution'> = {
  type: 'convolution', name: 'conv1', inputs: ['input'], filters: 2, kernel: [7, 5], stride: 2, padding: 'same',
  bias: true
}

it.each<[Partial<NodeOf<'convolution'>>, string]>([
  [{}, '7×5/2'], [{ stride: 1, padding: 'valid' }, '7×5'], [{ padding: [3, 3, 3, 3] }, '7×5/2 +3'],
  [{ stride: 1, padding: [0, 1, 2, 3] }, '7×5 +0,1,2,3']
])('%j', (part, words) => {
  expect(windowWords({ ...convolution, ...part })).toBe(words)
})
