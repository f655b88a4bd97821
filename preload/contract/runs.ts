/** The list of runs, and the one run that a page follows. */
import { z } from 'zod'
import { annotationChangeSchema } from '../schema/annotations'
import { bytesSchema } from '../schema/masks'
import { refusedSchema } from '../schema/refused'
import { runCursorSchema, runDetailSchema, runIdSchema, runListEntrySchema } from '../schema/run'
import {
  curveAxes, curveNames, mostCompared, runComparisonSchema, runCurveSchema, stretchSchema
} from '../schema/run-comparison'
import { runFileSchema } from '../schema/run-file'
import { byId, nothing, severalRuns, type Topic } from './parts'

const refusals = z.strictObject({ refused: refusedSchema })
const compared = z.array(runIdSchema).min(1).max(mostCompared)

export const runMethods = {
  'runs.list': { access: 'reads', request: nothing, reply: z.strictObject({ runs: z.array(runListEntrySchema) }) },
  'runs.detail': {
    access: 'reads',
    request: byId,
    reply: z.strictObject({ detail: runDetailSchema, cursor: runCursorSchema })
  },
  /** What each was asked for, in words by the options of the command line, for columns of the list. */
  'runs.settings': {
    access: 'reads',
    request: z.strictObject({ ids: severalRuns }),
    reply: z.strictObject({
      runs: z.array(z.strictObject({ id: runIdSchema, values: z.record(z.string(), z.string()) }))
    })
  },
  /** From now on `run-delta` events tell this page what is new after the cursor, at most five times a second. */
  'runs.follow': {
    access: 'reads',
    request: z.strictObject({ id: runIdSchema, cursor: runCursorSchema }),
    reply: nothing
  },
  'runs.unfollow': { access: 'reads', request: byId, reply: nothing },
  /** Those of one configuration with different seeds as a group. */
  'runs.compare': {
    access: 'reads', request: z.strictObject({ ids: compared }), reply: runComparisonSchema
  },
  /**
   * One figure of each run, as many points as `columns` of a screen can show; of a stretch of the axis alone where one
   * is given. Runs that cannot be read, or lack the figure, are left out.
   */
  'runs.curves': {
    access: 'reads',
    request: z.strictObject({
      ids: compared, figure: z.enum(curveNames), axis: z.enum(curveAxes), columns: z.number().int().min(10).max(4000),
      stretch: stretchSchema.nullable()
    }),
    reply: z.strictObject({ curves: z.array(runCurveSchema) })
  },
  /**
   * The live curve's points after an iteration, all of them in several calls. Of each point its iteration, epoch, loss,
   * error and learning rate: float64, little-endian.
   */
  'runs.curvePoints': {
    access: 'reads',
    request: z.strictObject({ id: runIdSchema, after: z.number().int().min(0) }),
    reply: z.strictObject({ points: bytesSchema })
  },
  /** Where its file lies, what takes room in it, and what happened to it. */
  'runs.file': { access: 'reads', request: byId, reply: runFileSchema },
  /** Changes what a person says about runs, while they train, too; what is left out of the change stays. */
  'runs.annotate': {
    access: 'writes', request: z.strictObject({ ids: severalRuns, change: annotationChangeSchema }), reply: refusals
  },
  /** Into the trash. */
  'runs.delete': { access: 'writes', request: z.strictObject({ ids: severalRuns }), reply: refusals }
} as const satisfies Topic<'runs'>
