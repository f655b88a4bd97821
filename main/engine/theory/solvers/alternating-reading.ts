/** Alternations with several solvers beside each other, from the weights of a snapshot. */
import {
  alternatingTitle, type Alternating, type AlternatingReading
} from '../../../../preload/schema/alternating-solvers'
import { evaluate } from '../../evaluation/evaluate'
import { firstOf } from '../../datasets/dataset'
import type { MaskedBatch } from '../../executors/eager/masked-layers'
import { demandRoom } from '../../layerwise/room'
import type { Weights } from '../../networks/weights'
import { reluSupport } from '../../support/forward'
import { supportLayout } from '../../support/layout'
import { alternate } from './alternating'
import { Course } from './course'
import { lookAt } from './looks'
import { steadyNetwork, trainedNames } from './network'
import type { MaskedExecutor } from './problem'
import type { Asked } from './reading'

/** Masks are none of what is asked: they are estimated. */
export interface AskedAlternations extends Omit<Asked, 'packed' | 'solvers' | 'layers' | 'jacobianOf'> {
  methods: readonly Alternating[]
}

const thousand = 1000

/** Null when it was stopped. @throws Failure when the network is no such one, or examples need too much room */
export async function readAlternations(
  asked: AskedAlternations
): Promise<Omit<AlternatingReading, 'snapshot' | 'seed'> | null> {
  const { examples, methods, data, weights, passes, seed, stopped } = asked
  const isLayerwise = methods.some(({ name }) => name === 'alternating-layerwise')
  const network = steadyNetwork(asked.network, isLayerwise ? [{ name: 'layerwise', damping: 1 }] : [])
  if (isLayerwise) demandRoom(asked.bytesPerExample(network), examples)
  const executor = asked.executorOf(network)
  const trained = trainedNames(network)
  const labels = data.train.labels.slice(0, examples)
  try {
    const courses: AlternatingReading['courses'] = []
    for (const [at, method] of methods.entries()) {
      let masks: readonly MaskedBatch[] | null = null
      const course = new Course({
        loss: (there) => reluLoss(executor, asked, there),
        look: (there) => lookAt({ executor, network, data, examples }, there, masks)
      }, passes, stopped, (share) => { asked.tell(Math.round(thousand * (at + share) / methods.length), thousand) })
      await course.point(weights, null)
      await alternate({
        problem: { network, executor, trained, labels, passes, seed, start: weights }, data,
        layersOf: (batches) => asked.layersOf(network, batches),
        masksAre: (batches) => { masks = batches }
      }, method, course)
      if (stopped()) return null
      const title = alternatingTitle(method)
      const { looks } = await course.end(method.name, title)
      courses.push({ name: method.name, method: title, looks: looks.map(({ loss: _own, ...look }) => look) })
    }
    return { testExamples: data.test.count, courses }
  } finally {
    executor.dispose()
  }
}

async function reluLoss(
  executor: MaskedExecutor, { network, data, examples }: AskedAlternations, weights: Weights
): Promise<number> {
  const state = await executor.state()
  await executor.setWeights(weights)
  const { loss } =
    await evaluate(executor, firstOf(data.train, examples), reluSupport(supportLayout(network).layers.length))
  await executor.setState(state)
  return loss
}
