/** What is counted of a run's network, from nothing stored at all to more masks than are counted. */
import { describe, expect, it } from 'vitest'
import { MaskViewer } from '../../../../main/api/masks/viewer'
import { initialWeights } from '../../../../main/engine/networks/parameters'
import { beginRun, recordSnapshot, scheduledStart, smallLayout, smallNetwork } from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'

const store = temporaryFolder()
const viewer = new MaskViewer({ folder: store, file: null })
const weights = initialWeights(smallNetwork, 1)
/** 27 + 108 of kernels; biases begin at zero. A kernel's values are used at 5×5 and at 3×3 positions. */
const whole = { nonZeroParameters: 135, nonZeroMacs: 27 * 25 + 108 * 9 }

describe('the network at a moment', () => {
  it('without weights is told as such', () => {
    const { id, recorder } = beginRun(store)
    expect(viewer.moment(id, null)).toEqual({
      checkpoint: null, snapshot: null, examples: 0, stored: 0, nodes: [], nonZeroParameters: null, nonZeroMacs: null,
      effectiveMacs: null
    })
    recorder.end('finished', null)
  })

  it('without masks has the latest weights, and no effective MACs', () => {
    const { id, recorder } = beginRun(store)
    recorder.checkpoint('start', { epoch: 0, iteration: 0 }, weights)
    recorder.checkpoint('final', { epoch: 1, iteration: 10 }, weights)
    recorder.end('finished', null)
    const moment = viewer.moment(id, null)
    expect(moment).toMatchObject({ checkpoint: 'final', snapshot: null, ...whole, effectiveMacs: null })
    expect(moment.nodes.map(({ name, coactivation }) => [name, coactivation])).toEqual(
      [['conv1', null], ['conv2', null]])
  })

  it('has the weights of its snapshot, and at most 1,024 of its masks, evenly spaced', () => {
    const { id, recorder } = beginRun(store)
    const halved = new Map([...weights].map(([name, values]) =>
      [name, values.map((value, at) => (at % 2 ? value : 0))]))
    recorder.checkpoint('snapshot-1', { epoch: 0, iteration: 10 }, halved)
    recorder.checkpoint('snapshot-2', { epoch: 1, iteration: 20 }, weights)
    const packed = recordSnapshot(recorder, scheduledStart(1, 10, 2500))
    recordSnapshot(recorder, scheduledStart(2, 20, 7))
    recorder.end('finished', null)
    const moment = viewer.moment(id, 1)
    expect(moment).toMatchObject({
      checkpoint: 'snapshot-1', snapshot: 1, examples: 834, stored: 2500, nonZeroParameters: 13 + 54
    })
    expect(moment.nodes.map(({ weightSparsity }) => weightSparsity)).toEqual([1 - 13 / 27, 0.5])
    // Of every third example: 3 channels at 5×5 positions, each seen by windows that begin before the border.
    const seen = [0, 1, 2, 3, 4].map((at) => [-1, 1, 3].filter((start) => start <= at && at < start + 3).length)
    let on = 0
    for (let example = 0; example < 2500; example += 3) {
      for (let unit = 0; unit < 75; unit++) {
        const isOn = (packed[example * smallLayout.bytesPerExample + (unit >> 3)] >> (7 - (unit & 7))) & 1
        // Every second of the 4 filters' weights is left, at each place of the window.
        on += isOn * seen[Math.floor(unit / 15)] * seen[Math.floor(unit / 3) % 5] * 2
      }
    }
    const { effectiveMacs } = moment.nodes[1]
    expect(effectiveMacs).toBeCloseTo(on / 834, 9)
    expect(viewer.moment(id, null)).toMatchObject({ snapshot: 2, examples: 7, stored: 7, ...whole })
  })
})
