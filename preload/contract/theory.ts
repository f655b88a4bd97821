/** Experiments on the theory: computing one, and what the store has of those that were computed. */
import { z } from 'zod'
import { alternatingRequest } from '../schema/alternating-solvers'
import { solversRequest } from '../schema/solvers'
import { experimentNames } from '../schema/theory'
import {
  seedsSchema, theoryResultIdSchema, theoryResultSchema, theoryResultSummarySchema
} from '../schema/theory/result'
import { nothing, type Topic } from './parts'

/** Whether parameters are in their ranges, the definition of the experiment says. */
const asked = z.strictObject({
  experiment: z.enum(experimentNames), parameters: z.record(z.string(), z.json()), seeds: seedsSchema
})
const underWay = asked.extend({ parameters: z.record(z.string(), z.unknown()) })
const byResult = z.strictObject({ result: theoryResultIdSchema })

export const theoryMethods = {
  /** Newest first; none of a store that is only looked at. `underWay`: what is computed, or waits, for any page. */
  'theory.results': {
    access: 'reads',
    request: nothing,
    reply: z.strictObject({ results: z.array(theoryResultSummarySchema), underWay: z.array(underWay) })
  },
  /** With its tables. */
  'theory.result': { access: 'reads', request: byResult, reply: z.strictObject({ result: theoryResultSchema }) },
  /**
   * Computes an experiment, after those that other pages have asked for, and keeps what it comes to;
   * `theory-progress` events tell how far it is. Whoever asks for what is under way waits for the same.
   */
  'theory.run': {
    access: 'writes', computes: true, request: asked, reply: z.strictObject({ result: theoryResultSchema })
  },
  /**
   * Solvers beside each other under a snapshot's masks; `solvers-progress` events tell how far they are. What it comes
   * to is kept; null when it was stopped by `linear.stop`, or by asking anew.
   */
  'theory.solvers': {
    access: 'writes',
    request: z.strictObject(solversRequest),
    reply: z.strictObject({ result: theoryResultSchema.nullable() })
  },
  /** The same inside the alternation, whose masks are estimated again and again. */
  'theory.alternatingSolvers': {
    access: 'writes',
    request: z.strictObject(alternatingRequest),
    reply: z.strictObject({ result: theoryResultSchema.nullable() })
  },
  'theory.delete': { access: 'writes', request: byResult, reply: nothing }
} as const satisfies Topic<'theory'>
