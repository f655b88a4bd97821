/** Activity of layers counted on packed bits, against the tensors of mask flow. */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { effectiveMacs, nonZeroByRow } from '../../../../main/engine/networks/cost'
import { hasKernel, kernelKind } from '../../../../main/engine/networks/kinds'
import { parametersOf } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { inferShapes } from '../../../../main/engine/networks/shapes'
import { CoactivationTotals } from '../../../../main/engine/pruning/coactivation'
import { LayerActivities } from '../../../../main/engine/pruning/layer-activity'
import { MaskFlow } from '../../../../main/engine/pruning/mask-flow'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network, NetworkNode } from '../../../../preload/schema/network'
import { everyKind, particular, randomMasks, randomWeights, small } from '../helpers/examples'

const backend = nativeBackend()
const examples = 11

/** Some have channels that fill no whole bytes, and branches of such that are joined. */
const networks: Record<string, Network> = {
  small,
  'of every kind': everyKind,
  ...Object.fromEntries(particular),
  'of unusual widths': presetNetwork('nin-mini', [13, 11, 3], 10),
  'with branches and heads': presetNetwork('googlenet-mini', [14, 14, 1], 10),
  'with residual sums': presetNetwork('resnet-mini', [15, 15, 1], 10),
  'with dense layers': presetNetwork('vgg-mini', [17, 17, 1], 10)
}

/** What tensors count for every connection. */
async function countsOf(network: Network, packed: Uint8Array): Promise<ReadonlyMap<string, Float32Array>> {
  for await (const { counts } of new MaskFlow(backend, network).count(packed, examples)) return counts
  throw new Error('nothing was counted')
}

/** A network that ends with a layer: no support decides over its outputs, which count as on. */
function endingWith(network: Network, node: NetworkNode, packed: Uint8Array): { network: Network; packed: Uint8Array } {
  const cut: Network = { nodes: network.nodes.slice(0, network.nodes.indexOf(node) + 1) }
  const [whole, bytes] = [network, cut].map((each) => supportLayout(each).bytesPerExample)
  return { network: cut, packed: packed.filter((_, at) => at % whole < bytes) }
}

describe.each(Object.entries(networks))('a network %s', (_title, network) => {
  const packed = randomMasks(network, examples, 3)
  const activities = new LayerActivities(network)
  // In two parts, as pieces of a snapshot come.
  const cut = 4 * (packed.length / examples)
  activities.add(packed.subarray(0, cut), 4)
  activities.add(packed.subarray(cut), examples - 4)
  const activity = activities.result()
  const layers = network.nodes.filter(hasKernel)
  const weights = randomWeights(network, 1)

  it('has the mean co-activation that tensors give', async () => {
    const totals = new CoactivationTotals(network)
    totals.add(await countsOf(network, packed), examples)
    expect([...activity.keys()]).toEqual(layers.map(({ name }) => name))
    for (const [name, { coactivation }] of activity)
      expect(coactivation, name).toBeCloseTo(totals.summary(`${name}/kernel`).mean, 12)
  })

  it.each(layers)('$name has the effective MACs that tensors give, without its weights of zero', async (layer) => {
    const kernel = weights.get(`${layer.name}/kernel`)!.map((value, at) => (at % 3 === 0 ? 0 : value))
    const ending = endingWith(network, layer, packed)
    const counts = (await countsOf(ending.network, ending.packed)).get(`${layer.name}/kernel`)!
    const expected = kernel.reduce((sum, value, at) => sum + (value === 0 ? 0 : counts[at]), 0) / examples
    const shapes = inferShapes(network)
    const { shape } = parametersOf(network).find(({ name }) => name === `${layer.name}/kernel`)!
    const left = nonZeroByRow(kernel, shape, kernelKind(layer).groups(layer))
    const found = effectiveMacs(layer, shapes.get(layer.inputs[0])!, left, activity.get(layer.name)!.inputRate)
    // Sums of the same counts in another order.
    expect(found).toBeCloseTo(expected, 6)
    expect(found).toBeGreaterThan(0)
  })
})
