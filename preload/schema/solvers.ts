/**
 * Solvers beside each other that lower the loss of a stored run's network while its masks stay fixed
 * (main/engine/theory/solvers), and what each does to the ReLU network meanwhile.
 */
import { z } from 'zod'
import { runIdSchema } from './names'
import { numberedNames } from './numbered-names'

const count = z.number().int().min(0)
const fraction = z.number().min(0).max(1)

/** Training examples: the first ones. What comes into layers is kept of all of them. */
export const mostSolvedExamples = 4000
export const usualSolvedExamples = 1000
/** A pass is a forward and a backward run over these examples. */
export const mostPasses = 200
export const usualPasses = 16

const rate = z.number().positive().max(100)
const conjugate = z.number().int().min(1).max(100)

export const solverSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('sgd'), rate }),
  z.strictObject({ name: z.literal('adam'), rate }),
  z.strictObject({ name: z.literal('lbfgs') }),
  /** Newton's method in one layer after the other; a step d costs `damping`/2 ‖d‖². */
  z.strictObject({ name: z.literal('layerwise'), damping: rate }),
  /** Hessian-free, all layers at once: so many steps of conjugate gradients for each of its own. */
  z.strictObject({ name: z.literal('gauss-newton'), steps: conjugate }),
  /** The same on one batch after the other. */
  z.strictObject({
    name: z.literal('batch-gauss-newton'), batch: z.number().int().min(1).max(mostSolvedExamples), steps: conjugate,
    damping: rate
  })
])
export type Solver = z.infer<typeof solverSchema>
export type SolverName = Solver['name']

/** As in the prototype that the figures of docs/theory.md are compared with. */
export const usualSolvers = 'sgd:0.05,adam,lbfgs,layerwise'

const named = numberedNames({
  option: 'solver',
  known: 'sgd:RATE, adam:RATE, lbfgs, layerwise:DAMPING, gauss-newton:STEPS and ' +
    'batch-gauss-newton:EXAMPLES:STEPS:DAMPING',
  ranges: `numbers above 0 and up to 100 (examples up to ${mostSolvedExamples})`,
  schema: solverSchema,
  usual: {
    sgd: { rate: 0.05 },
    adam: { rate: 0.003 },
    lbfgs: {},
    layerwise: { damping: 0.001 },
    'gauss-newton': { steps: 10 },
    'batch-gauss-newton': { batch: 250, steps: 4, damping: 0.03 }
  } satisfies Record<SolverName, Readonly<Record<string, number>>>
})
export const { known: knownSolvers, titleOf: solverTitle, titlesOf } = named

/** Of several with commas between them. @throws Failure */
export const solversFrom = (text: string): Solver[] => named.from(text)

const settings = z.strictObject({
  examples: z.number().int().min(1).max(mostSolvedExamples),
  passes: z.number().int().min(1).max(mostPasses),
  solvers: z.array(solverSchema).min(1).max(20),
  /** Whether each layer is solved alone, too: it takes about as long as three solvers. */
  layers: z.boolean()
})
export type SolverSettings = z.infer<typeof settings>

export const solversRequest = {
  id: runIdSchema,
  /** Null for the latest. */
  snapshot: count.nullable(),
  ...settings.shape
}

/** Whose figures are put together. */
export const mostSolvedRuns = 20

const point = z.strictObject({
  passes: z.number().min(0),
  /** Of the solver's own work; what is measured at points does not count. */
  seconds: z.number().min(0),
  /** Mean cross-entropy of the examples under their stored masks. */
  loss: z.number()
})
export type SolverPoint = z.infer<typeof point>

/** The weights of a point in the ReLU network, which decides its own masks. */
export const lookSchema = z.strictObject({
  ...point.shape,
  /** Of the same examples. */
  reluLoss: z.number(),
  testError: fraction,
  /** Share of the examples' bits, as stored or estimated last, that these weights flip; null where there are none. */
  drift: fraction.nullable()
})
export type SolverLook = z.infer<typeof lookSchema>

export const solverCourseSchema = z.strictObject({
  name: z.string(),
  /** As it is asked for, with its numbers. */
  solver: z.string(),
  /** The first is the start, which is the same for all. */
  points: z.array(point).min(1),
  looks: z.array(lookSchema).min(1)
})
export type SolverCourse = z.infer<typeof solverCourseSchema>

/** The masked loss when one layer alone is moved as far as it goes, all others staying as they are. */
export const layerAloneSchema = z.strictObject({
  layer: z.string(),
  now: z.number(),
  alone: z.number(),
  passes: z.number().min(0),
  /** Whether the last step lowered the loss by less than a hundredth. */
  isSettled: z.boolean()
})
export type LayerAlone = z.infer<typeof layerAloneSchema>

/** Of one run. */
export const solversSchema = z.strictObject({
  snapshot: count,
  seed: count,
  testExamples: count,
  courses: z.array(solverCourseSchema).min(1),
  /** In the network's order; none where they were not asked for. */
  layers: z.array(layerAloneSchema)
})
export type SolversReading = z.infer<typeof solversSchema>
