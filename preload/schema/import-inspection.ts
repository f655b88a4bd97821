/** What is found in a model before a run is made of it: what a page and the command line show, and ask to confirm. */
import { z } from 'zod'
import { dataSetNames, preprocessingSchema } from './settings/data'
import { preprocessingGuessSchema, type PreprocessingGuess } from './preprocessing-guess'
import { count, loss } from './format'
import { importSourceSchema } from './import'
import { modelSchema } from './model'
import { runNameSchema } from './run'
import { networkSchema, type Network } from './network'
import { matchedWeightSchema } from './weight-mapping'

/** Who says how images are prepared, in words. */
export const preprocessingSayers = {
  person: 'what you said',
  model: 'what the model needs, which does the rest itself',
  metadata: 'what the file’s metadata say',
  measured: 'a guess: measured, as nobody says it'
} as const
export type PreprocessingSayer = keyof typeof preprocessingSayers

export const importInspectionSchema = z.strictObject({
  source: importSourceSchema,
  /** What it was held against, whose images and classes it fits. */
  data: z.strictObject({
    dataset: z.enum(dataSetNames),
    shape: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
    classes: z.number().int(),
    trainExamples: z.number().int(),
    testExamples: z.number().int()
  }),
  topology: networkSchema,
  model: modelSchema,
  /** What of the file is no node of its own here, and where it went: sentences that begin small. */
  folded: z.array(z.string()),
  /** Which array of the file is which here, where its names do not say it; null of any other file. */
  matched: z.array(matchedWeightSchema).nullable(),
  /** What else a person should know: sentences that begin small. */
  notes: z.array(z.string()),
  preprocessing: preprocessingSchema,
  saidBy: z.enum(Object.keys(preprocessingSayers) as [PreprocessingSayer, ...PreprocessingSayer[]]),
  /** Where it was measured. */
  guess: preprocessingGuessSchema.nullable(),
  /** What came of holding it against the file's own runtime, as a sentence that begins small. */
  check: z.string()
})
export type ImportInspection = z.infer<typeof importInspectionSchema>

/** What a person decides once a model was inspected. */
export const importWishesSchema = z.strictObject({
  /** Null for the file's name. */
  name: runNameSchema.nullable(),
  /** Null for the one that was found. */
  preprocessing: preprocessingSchema.nullable(),
  /** Whether the masks of all training examples are estimated and stored. */
  masks: z.boolean()
})
export type ImportWishes = z.infer<typeof importWishesSchema>

/** "images of 28×28×1 and 10 classes, as mnist-10k has: 8,000 to train on and 2,000 to test" */
export const dataText = ({ data }: Pick<ImportInspection, 'data'>): string =>
  `images of ${data.shape.join('×')} and ${data.classes} classes, as ${data.dataset} has: ` +
  `${count(data.trainExamples)} to train on and ${count(data.testExamples)} to test`

/** By how much the guess is ahead of the next; null where there is nothing to compare. */
export function marginText({ candidates: [chosen, next] }: PreprocessingGuess): string | null {
  if (chosen === undefined || next === undefined || chosen.loss === null) return null
  if (next.loss === null) return `the next, ${next.preprocessing}, has no finite loss`
  return `its loss is ${loss(next.loss - chosen.loss)} below that of the next, ${next.preprocessing}`
}

/** The nodes that have masks, and the functions that have none. */
export function functionsOf({ nodes }: Network): { supports: string[]; without: string[] } {
  const isSupport = new Set(nodes.filter(({ type }) => type === 'support').map(({ name }) => name))
  const without = nodes.filter((node) => node.type === 'activation'
    && !(node.apply.function === 'bounded' && node.inputs.every((name) => isSupport.has(name))))
  return { supports: [...isSupport], without: without.map(({ name }) => name) }
}
