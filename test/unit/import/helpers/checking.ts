/** The check of an import as a run's process makes it: on native TensorFlow, by the graph executor. */
import { nativeBackend } from '../../../../main/engine/backends/native'
import { inMemory, type Examples } from '../../../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../../../main/engine/executors/graph/executor'
import type { ImportedModel } from '../../../../main/import'
import { checkedAgainstItsRuntime, checkImages } from '../../../../main/import/check'
import { faultOf } from '../../../../main/import/fault'

/** @returns what came of it. @throws Failure where logits differ */
export async function checked(model: ImportedModel, examples: Examples): Promise<string> {
  const backend = nativeBackend()
  const executor = await GraphExecutor.create(backend, model.network, model.weights, 1, [])
  const images = checkImages({ train: inMemory(examples) })
  try {
    return await checkedAgainstItsRuntime({ model, images, backend, executor, fault: faultOf('the file') })
  } finally {
    executor.dispose()
  }
}

/** The largest difference in what came of it; NaN where there is none. */
export const differenceIn = (said: string): number => Number(/largest difference (\S+) /.exec(said)?.[1])

/** The same network with one weight changed, as if it had been read wrongly. */
export function withChanged(model: ImportedModel, name: string, change: (value: number, at: number) => number) {
  const values = model.weights.get(name)
  if (!values) throw new Error(`there are no weights ${name}`)
  return { ...model, weights: new Map([...model.weights, [name, values.map(change)]]) }
}
