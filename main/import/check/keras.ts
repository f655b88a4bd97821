/** Runs the layers of a file of Keras: in TensorFlow.js or, where that cannot, the file itself in Keras in Python. */
import type { Backend } from '../../engine/backends/backend'
import type { LayersProgram } from '../original'
import { ranInPython } from './keras-python/process'
import { ranAsLayers, type LayersRun } from './layers'
import { CannotRun, type Ran } from './runtime'

/** Of what TensorFlow.js says, as much as leaves room for what Keras does. */
const longestReason = 120

/** @throws CannotRun which says why neither can */
export async function ranAsKeras(backend: Backend, program: LayersProgram, run: LayersRun): Promise<Ran> {
  const { file, softmaxIn } = program
  try {
    return await ranAsLayers(backend, program, run)
  } catch (error) {
    if (!(error instanceof CannotRun) || file === null) throw error
    return await ranInPython(file, { ...run, softmaxIn }).catch((other: unknown) => {
      if (!(other instanceof CannotRun)) throw other
      throw new CannotRun(`${error.message.slice(0, longestReason)}, and ${other.message}`)
    })
  }
}
