/** Everything the graph executor can be asked, each a signature of one SavedModel that share variables. */
import type { Network } from '../../../../../preload/schema/network'
import type { SupportKind } from '../../executor'
import { SignatureContext } from './context'
import { forwardSignatures, sharedKinds } from './names'
import {
  writeEstimation, writeEvaluation, writeLogits, writePreactivations, writePrediction, writeShared
} from './running'
import { writeMaskState, writeState } from './state'
import { writeTraining } from './training'

export {
  sharedSignature, signatureNames, trainingSignature, type ForwardSignature, type SignatureName
} from './names'

/** The SavedModel of a network, with those signatures. */
export function writeSignatures(network: Network, seed: number, kinds: readonly SupportKind[]): Uint8Array {
  const context = new SignatureContext(network, seed)
  writeState(context)
  if (kinds.some(({ pruned }) => pruned)) writeMaskState(context)
  for (const kind of kinds) writeTraining(context, kind)
  for (const kind of sharedKinds(kinds)) writeShared(context, kind)
  for (const name of forwardSignatures) {
    writeEvaluation(context, name)
    writePrediction(context, name)
    writeEstimation(context, name)
  }
  writeLogits(context)
  writePreactivations(context)
  return context.builder.serialize()
}
