/** How a stage's masks are estimated, and where those of a batch come from. */
import type { StoredMaskSettings } from '../../../../preload/schema/configuration'
import type { StagedState } from '../../../../preload/schema/methods/staged-state'
import type { Examples } from '../../datasets/dataset'
import { reluSupport, type ForwardSupport } from '../../support/forward'
import type { TrainingRun } from '../run'
import type { Stage } from './stages'

/** Masks are those of the network as its form runs it: the affine form with learned β equals ReLU (eqs 9, 12, 13). */
export const estimation = ({ form }: StoredMaskSettings, { thresholds }: StagedState): ForwardSupport => ({
  form, thresholds: Float32Array.from(thresholds)
})

/** The support under which masks are looked at: that of the stored ones, or else ReLU's. */
export function lookedAt({ masks }: Stage, state: StagedState): ForwardSupport {
  return masks.kind === 'stored' ? estimation(masks.settings, state) : reluSupport(state.thresholds.length)
}

/**
 * The masks of a batch as the last alternation has them: read, or worked out for augmented images. Valid until the next
 * call.
 */
export async function masksOfAlternation(
  run: TrainingRun, state: StagedState, used: ForwardSupport, indices: Int32Array, batch: Examples
): Promise<Uint8Array> {
  return (await run.training.estimator?.estimateMasks(batch, used)) ?? run.masksOf(state.snapshot, indices)
}
