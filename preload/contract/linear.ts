/** The linear network that an example sees, what if its masks were others, and what the network answers to many. */
import { z } from 'zod'
import { trainingAnswersRequest, trainingAnswersSchema } from '../schema/answers'
import {
  changedErrorRequest, changedErrorSchema, linearMapSchema, linearRequest, whatIfRequest, whatIfSchema
} from '../schema/linear'
import { firstLayerRequest, firstLayerSchema } from '../schema/first-layer'
import { lastLayersRequest, lastLayersSchema } from '../schema/last-layers'
import { nothing, type Topic } from './parts'

export const linearMethods = {
  /** At a snapshot, beside the previous one that holds masks of the example. */
  'linear.map': { access: 'reads', request: z.strictObject(linearRequest), reply: linearMapSchema },
  /** Of one example, at once. */
  'linear.whatIf': { access: 'reads', request: z.strictObject(whatIfRequest), reply: whatIfSchema },
  /**
   * Of many examples; `changed-error-progress` events tell how far it is. Null when it was stopped, which asking anew
   * does too.
   */
  'linear.error': {
    access: 'reads',
    request: z.strictObject(changedErrorRequest),
    reply: z.strictObject({ error: changedErrorSchema.nullable() })
  },
  /**
   * To the training examples whose masks the snapshot holds; `answers-progress` events tell how far it is. Null when it
   * was stopped, which asking anew does too.
   */
  'linear.answers': {
    access: 'reads',
    request: z.strictObject(trainingAnswersRequest),
    reply: z.strictObject({ answers: trainingAnswersSchema.nullable() })
  },
  /**
   * Theorem 1's condition on the first layer under a snapshot's masks; `first-layer-progress` events tell how far it
   * is. Null when it was stopped, which asking anew does too.
   */
  'linear.firstLayer': {
    access: 'reads',
    request: z.strictObject(firstLayerRequest),
    reply: z.strictObject({ found: firstLayerSchema.nullable() })
  },
  /**
   * The best last two layers for a snapshot's masks; `last-layers-progress` events tell how far it is. Null when it was
   * stopped, which asking anew does too.
   */
  'linear.lastLayers': {
    access: 'reads',
    request: z.strictObject(lastLayersRequest),
    reply: z.strictObject({ found: lastLayersSchema.nullable() })
  },
  /** Ends what takes a while, whichever it is. */
  'linear.stop': { access: 'reads', request: nothing, reply: nothing }
} as const satisfies Topic<'linear'>
