/**
 * Solvers inside the alternation, whose masks are estimated again and again, beside solvers of the ReLU network itself
 * (main/engine/theory/solvers/alternating): all from a snapshot's weights, in as many passes.
 */
import { z } from 'zod'
import { runIdSchema } from './names'
import { numberedNames } from './numbered-names'
import { lookSchema, mostPasses, mostSolvedExamples } from './solvers'

const count = z.number().int().min(0)
const rate = z.number().positive().max(100)

export const usualAlternatingExamples = 2000
export const usualAlternatingPasses = 12

export const alternatingSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('relu-sgd'), rate }),
  z.strictObject({ name: z.literal('relu-lbfgs') }),
  /** Masks are estimated before every pass; λ of the consistency falls with the rate. */
  z.strictObject({ name: z.literal('alternating-sgd'), rate, consistency: z.number().min(0).max(100) }),
  z.strictObject({ name: z.literal('alternating-lbfgs'), evaluations: z.number().int().min(2).max(mostPasses) }),
  /** Masks are estimated after each sweep over the layers, the last one first. */
  z.strictObject({ name: z.literal('alternating-layerwise'), damping: rate })
])
export type Alternating = z.infer<typeof alternatingSchema>

const names = numberedNames({
  option: 'solver',
  known: 'relu-sgd:RATE, relu-lbfgs, alternating-sgd:RATE:CONSISTENCY, alternating-lbfgs:EVALUATIONS and ' +
    'alternating-layerwise:DAMPING',
  ranges: `rates and dampings above 0 and up to 100, evaluations from 2 to ${mostPasses}`,
  schema: alternatingSchema,
  usual: {
    'relu-sgd': { rate: 0.05 },
    'relu-lbfgs': {},
    'alternating-sgd': { rate: 0.1, consistency: 0.2 },
    // Of four, as in the prototype, the search along the first line leaves none.
    'alternating-lbfgs': { evaluations: 6 },
    'alternating-layerwise': { damping: 0.1 }
  } satisfies Record<Alternating['name'], Readonly<Record<string, number>>>
})
export const { known: knownAlternating, titleOf: alternatingTitle, titlesOf: alternatingTitles } = names

/** Of several with commas between them. @throws Failure */
export const alternatingFrom = (text: string): Alternating[] => names.from(text)

/** Those of the prototype that the figures of docs/theory.md are compared with. */
export const usualAlternating =
  'relu-sgd:0.05,relu-sgd:0.1,alternating-sgd:0.1:0.2,alternating-sgd:0.1:0,alternating-sgd:0.025:0,' +
  'alternating-lbfgs,relu-lbfgs,alternating-layerwise'

const settings = z.strictObject({
  examples: z.number().int().min(1).max(mostSolvedExamples),
  passes: z.number().int().min(1).max(mostPasses),
  methods: z.array(alternatingSchema).min(1).max(20)
})
export type AlternatingSettings = z.infer<typeof settings>

export const alternatingRequest = {
  id: runIdSchema,
  /** Null for the latest. */
  snapshot: count.nullable(),
  ...settings.shape
}

const alternatingLook = lookSchema.omit({ loss: true })
export type AlternatingLook = z.infer<typeof alternatingLook>

/** Of one run. */
export const alternatingReadingSchema = z.strictObject({
  snapshot: count,
  seed: count,
  testExamples: count,
  courses: z.array(z.strictObject({ name: z.string(), method: z.string(), looks: z.array(alternatingLook).min(1) }))
})
export type AlternatingReading = z.infer<typeof alternatingReadingSchema>
