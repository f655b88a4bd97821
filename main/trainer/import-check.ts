/** Holds an imported network against its file before there is a run of it. */
import type { ImportedModel } from '../import'
import { checkImages, checkedAgainstItsRuntime } from '../import/check'
import type { Fault } from '../import/fault'
import type { Backend } from '../engine/backends/backend'
import { wasmBackend } from '../engine/backends/wasm'
import type { DataSet } from '../engine/datasets/dataset'
import { createExecutor } from '../engine/executors'
import type { Executor } from '../engine/executors/executor'

/**
 * @param backend that of the run, as is `executor`
 * @returns what came of it, for the run's environment
 * @throws Failure where the file's own runtime gives other logits
 */
export async function checkImport(
  model: ImportedModel, data: DataSet, backend: Backend, executor: Executor, fault: Fault
): Promise<string> {
  const images = checkImages(data)
  if (backend.name !== 'tensorflow-gpu') return checkedAgainstItsRuntime({ model, images, backend, executor, fault })
  // There convolutions may keep 10 bits of their numbers (TF32), which would look like another network.
  const exact = await wasmBackend()
  const onExact = await createExecutor('eager', exact, model.network, model.weights, 1, [])
  try {
    return await checkedAgainstItsRuntime({ model, images, backend: exact, executor: onExact, fault })
  } finally {
    onExact.dispose()
    backend.activate()
  }
}
