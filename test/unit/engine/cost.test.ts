/** Parameters and MACs against figures counted by hand and published ones. */
import { describe, expect, it } from 'vitest'
import { costOf } from '../../../main/engine/networks/cost'
import { answerOf, mainHead } from '../../../main/engine/networks/main-head'
import { initialWeights, parameterCount } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { small } from './helpers/examples'

const filled = (network: typeof small, value: number) =>
  new Map([...initialWeights(network, 1)].map(([name, values]) => [name, values.fill(value)]))

describe('the cost of a network', () => {
  it('is a kernel’s values at every output position, counted by hand', () => {
    // 8×6×2 → 3×3×2×5 at 8×6 positions; stride 2, valid: 3×3×5×4 at 3×2; 1×1×4×3 at 3×2. Biases are no MACs.
    const macs = 90 * 48 + 180 * 6 + 12 * 6
    expect(costOf(small, filled(small, 1))).toEqual({
      parameters: 90 + 5 + 180 + 4 + 12 + 3,
      nonZeroParameters: 294,
      macs,
      nonZeroMacs: macs
    })
    const half = filled(small, 1)
    half.get('conv2/kernel')?.fill(0, 0, 90)
    expect(costOf(small, half)).toEqual({ parameters: 294, nonZeroParameters: 204, macs, nonZeroMacs: macs - 90 * 6 })
  })

  it('of ResNet-18 is that of the literature, 11.69 million parameters and 1.81 GMACs', () => {
    const network = presetNetwork('resnet-18', [224, 224, 3], 1000)
    const { parameters, nonZeroParameters, macs, nonZeroMacs } = costOf(network, filled(network, 0))
    expect(parameters).toBe(11_689_512)
    expect(macs / 1e9).toBeCloseTo(1.81, 2)
    expect([nonZeroParameters, nonZeroMacs]).toEqual([0, 0])
  })
})

describe('the main head', () => {
  it('of GoogLeNet has 6,998,552 parameters, without auxiliary heads and with every node that it needs', () => {
    const whole = presetNetwork('googlenet', [224, 224, 3], 1000)
    const head = mainHead(whole)
    expect(parameterCount(head)).toBe(6_998_552)
    expect(head.nodes.filter(({ type }) => type === 'softmax-loss')).toEqual([answerOf(whole)])
    const names = new Set(head.nodes.map(({ name }) => name))
    expect(head.nodes.every(({ inputs }) => inputs.every((name) => names.has(name)))).toBe(true)
  })

  it('of a network without side branches is the network', () => {
    expect(mainHead(small)).toEqual(small)
  })
})
