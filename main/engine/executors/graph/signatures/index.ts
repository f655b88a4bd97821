/** Everything the graph executor can be asked, each a signature of one SavedModel that share variables. */
import type { SupportKind } from '../../executor'
import type { Signature } from '../builder'
import { SignatureContext, type GraphCapabilities, type GraphRequest } from './context'
import { forwardSignatures, sharedKinds } from './names'
import {
  writeEstimation, writeEvaluation, writeFeatures, writeLogits, writePreactivations, writePrediction, writeShared
} from './running'
import { writeMaskState, writeState } from './state'
import { writeTraining } from './training'

export {
  sharedSignature, trainingSignature, type ForwardSignature, type SignatureName
} from './names'

/** The SavedModel of a network, and its signatures. */
export interface WrittenGraph { model: Uint8Array; signatures: ReadonlyMap<string, Signature> }

export function writeSignatures(
  request: GraphRequest, kinds: readonly SupportKind[], capabilities: GraphCapabilities
): WrittenGraph {
  const context = new SignatureContext(request, capabilities)
  writeState(context)
  if (kinds.some(({ pruned }) => pruned)) writeMaskState(context)
  for (const kind of kinds) writeTraining(context, kind)
  for (const kind of sharedKinds(kinds)) writeShared(context, kind)
  for (const name of forwardSignatures) {
    writeEvaluation(context, name)
    writePrediction(context, name)
    writeEstimation(context, name)
    writeFeatures(context, name)
  }
  writeLogits(context)
  writePreactivations(context)
  return { model: context.builder.serialize(), signatures: context.builder.signatures() }
}
