/** Weights that are numbers: those of a file from elsewhere, or of a training that diverged, may be none. */
import { Failure } from '../../../preload/schema/failure'
import type { Weights } from './weights'

/** @throws Failure that names the first weight which is no finite number */
export function demandFinite(weights: Weights, checkpoint: string): void {
  for (const [name, values] of weights) {
    const at = values.findIndex((value) => !Number.isFinite(value))
    if (at < 0) continue
    throw new Failure(
      `Weight ${at} of "${name}" in checkpoint "${checkpoint}" is ${values[at]}, no finite number, so nothing is ` +
        'made of that checkpoint; choose another.'
    )
  }
}
